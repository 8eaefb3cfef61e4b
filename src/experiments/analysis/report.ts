/** Puts a diagnosis of brought samples into words and figures. */

import { type ChosenDim, DEFINED_SHARE } from "../../diagnosis/choose-dim.ts";
import type { ImagesFigure } from "../../figure/figure.ts";
import { quantile } from "../../metrics/statistics.ts";
import { counted } from "../../text/format.ts";
import { brief, percent } from "../../text/numbers.ts";
import { criterionNote, powerSentence, summaryClasses } from "../parts/classes.ts";
import { autoencoderArrays, pcaArrays } from "../parts/decoders.ts";
import { detailSections } from "../parts/details.ts";
import { diagnosisSections } from "../parts/diagnosis.ts";
import { type Pictures, rowsOfClasses, samplesBesideNearest } from "../parts/images.ts";
import { measuredFigures } from "../parts/metrics.ts";
import { spaceOf, spectrumSection, summaryRidge } from "../parts/ridge.ts";
import { type ExperimentResult, type MetricLine, matrix, metricLines, type Summary } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { noFormsSection } from "./closed-forms-report.ts";
import type { AnalysisData } from "./inputs.ts";
import { picturesOf } from "./pictures.ts";
import type { AnalysisRun } from "./samples.ts";
import { baselineMetrics, verdictText } from "./verdict.ts";

/** Training points of more numbers are not kept with the run. */
const MOST_KEPT = 2 ** 24;

/** The report of an analysis of samples. */
export async function reportSamples(run: AnalysisRun): Promise<ExperimentResult> {
  const sections = await analysisSections(run);
  return composeResult(analysisSummary(run), [...sections, noFormsSection("finished samples")]);
}

/** The headline figures of judged samples. */
export function analysisSummary(run: AnalysisRun): Omit<Summary, "notes"> {
  const { config, data, samples, diagnosis, details } = run;
  const [{ classes }] = diagnosis.sets;
  const { onRidge } = classes.fractions;
  const defined = classes.ridgeDistance.filter((value) => !Number.isNaN(value));
  return {
    experiment: config.experiment,
    title: `${samples.rows} samples against ${data.train.rows} training points`,
    verdict: [verdictText(run), ...beyondSentences(run)].join(" "),
    ridge: summaryRidge(diagnosis.criterion, spaceOf(config.data.latent), data.space.scale),
    classes: summaryClasses(classes.fractions),
    falsification: {},
    figures: {
      on_ridge: onRidge.value,
      ...(defined.length > 0 && { median_ridge_distance: quantile(defined, 0.5) }),
      undefined_ridge_distance: classes.ridgeDistance.length - defined.length,
      median_nearest_distance: quantile(classes.nearestDistance, 0.5),
      ...measuredFigures(details.measured[0]),
    },
  };
}

/** What is shown and kept of judged samples. */
export async function analysisSections(run: AnalysisRun): Promise<Section[]> {
  const { data, diagnosis, details, chosen } = run;
  const pictures = picturesOf(data);
  const [ends, distances] = diagnosisSections(diagnosis, {
    fileOf: ({ name }) => name,
    figures: pictures ? [await imagesFigure(run, pictures)] : [],
    notes: criterionNotes(run),
  });
  return [
    spaceSection(data, run.config.data.latent),
    section("What to compare with", { metrics: [...baselineMetrics(run), ...beyondMetrics(run)] }),
    ends,
    ...(await detailSections(details, data.density, pictures)),
    distances,
    ...(chosen ? [dimSection(chosen)] : []),
  ];
}

/** Samples of each class beside their nearest training points. */
function imagesFigure({ data, diagnosis }: AnalysisRun, pictures: Pictures): Promise<ImagesFigure> {
  const decoded = data.space.scale === undefined ? "" : ", both decoded from the latents";
  return samplesBesideNearest(
    rowsOfClasses(diagnosis.sets[0], (name) => name),
    {
      density: data.density,
      pictures,
      title: "Samples, each beside its nearest training image",
      caption: `Left of each pair the sample, right of it the nearest training image${decoded}; |δ| is the distance to the ridge at the analysis time, the other number the distance of the pair.`,
    },
  );
}

/** The coordinates in which the ridge is. */
function spaceSection(data: AnalysisData, latent: string): Section {
  const { density, space } = data;
  const { pca, vae } = space;
  return section("Coordinates", {
    arrays: {
      ...(density.data.length <= MOST_KEPT && { data: { data: matrix(density.data, density.d) } }),
      ...(vae && { autoencoder: autoencoderArrays(vae) }),
      ...(pca && { pca: pcaArrays(pca) }),
    },
    notes: [spaceNote(data, latent), ...data.notes],
  });
}

function spaceNote({ space, train }: AnalysisData, latent: string): string {
  const { pca, vae, note } = space;
  if (vae) return note;
  if (!pca) return `The ridge is in data space (${train.columns} dimensions), at the data's own scale.`;
  const explained = pca.explainedRatio.reduce((sum, value) => sum + value, 0);
  return `The ridge is in ${latent} latents of the ${train.columns} columns, which keep ${percent(explained)} of the training data's variance; they are multiplied by ${brief(pca.scale)} so that their overall standard deviation is 1.`;
}

function criterionNotes({ diagnosis: { criterion }, chosen, outside }: AnalysisRun): string[] {
  const { dim, time, test } = criterion;
  const shown = test
    ? "the level of the test with the largest power alone"
    : `k by ${chosen ? choiceNote(chosen) : "the settings"}`;
  return [
    criterionNote(criterion),
    ...(test ? [powerSentence(test)] : []),
    ...(outside
      ? [
          `${outside.count} of ${counted(outside.of, "sample")} are outside the span of the training points by more than rounding, ${brief(outside.distance)} from it in the median.`,
        ]
      : []),
    `Pictures, cards and distances are at t_a = ${brief(time)} with the ridge dimension k = ${dim}: ${shown}.`,
    "Memorised means: less than a third as far from the nearest training point as from the second nearest.",
  ];
}

/** What a ridge in latents cannot see. */
function beyondSentences({ beyond, data: { space } }: AnalysisRun): string[] {
  if (!beyond) return [];
  const { share, distance, real, fitted } = beyond;
  const found = `${percent(share.value)} are farther from what ${space.name.split(" ")[0]} can show than 95 % of real points (${brief(distance)} in the median, real points ${brief(real)})`;
  return fitted
    ? [`${found}, whose own points it was fitted to: too many may be so without held-out points.`]
    : [`${found}.`];
}

function beyondMetrics({ beyond }: AnalysisRun): MetricLine[] {
  if (!beyond) return [];
  const { share, bound, fitted } = beyond;
  return [
    { name: "beyond_latents", ...share, entry: "samples" },
    ...metricLines(
      { beyond_latents_bound: bound, beyond_latents_fitted: Number(fitted) },
      { entry: "samples" },
    ),
  ];
}

function choiceNote({ dim, spectrum, time }: ChosenDim): string {
  const gap = `the largest gap of the median spectrum at t = ${brief(time)} (figure "spectrum")`;
  return dim === spectrum.dim
    ? gap
    : `the smallest at which the ridge is well defined (normal eigenvalues below -1/2h) at ${100 * DEFINED_SHARE} % of real points; ${gap} is at ${spectrum.dim}`;
}

/** What the choice of k rests on. */
function dimSection({ dim, spectrum, time }: ChosenDim): Section {
  return spectrumSection(spectrum.spectrum, { dim, verb: "chosen", time: brief(time) });
}
