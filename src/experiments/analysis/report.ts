/** Puts a diagnosis of brought samples into numbers, words and figures. */

import { decode } from "../../data/pca.ts";
import type { Figure, ImagesFigure } from "../../figure/figure.ts";
import { quantile } from "../../metrics/statistics.ts";
import { brief, percent } from "../../text/numbers.ts";
import { autoencoderArrays } from "../parts/autoencoder-arrays.ts";
import { type CardPictures, cardArrays, cardModeArrays, cardsPictures, cardsTable } from "../parts/cards.ts";
import { type ChosenDim, DEFINED_SHARE } from "../parts/choose-dim.ts";
import { classNames, distanceText, summaryClasses } from "../parts/classes.ts";
import {
  type DiagnosedSet,
  diagnosedArrays,
  diagnosisFigures,
  diagnosisMetrics,
} from "../parts/diagnosis.ts";
import {
  measuredArrays,
  measuredFigures,
  measuredMetrics,
  metricsFigure,
  responsibilitiesFigure,
} from "../parts/metrics.ts";
import { spaceOf, spectrumFigure, summaryRidge } from "../parts/ridge.ts";
import { segmentArrays, segmentMetrics, segmentsFigure } from "../parts/segments.ts";
import type { ExperimentContext, ExperimentResult, MetricLine, ResultArray, Summary } from "../result.ts";
import type { AnalysisInputs, AnalysisRun } from "./samples.ts";

/** Images a row. */
const SHOWN = 8;
/** Training points of more numbers are not kept with the run. */
const MOST_KEPT = 2 ** 24;
/** Squares smaller than this are tables rather than images. */
const LEAST_SIDE = 8;

/** The result of an analysis. */
export async function analysisResult(
  run: AnalysisRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { diagnosis, chosen } = run;
  const { measured, cards, segments } = run.details;
  const pictures = picturesOf(run, context);
  const [classes, ...distances] = diagnosisFigures(diagnosis);
  const weights = responsibilitiesFigure(measured, diagnosis.criterion.time);
  const figures: Figure[] = [
    classes,
    metricsFigure(measured),
    pictures ? await cardsPictures(cards, pictures) : cardsTable(cards),
    ...(segments ? [segmentsFigure(segments)] : []),
    ...distances,
    ...(weights ? [weights] : []),
    ...(pictures ? [await imagesFigure(run, pictures)] : []),
    ...(chosen
      ? [
          spectrumFigure(chosen.spectrum.spectrum, {
            dim: chosen.dim,
            verb: "chosen",
            time: brief(chosen.time),
          }),
        ]
      : []),
  ];
  const metrics: MetricLine[] = [
    ...diagnosisMetrics(diagnosis),
    ...measuredMetrics(measured),
    ...(segments ? segmentMetrics(segments) : []),
  ];
  return { summary: summaryOf(run), metrics, arrays: arraysOf(run), tables: ["cards"], figures };
}

function summaryOf(run: AnalysisRun): Summary {
  const { config, inputs, diagnosis } = run;
  const [set] = diagnosis.sets as [DiagnosedSet];
  const { classes } = set;
  const { fractions } = classes;
  const defined = classes.ridgeDistance.filter((value) => !Number.isNaN(value));
  return {
    experiment: "analyze",
    title: `${inputs.samples.rows} samples against ${inputs.train.rows} training points`,
    verdict: verdictOf(run, fractions),
    ridge: summaryRidge(
      diagnosis.criterion,
      spaceOf(config.data.latent),
      inputs.pca?.scale ?? inputs.vae?.scale,
    ),
    classes: summaryClasses(fractions),
    falsification: {},
    figures: {
      on_ridge: fractions.onRidge.value,
      ...(defined.length > 0 && { median_ridge_distance: quantile(defined, 0.5) }),
      undefined_ridge_distance: classes.ridgeDistance.length - defined.length,
      median_nearest_distance: quantile(classes.nearestDistance, 0.5),
      ...measuredFigures(run.details.measured[0]),
    },
    notes: notesOf(run),
  };
}

function verdictOf({ diagnosis }: AnalysisRun, fractions: DiagnosedSet["classes"]["fractions"]): string {
  const { memorised, interMode, offRidge } = fractions;
  const { source, threshold } = diagnosis.criterion;
  const against =
    source === "tube"
      ? "There are too few training points to say how many real points would be"
      : threshold < Infinity
        ? "Of real points 5 % are off it"
        : "But the ridge is not defined at more than 5 % of real points: take these figures with a larger ridge dimension";
  return `${percent(memorised.value)} of the samples copy a training point, ${percent(interMode.value)} lie on the ridge between training points, and ${percent(offRidge.value)} are off the ridge. ${against}.`;
}

function notesOf(run: AnalysisRun): string[] {
  const { config, inputs, diagnosis, chosen } = run;
  const { dim, time, threshold, source } = diagnosis.criterion;
  const sources = {
    "leave-one-out": "the 95 % quantile for training points left out of the density one at a time",
    "held-out": `the 95 % quantile for the ${inputs.heldOut?.rows} held-out points`,
    tube: "three standard deviations of the noise normal to the ridge, as fewer than 200 training points cannot calibrate it",
  };
  return [
    spaceNote(inputs, config.data.latent),
    `Ridge dimension k = ${dim}: ${chosen ? choiceNote(chosen) : "given"}.`,
    `On the ridge means a Newton distance of at most q = ${brief(threshold)} at the analysis time t_a = ${brief(time)}; q is ${sources[source]}.`,
    `t_a is ${config.ridge.analysis_time === "auto" ? autoTimeNote(inputs) : "given"}.`,
    `Memorised means: less than a third as far from the nearest training point as from the second nearest.`,
  ];
}

function choiceNote({ dim, spectrum, time }: ChosenDim): string {
  const gap = `the largest gap of the median spectrum at t = ${brief(time)} (figure "spectrum")`;
  return dim === spectrum.dim
    ? gap
    : `the smallest at which the ridge is well defined (normal eigenvalues below -1/2h) at ${100 * DEFINED_SHARE} % of real points; ${gap} is at ${spectrum.dim}`;
}

function autoTimeNote({ density }: AnalysisInputs): string {
  return density.n < 200
    ? "the time at which sampling ended, as there are fewer than 200 training points"
    : "the time at which the noise √h / a is the median distance between nearest training points";
}

function spaceNote({ pca, vae, train }: AnalysisInputs, latent: string): string {
  if (vae) return vae.note;
  if (!pca) return `The ridge is in data space (${train.columns} dimensions), at the data's own scale.`;
  const explained = pca.explainedRatio.reduce((sum, value) => sum + value, 0);
  return `The ridge is in ${latent} latents of the ${train.columns} columns, which keep ${percent(explained)} of the training data's variance; they are multiplied by ${brief(pca.scale)} so that their overall standard deviation is 1.`;
}

function arraysOf({ inputs, diagnosis, details, chosen }: AnalysisRun): ExperimentResult["arrays"] {
  const { density, pca, vae } = inputs;
  const modes = cardModeArrays(details.cards, density.d);
  const out: Record<string, Record<string, ResultArray>> = {
    samples: diagnosedArrays(diagnosis.sets[0], density.d),
    metrics: measuredArrays(details.measured[0]),
    cards: cardArrays(details.cards),
    ...(modes && { "card-modes": modes }),
    ...(details.segments && { segments: segmentArrays(details.segments) }),
  };
  if (density.data.length <= MOST_KEPT)
    out["data"] = { data: { data: density.data, shape: [density.n, density.d] } };
  if (vae?.vae) out["autoencoder"] = autoencoderArrays(vae.vae);
  if (pca)
    out["pca"] = {
      mean: { data: pca.mean, shape: [pca.d] },
      components: { data: pca.components, shape: [pca.k, pca.d] },
      explained_variance: { data: pca.explainedVariance, shape: [pca.k] },
      scale: { data: Float64Array.of(pca.scale), shape: [1] },
    };
  const spectrum = chosen?.spectrum.spectrum;
  if (spectrum) out["spectrum"] = { median_spectrum: { data: spectrum, shape: [spectrum.length] } };
  return out;
}

/** Grey images of samples, training points and modes; undefined where the data are no square grey images. */
function picturesOf(run: AnalysisRun, { kernels }: ExperimentContext): CardPictures | undefined {
  const { pca, vae, density, train, points } = run.inputs;
  const side = Math.round(Math.sqrt(train.columns));
  const white = whiteOf(train.data);
  if (side * side !== train.columns || side < LEAST_SIDE || white === 0) return undefined;
  const grey = async (x: Float64Array, row: number) => {
    const one = x.slice(row * density.d, (row + 1) * density.d);
    const shown = vae ? await vae.decode(one) : pca ? await decode(kernels, pca, one) : one;
    return shown.map((v) => Math.min(1, Math.max(0, v / white)));
  };
  return {
    side,
    sample: (row) => grey(points.samples, row),
    training: (row) => grey(density.data, row),
    mode: (row) => grey(run.details.cards.modes.points, row),
  };
}

/** Samples of each class beside their nearest training points. */
async function imagesFigure(
  { inputs, diagnosis }: AnalysisRun,
  { side, sample, training }: CardPictures,
): Promise<ImagesFigure> {
  const rows: ImagesFigure["rows"][number][] = [];
  for (const set of diagnosis.sets) {
    for (const { name, chosen } of choices(set)) {
      const items: ImagesFigure["rows"][number]["items"][number][] = [];
      for (const q of chosen)
        items.push({
          pixels: await sample(q),
          beside: await training(set.classes.nearest[q]),
          lines: [`|δ| ${distanceText(set.classes, q)}`, `nearest ${brief(set.classes.nearestDistance[q])}`],
          name,
        });
      rows.push({ title: name, items });
    }
  }
  const decoded = inputs.pca || inputs.vae ? ", both decoded from the latents" : "";
  return {
    kind: "images",
    id: "images",
    title: "Samples, each beside its nearest training image",
    caption: `Left of each pair the sample, right of it the nearest training image${decoded}; |δ| is the distance to the ridge at the analysis time, the other number the distance of the pair.`,
    width: side,
    height: side,
    rows,
  };
}

function choices({
  classes,
}: DiagnosedSet): { name: "memorised" | "inter-mode" | "off-ridge"; chosen: number[] }[] {
  const names = classNames(classes.labels);
  return (["memorised", "inter-mode", "off-ridge"] as const)
    .map((name) => ({ name, chosen: [...names.keys()].filter((q) => names[q] === name).slice(0, SHOWN) }))
    .filter(({ chosen }) => chosen.length > 0);
}

/** The value of white: 1 or 255, or 0 where the numbers are no grey values. */
function whiteOf(data: Float64Array): number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least < 0 || most > 255) return 0;
  return most > 1 ? 255 : 1;
}
