/** Puts a latent diffusion run into numbers, words and figures. */

import { lastOf, present } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type {
  Figure,
  HistogramFigure,
  ImagesFigure,
  LinesFigure,
  ScatterFigure,
} from "../../figure/figure.ts";
import { brief, percent } from "../../text/numbers.ts";
import { autoencoderArrays } from "../parts/autoencoder-arrays.ts";
import { cardArrays, cardModeArrays, cardsPictures } from "../parts/cards.ts";
import {
  checkpointArrays,
  checkpointHeadlines,
  checkpointMetrics,
  checkpointName,
  trainingFigures,
  trainingVerdicts,
} from "../parts/checkpoints.ts";
import { classNames, distanceText, summaryClasses } from "../parts/classes.ts";
import { diagnosedArrays, diagnosisFigures, diagnosisMetrics } from "../parts/diagnosis.ts";
import { residualFigures } from "../parts/dynamics.ts";
import { HELD_OUT } from "../parts/latent-data.ts";
import { measuredArrays, measuredMetrics, metricsFigure } from "../parts/metrics.ts";
import { spectrumFigure, summaryRidge } from "../parts/ridge.ts";
import { trainingNotes } from "../parts/training-notes.ts";
import type { ExperimentContext, ExperimentResult, MetricLine, Summary } from "../result.ts";
import type { LatentDiffusionRun } from "./run.ts";

/** Images a row. */
const SHOWN = 8;

/** The result of a run. */
export async function latentDiffusionResult(
  run: LatentDiffusionRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  return {
    summary: summaryOf(run, context),
    metrics: [
      ...run.entries.flatMap((entry) => checkpointMetrics(entry, context.rng)),
      ...diagnosisMetrics(run.diagnosis),
      ...run.dims.flatMap(dimMetrics),
      ...measuredMetrics(run.measured),
    ],
    arrays: arraysOf(run),
    tables: ["cards"],
    figures: await figuresOf(run, context),
  };
}

function summaryOf(run: LatentDiffusionRun, { rng }: ExperimentContext): Summary {
  const { config, data, diagnosis, entries } = run;
  const last = lastOf(entries);
  const held = present(diagnosis.sets.find(({ name }) => name === HELD_OUT)).classes;
  const { memorised, interMode, offRidge } = last.classes.fractions;
  return {
    experiment: config.experiment,
    title: `${titleOf(run)}: ${config.data.latent} latents, ${config.training.steps} training steps`,
    verdict:
      `After ${last.step} steps ${percent(memorised.value)} of samples copy a training image, ${percent(interMode.value)} lie on the ridge ` +
      `between training images, ${percent(offRidge.value)} are off the ridge; of held-out images ${percent(held.fractions.onRidge.value)} lie on it.`,
    ridge: summaryRidge(diagnosis.criterion, data.space.name, data.space.scale),
    classes: summaryClasses(last.classes.fractions),
    falsification: trainingVerdicts(entries, rng),
    figures: checkpointHeadlines(last),
    entries: [
      ...entries.map((entry) => ({
        name: checkpointName(entry),
        arrays: `step-${entry.step}`,
        classes: summaryClasses(entry.classes.fractions),
        figures: checkpointHeadlines(entry),
      })),
      { name: HELD_OUT, arrays: "held-out", classes: summaryClasses(held.fractions) },
    ],
    notes: notesOf(run),
  };
}

function titleOf({ config: { data } }: LatentDiffusionRun): string {
  const set = data.set === "mnist" ? "MNIST" : "Fashion-MNIST";
  return `${set}, ${data.digit === "all" ? "all classes" : `${data.set === "mnist" ? "digit" : "class"} ${data.digit}`}`;
}

function notesOf({ config, data, diagnosis, chosen, dims }: LatentDiffusionRun): string[] {
  const { criterion } = diagnosis;
  return [
    data.space.note,
    `${data.density.n} training images${config.data.count === "all" ? "" : " (a seeded subset: the score network and the ridge see only these, the autoencoder saw all)"}, in ${data.density.d} dimensions.`,
    `On the ridge means a Newton distance of at most q = ${brief(criterion.threshold)} at the analysis time t_a = ${brief(criterion.time)} with k = ${criterion.dim}: ${criterion.source === "tube" ? "three standard deviations of the noise normal to the ridge, as fewer than 200 training images cannot calibrate it" : "the 95 % quantile for training images left out of the density one at a time"}.`,
    `Left to the data, k would be ${chosen.dim}; the last checkpoint is judged with k = ${dims.map(({ dim }) => dim).join(", ")} too.`,
    ...(config.data.set === "fashion"
      ? [
          "Fashion-MNIST as the package fashion-mnist has it: no official split; training images are the first 6000 of each class.",
        ]
      : []),
    ...trainingNotes(config),
    config.study.denoise
      ? `Finished samples are the network's posterior means at t = ${brief(config.time.min)}, without the noise that is left there (standard deviation ${brief(Math.sqrt(-Math.expm1(-2 * config.time.min)))} a coordinate, which alone would put most of them off the ridge).`
      : `Finished samples keep the noise of t = ${brief(config.time.min)}.`,
    "Network arithmetic is float32 on ONNX Runtime's CPU kernels with two threads: the same seed gives the same bytes on processors with the same vector instructions; across others the last bits of sums differ.",
  ];
}

function dimMetrics({ dim, diagnosis, curved, residual }: LatentDiffusionRun["dims"][number]): MetricLine[] {
  const entry = `k = ${dim}`;
  const { memorised, interMode, offRidge } = diagnosis.sets[0].classes.fractions;
  const finite = residual.filter(Number.isFinite);
  return [
    { name: "memorised", value: memorised.value, entry },
    { name: "inter_mode", value: interMode.value, entry },
    { name: "off_ridge", value: offRidge.value, entry },
    { name: "threshold", value: diagnosis.criterion.threshold, entry },
    { name: "curvature_satisfied", value: curved, entry },
    { name: "median_residual", value: finite.sort()[finite.length >> 1] ?? NaN, entry },
  ];
}

function arraysOf(run: LatentDiffusionRun): ExperimentResult["arrays"] {
  const { data, entries, diagnosis, study, dims, measured, cards } = run;
  const { density, space } = data;
  const { d } = density;
  const { parameters } = study;
  const modes = cardModeArrays(cards, d);
  const flat = (values: Float32Array) => ({ data: Float64Array.from(values), shape: [values.length] });
  return {
    latents: { data: { data: density.data, shape: [density.n, d] } },
    network: { parameters: flat(parameters) },
    ...(space.vae && { autoencoder: autoencoderArrays(space.vae) }),
    ...Object.fromEntries(entries.map((entry) => [`step-${entry.step}`, checkpointArrays(entry, d)])),
    metrics: measuredArrays(measured[0]),
    cards: cardArrays(cards),
    ...(modes && { "card-modes": modes }),
    "held-out": diagnosedArrays(lastOf(diagnosis.sets), d),
    ...Object.fromEntries(
      dims.map(({ dim, residual, relativeResidual, newtonDistance }) => [
        `dim-${dim}`,
        {
          normal_score_norm: { data: residual, shape: [residual.length] },
          relative_residual: { data: relativeResidual, shape: [residual.length] },
          newton_distance: { data: newtonDistance, shape: [residual.length] },
        },
      ]),
    ),
  };
}

async function figuresOf(run: LatentDiffusionRun, context: ExperimentContext): Promise<Figure[]> {
  const { entries, study, diagnosis } = run;
  const [path, ...rest] = trainingFigures(entries, study.losses);
  const named = entries.map((entry) => ({ name: checkpointName(entry), dynamics: entry.dynamics }));
  const [bars, curves, ...histograms] = diagnosisFigures(shownSets(diagnosis));
  context.progress("decoding images", 0, 1);
  return [
    path,
    await imagesFigure(run),
    bars,
    curves,
    metricsFigure(run.measured),
    await cardsFigure(run),
    dimFigure(run),
    residualDimFigure(run),
    nearestDimFigure(run),
    ...residualFigures(spread(named, 3)).map((figure) => ({ ...figure, id: `${figure.id}-over-time` })),
    ...histograms,
    ...rest,
    spectrumFigure(run.chosen.spectrum.spectrum, {
      dim: run.diagnosis.criterion.dim,
      verb: "judged",
      time: brief(run.chosen.time),
    }),
    ...(run.data.space.vae ? [autoencoderFigure(run.data.space.vae)] : []),
  ];
}

/** First, middle and last checkpoints and the held-out images: more make pictures crowded. */
function shownSets({
  criterion,
  sets,
  curve,
}: LatentDiffusionRun["diagnosis"]): LatentDiffusionRun["diagnosis"] {
  const last = sets.length - 1;
  const shown = [...spread([...Array(last).keys()], 4), last];
  const pick = <T>(items: readonly T[]) => shown.map((i) => present(items[i]));
  return {
    criterion,
    sets: pick(sets),
    curve: curve.map((point) => ({ ...point, classes: pick(point.classes) })),
  };
}

/** Decoded samples of the last checkpoint by class, each beside its nearest training image. */
async function imagesFigure({ data, diagnosis, entries }: LatentDiffusionRun): Promise<ImagesFigure> {
  const { density, side, space } = data;
  const { d } = density;
  const rows: ImagesFigure["rows"][number][] = [];
  const image = (from: Float64Array, row: number) => space.decode(from.slice(row * d, (row + 1) * d));
  const last = diagnosis.sets[entries.length - 1];
  for (const set of [last, lastOf(diagnosis.sets)]) {
    const names = classNames(set.classes.labels);
    for (const wanted of ["memorised", "inter-mode", "off-ridge"] as const) {
      const chosen = [...names.keys()].filter((q) => names[q] === wanted).slice(0, SHOWN);
      const items: ImagesFigure["rows"][number]["items"][number][] = [];
      for (const q of chosen)
        items.push({
          pixels: clamp(await image(set.samples, q)),
          beside: clamp(await image(density.data, set.classes.nearest[q])),
          lines: [
            `|δ| ${distanceText(set.classes, q)}`,
            `|P_N s| ${brief(set.classes.normalScoreNorm[q])}`,
            `nearest ${brief(set.classes.nearestDistance[q])}`,
          ],
          name: wanted,
        });
      if (items.length > 0)
        rows.push({
          title: `${set.name}: ${wanted === "inter-mode" ? "on the ridge, between training images" : wanted}`,
          items,
        });
    }
  }
  return {
    kind: "images",
    id: "images",
    title: "Decoded samples, each beside its nearest training image",
    caption:
      "Left of each pair the sample, right of it the nearest training image, both decoded from the latents; below them the residual |P_N s*| and the distance |δ| to the ridge at the analysis time, and the latent distance of the pair.",
    width: side,
    height: side,
    rows,
  };
}

function cardsFigure({ data, entries, diagnosis, cards }: LatentDiffusionRun): Promise<ImagesFigure> {
  const { density, side, space } = data;
  const { d } = density;
  const image = async (from: Float64Array, row: number) =>
    clamp(await space.decode(from.slice(row * d, (row + 1) * d)));
  const { samples } = diagnosis.sets[entries.length - 1];
  return cardsPictures(cards, {
    side,
    sample: (row) => image(samples, row),
    training: (row) => image(density.data, row),
    mode: (row) => image(cards.modes.points, row),
  });
}

function clamp(pixels: Float64Array): Float64Array {
  return pixels.map((value) => Math.min(1, Math.max(0, value)));
}

/** Class fractions of the last checkpoint and of held-out images against the ridge dimension. */
function dimFigure({ dims }: LatentDiffusionRun): LinesFigure {
  const sorted = [...dims].sort((a, b) => a.dim - b.dim);
  const panel = (title: string, set: number): LinesFigure["panels"][number] => ({
    title,
    x: { label: "ridge dimension k" },
    y: { label: "fraction", domain: [-0.02, 1.02] },
    series: (["offRidge", "interMode", "memorised"] as const).map((pick) => {
      const at = sorted.map(({ diagnosis }) => diagnosis.sets[set].classes.fractions[pick]);
      return {
        name: { offRidge: "off-ridge", interMode: "inter-mode", memorised: "memorised" }[pick],
        dots: true,
        x: Float64Array.from(sorted, ({ dim }) => dim),
        y: Float64Array.from(at, ({ value }) => value),
        low: Float64Array.from(at, ({ low }) => low),
        high: Float64Array.from(at, ({ high }) => high),
      };
    }),
  });
  return {
    kind: "lines",
    id: "classes-by-dimension",
    title: "Classes against the ridge dimension",
    caption:
      "The threshold is calibrated on real images for every k, so that 5 % of them are off the ridge whichever it is.",
    panels: [panel("last checkpoint", 0), panel(HELD_OUT, 1)],
  };
}

/** Residuals at the end of sampling for every ridge dimension. */
function residualDimFigure({ dims, config }: LatentDiffusionRun): HistogramFigure {
  return {
    kind: "histogram",
    id: "residual-by-dimension",
    title: `Residual |P_N s*| at t = ${brief(config.time.min)} by ridge dimension, last checkpoint`,
    caption: `Length of the normal part of the exact score at finished samples. The ridge condition λ_{k+1} < 0 holds for ${dims.map(({ dim, curved }) => `${percent(curved)} (k = ${dim})`).join(", ")} of them.`,
    x: { label: "|P_N s*| (1 / units of x)" },
    columns: 3,
    panels: dims.map(({ dim, auto, residual }) => ({
      title: `k = ${dim}${auto ? " (auto)" : ""}`,
      series: [{ name: `k = ${dim}`, values: residual.filter(Number.isFinite) }],
    })),
  };
}

/** Residual at the end of sampling against the distance to the nearest training image. */
function nearestDimFigure({ dims, config }: LatentDiffusionRun): ScatterFigure {
  return {
    kind: "scatter",
    id: "residual-against-nearest",
    title: "Residual against the distance to the nearest training image, last checkpoint",
    caption: `Copies lie at the left: near a training point and, where the ridge passes through it, with a small residual at t = ${brief(config.time.min)}.`,
    panels: dims.map(({ dim, residual, diagnosis }) => {
      const { classes } = diagnosis.sets[0];
      const names = classNames(classes.labels);
      return {
        title: `k = ${dim}`,
        x: { label: "nearest training image (latent units)" },
        y: { label: "|P_N s*| (1 / units of x)" },
        points: (["memorised", "inter-mode", "off-ridge"] as const).map((name) => {
          const own = [...names.keys()].filter((q) => names[q] === name && Number.isFinite(residual[q]));
          return {
            name,
            sampleClass: name,
            x: Float64Array.from(own, (q) => classes.nearestDistance[q]),
            y: Float64Array.from(own, (q) => residual[q]),
          };
        }),
      };
    }),
  };
}

function autoencoderFigure({
  history,
}: NonNullable<LatentDiffusionRun["data"]["space"]["vae"]>): LinesFigure {
  const x = Float64Array.from(history, ({ epoch }) => epoch);
  return {
    kind: "lines",
    id: "autoencoder-loss",
    title: "Loss of the autoencoder",
    caption: "Cross-entropy plus divergence, in nats an image, on images trained on and on images kept out.",
    panels: [
      {
        x: { label: "epoch" },
        y: { label: "nats an image" },
        series: [
          { name: "trained on", x, y: Float64Array.from(history, ({ train }) => train) },
          {
            name: "kept out",
            x,
            y: Float64Array.from(history, ({ validation }) => validation),
            dashed: true,
          },
        ],
      },
    ],
  };
}
