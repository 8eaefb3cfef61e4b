/** The verdict on brought samples in three sentences: copies, on or off the ridge, and how much of the data is covered. */
import { type Baselines, baselinesOf, MANY_REPEATED, undecidedReason } from "../../diagnosis/baselines.ts";
import { percent } from "../../text/numbers.ts";
import { powerSentence } from "../parts/classes.ts";
import { type MetricLine, metricLines } from "../result.ts";
import type { AnalysisRun } from "./samples.ts";

/** What was found, with what it may be compared with. */
export function verdictText(run: AnalysisRun): string {
  const baselines = baselinesOfRun(run);
  return [
    copiesSentence(run, baselines),
    ridgeSentence(run, baselines),
    coverageSentence(run, baselines),
  ].join(" ");
}

function baselinesOfRun({ data, samples, diagnosis, details }: AnalysisRun): Baselines {
  const { neighbours } = details.measured[0].measured;
  const heldOut = data.heldOut?.rows;
  return baselinesOf(data.density, diagnosis.criterion, { count: samples.rows, neighbours, heldOut });
}

function copiesSentence({ diagnosis }: AnalysisRun, { repeated_training: repeated }: Baselines): string {
  const { memorised } = diagnosis.sets[0].classes.fractions;
  const { copies } = diagnosis.criterion;
  const chance = copies ? ` (${percent(copies.value)} of real points would by chance)` : "";
  const found = `${percent(memorised.value)} of the samples copy a training point${chance}`;
  if (repeated < memorised.low || repeated <= MANY_REPEATED) return `${found}.`;
  return `${found}, but ${percent(repeated)} of the training points repeat another: whether that is copying is undecided.`;
}

function ridgeSentence({ diagnosis, outside }: AnalysisRun, baselines: Baselines): string {
  const { interMode, offRidge } = diagnosis.sets[0].classes.fractions;
  const { test } = diagnosis.criterion;
  if (!test) return `Whether samples lie on the ridge is undecided: ${undecidedReason(baselines)}.`;
  const left =
    outside && test.rank !== undefined
      ? ` (${percent(outside.count / outside.of)} outside the span of the data)`
      : "";
  return `${percent(interMode.value)} lie on the ridge between training points and ${percent(offRidge.value)} are off the ridge${left}; of real points 5 % are, by definition. ${powerSentence(test)}`;
}

function coverageSentence({ details }: AnalysisRun, { fresh_coverage: fresh }: Baselines): string {
  const { coverage } = details.measured[0].measured.metrics;
  return `They cover ${percent(coverage.value)} of the training data; as many fresh draws would cover ${percent(fresh)}.`;
}

/** The same as metrics: of real points, by chance and by calibration, and the power of the test. */
export function baselineMetrics(run: AnalysisRun): MetricLine[] {
  const { test, copies } = run.diagnosis.criterion;
  const powers = Object.entries(test?.power ?? {}).map(([name, value]) => [`power_${name}`, value]);
  const values = { ...baselinesOfRun(run), ...Object.fromEntries(powers) };
  const chance = copies ? [{ name: "chance_copies", ...copies, entry: "samples" }] : [];
  return [...metricLines(values, { entry: "samples" }), ...chance];
}
