/** The verdict on brought samples in three sentences: copies, on or off the ridge, and how much of the data is covered. */
import { placesOf, repeatedShare } from "../../density/places.ts";
import { REAL_SHARE } from "../../diagnosis/choose-levels.ts";
import type { RidgeTest } from "../../diagnosis/ridge-test.ts";
import { freshCoverage } from "../../metrics/fresh-coverage.ts";
import { fractionEstimate } from "../../metrics/statistics.ts";
import { percent } from "../../text/numbers.ts";
import { powerSentence } from "../parts/classes.ts";
import { type MetricLine, metricLines } from "../result.ts";
import type { AnalysisRun } from "./samples.ts";

/** What was found, with what it may be compared with. */
export function verdictText(run: AnalysisRun): string {
  return [copiesSentence(run), ridgeSentence(run), coverageSentence(run)].filter(Boolean).join(" ");
}

/** Where more training points than this repeat another, new points of the same distribution may well do so too. */
const MANY = 0.05;

/** Share of training points that repeat another; 0 where held-out points say what is chance. */
function repeatedTraining({ data: { density, heldOutPoints } }: AnalysisRun): number {
  return heldOutPoints ? 0 : repeatedShare(placesOf(density.data, density.d));
}

function copiesSentence(run: AnalysisRun): string {
  const { diagnosis } = run;
  const { memorised } = diagnosis.sets[0].classes.fractions;
  const { copies } = diagnosis.criterion;
  const chance = copies ? ` (${percent(copies.value)} of real points would by chance)` : "";
  const repeated = repeatedTraining(run);
  if (repeated >= memorised.low && repeated > MANY)
    return `${percent(memorised.value)} of the samples copy a training point${chance}, but ${percent(repeated)} of the training points repeat another: whether that is copying is undecided.`;
  return `${percent(memorised.value)} of the samples copy a training point${chance}.`;
}

function ridgeSentence({ diagnosis }: AnalysisRun): string {
  const { interMode, offRidge } = diagnosis.sets[0].classes.fractions;
  const { test } = diagnosis.criterion;
  if (!test)
    return "Whether they lie on the ridge is undecided: there are too few real points, or no noise level at which nearly all of them have a distance.";
  return `${percent(interMode.value)} lie on the ridge between training points and ${percent(offRidge.value)} are off the ridge, as 5 % of real points are. ${powerSentence(test)}`;
}

function coverageSentence(run: AnalysisRun): string {
  const { coverage } = run.details.measured[0].measured.metrics;
  return `They cover ${percent(coverage.value)} of the training data; as many fresh draws would cover ${percent(freshShare(run))}.`;
}

function freshShare({ data, samples, details }: AnalysisRun): number {
  return freshCoverage({ n: data.density.n, m: samples.rows, k: details.measured[0].measured.neighbours });
}

/** What the figures of the samples may be compared with, as metrics: of real points, by chance and by calibration. */
export function baselineMetrics(run: AnalysisRun): MetricLine[] {
  const { test, copies } = run.diagnosis.criterion;
  const repeated = { repeated_training: repeatedTraining(run) };
  const values = { fresh_coverage: freshShare(run), ...repeated, ...(test && testBaselines(test)) };
  return [
    ...metricLines(values, { entry: "samples" }),
    ...(copies ? [{ name: "chance_copies", ...copies, entry: "samples" }] : []),
  ];
}

function testBaselines({ points, power }: RidgeTest): Record<string, number> {
  const powers = Object.entries(power).map(([name, value]) => [`power_${name}`, value]);
  // The size that was set may be as large as this, as the points that it was set on are few.
  const size = fractionEstimate(Math.round((1 - REAL_SHARE) * points), points);
  return { size_bound: size.high, ...Object.fromEntries(powers) };
}
