/** Puts the `mnist-reference` run into numbers, words and figures. */

import { present } from "../../arrays/present.ts";
import { decode } from "../../data/pca.ts";
import type { Figure, ImagesFigure, SceneFigure } from "../../figure/figure.ts";
import { quantile } from "../../metrics/statistics.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { classNames, distanceText, summaryClasses } from "../parts/classes.ts";
import { diagnosedArrays, diagnosisFigures, diagnosisMetrics } from "../parts/diagnosis.ts";
import { alignFigure, dynamicsArrays, errorFigure, reachFigure, residualFigures } from "../parts/dynamics.ts";
import { drawingPlane } from "../parts/plane.ts";
import { spectrumFigure, summaryRidge } from "../parts/ridge.ts";
import type { ExperimentContext, ExperimentResult, ResultArray, Summary, SummaryEntry } from "../result.ts";
import type { MnistReferenceRun } from "./run.ts";

/** Names of the generators, in the order of the report. */
export const GENERATORS: Readonly<Record<"exact" | "inflated" | "gaussian" | "heldOut", string>> = {
  exact: "exact score",
  inflated: "inflated bandwidth",
  gaussian: "Gaussian fit",
  heldOut: "held-out digits",
};

const SIDE = 28;
/** Images a row. */
const SHOWN = 8;

/** The result of a run. */
export async function mnistReferenceResult(
  run: MnistReferenceRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  return {
    summary: summaryOf(run),
    metrics: [...diagnosisMetrics(run.diagnosis), ...sensitivityMetrics(run)],
    arrays: arraysOf(run),
    figures: await figuresOf(run, context),
  };
}

function summaryOf(run: MnistReferenceRun): Summary {
  const { diagnosis, pca, falsification, config, density } = run;
  const of = (name: string) => present(diagnosis.sets.find((set) => set.name === name)).classes.fractions;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  return {
    experiment: config.experiment,
    title: `MNIST digit ${config.data.train.split("/")[1] ?? ""}: four generators whose truth is known`,
    verdict:
      `The exact score memorises ${percent(of(GENERATORS.exact).memorised.value)} of its samples; ` +
      `${percent(of(GENERATORS.heldOut).onRidge.value)} of held-out digits lie on the ridge; the Gaussian fit puts ` +
      `${percent(of(GENERATORS.gaussian).offRidge.value)} off it; the inflated bandwidth lies between, with ` +
      `${percent(of(GENERATORS.inflated).onRidge.value)} on the ridge.`,
    ridge: summaryRidge(diagnosis.criterion, `${config.data.latent} latents (not pixels)`, pca.scale),
    falsification,
    entries: diagnosis.sets.map(
      (set): SummaryEntry => ({
        name: set.name,
        arrays: `samples-${slug(set.name)}`,
        classes: summaryClasses(set.classes.fractions),
        figures: {
          on_ridge: set.classes.fractions.onRidge.value,
          median_ridge_distance: quantile(
            set.classes.ridgeDistance.filter((v) => !Number.isNaN(v)),
            0.5,
          ),
          median_nearest_distance: quantile(set.classes.nearestDistance, 0.5),
          undefined_ridge_distance: set.classes.ridgeDistance.filter(Number.isNaN).length,
        },
      }),
    ),
    notes: notesOf(run, density.n),
  };
}

function notesOf({ diagnosis, spectrum, sensitivity, pca, config }: MnistReferenceRun, n: number): string[] {
  const { criterion } = diagnosis;
  const worst = (values: Float64Array) => `${(100 * Math.max(...values.map(Math.abs))).toFixed(1)} %`;
  const explained = pca.explainedRatio.reduce((sum, value) => sum + value, 0);
  return [
    `${n} training digits in ${config.data.latent} latents, which keep ${(100 * explained).toFixed(1)} % of the pixel variance; latents are multiplied by ${brief(pca.scale)} so that their overall standard deviation is 1. The ridge is in these latents, not in pixels.`,
    `On the ridge means a Newton distance of at most q = ${brief(criterion.threshold)} at t_a = ${brief(criterion.time)}: the 95 % quantile for training digits that are left out of the density one at a time.`,
    `Ridge dimension k = ${criterion.dim}${config.ridge.dim === "auto" ? " (largest gap of the median spectrum, raised until the ridge is well defined at real points)" : `, set; the largest gap of the median spectrum at t = 0.2 is at ${spectrum.dim}`}. Figure "spectrum" shows what the choice rests on.`,
    `The inflated generator is the exact score of the data with Gaussian noise of standard deviation ${config.generators.inflated_bandwidth} added (latent units).`,
    `Bandwidth sensitivity at t_a, h to c² h with c from 0.8 to 1.2: the foot point of a start moves by up to ${worst(sensitivity.medianShift)} of the data's spread in the median and the ridge by up to ${worst(sensitivity.relativeShift)} in Hausdorff distance, curvature in noise units by up to ${worst(sensitivity.curvatureChange)}, the ratio of normal to tangent error by up to ${worst(sensitivity.errorRatioChange)}.`,
    "F3 compares checkpoints of training; there are none here.",
  ];
}

function sensitivityMetrics({ sensitivity }: MnistReferenceRun): ExperimentResult["metrics"] {
  return Array.from(sensitivity.factors, (factor, i) => [
    { name: `ridge_shift_at_c_${factor}`, value: sensitivity.relativeShift[i] },
    { name: `median_ridge_shift_at_c_${factor}`, value: sensitivity.medianShift[i] },
    { name: `curvature_change_at_c_${factor}`, value: sensitivity.curvatureChange[i] },
    { name: `error_ratio_change_at_c_${factor}`, value: sensitivity.errorRatioChange[i] },
  ]).flat();
}

function arraysOf({
  density,
  diagnosis,
  generated,
  pca,
  spectrum,
}: MnistReferenceRun): ExperimentResult["arrays"] {
  const { data, n, d } = density;
  const out: Record<string, Record<string, ResultArray>> = {
    latents: { data: { data, shape: [n, d] } },
    pca: {
      mean: { data: pca.mean, shape: [pca.d] },
      components: { data: pca.components, shape: [pca.k, pca.d] },
      scale: { data: Float64Array.of(pca.scale), shape: [1] },
    },
    spectrum: { median_spectrum: { data: spectrum.spectrum, shape: [spectrum.spectrum.length] } },
  };
  for (const set of diagnosis.sets) out[`samples-${slug(set.name)}`] = diagnosedArrays(set, d);
  for (const { name, dynamics } of generated) out[`dynamics-${slug(name)}`] = dynamicsArrays(dynamics);
  return out;
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

async function figuresOf(run: MnistReferenceRun, context: ExperimentContext): Promise<Figure[]> {
  const { generated, diagnosis } = run;
  return [
    ...diagnosisFigures(diagnosis),
    await imagesFigure(run, context),
    await stripFigure(run),
    reachFigure(generated),
    alignFigure(generated),
    errorFigure(generated.slice(1)),
    ...residualFigures(generated).map((figure) => ({ ...figure, id: `${figure.id}-over-time` })),
    spectrumFigure(run.spectrum.spectrum, { dim: run.diagnosis.criterion.dim, verb: "judged" }),
  ];
}

/** Decoded samples of every generator, on and off the ridge. */
async function imagesFigure(
  { diagnosis, pca, density }: MnistReferenceRun,
  { kernels }: ExperimentContext,
): Promise<ImagesFigure> {
  const rows: ImagesFigure["rows"][number][] = [];
  const image = async (latents: Float64Array) =>
    (await decode(kernels, pca, latents)).map((value) => Math.min(1, Math.max(0, value)));
  const { d, data } = density;
  for (const set of diagnosis.sets) {
    const names = classNames(set.classes.labels);
    for (const wanted of ["memorised", "inter-mode", "off-ridge"] as const) {
      const chosen = [...names.keys()].filter((q) => names[q] === wanted).slice(0, SHOWN);
      if (chosen.length === 0) continue;
      const items: ImagesFigure["rows"][number]["items"][number][] = [];
      for (const q of chosen) {
        const nearest = set.classes.nearest[q];
        items.push({
          pixels: await image(set.samples.slice(q * d, (q + 1) * d)),
          beside: await image(data.slice(nearest * d, (nearest + 1) * d)),
          lines: [`|δ| ${distanceText(set.classes, q)}`, `nearest ${brief(set.classes.nearestDistance[q])}`],
          name: wanted,
        });
      }
      rows.push({ title: `${set.name}: ${wanted}`, items });
    }
  }
  return {
    kind: "images",
    id: "images",
    title: "Decoded samples, each beside its nearest training digit",
    caption:
      "Left of each pair the sample, right of it the nearest training digit, both decoded from the latents; |δ| is the distance to the ridge at the analysis time, the other number the latent distance of the pair.",
    width: SIDE,
    height: SIDE,
    rows,
  };
}

/** Snapshots of the inflated generator in the plane of the two leading latents. */
async function stripFigure({ generated, density }: MnistReferenceRun): Promise<SceneFigure> {
  const plane = await drawingPlane(density);
  const { snapshots } = generated[1].dynamics;
  const shown = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (share) => snapshots[Math.round(share * (snapshots.length - 1))],
  );
  return {
    kind: "scene",
    id: "strip",
    title: `From noise to digits, ${GENERATORS.inflated}`,
    caption:
      "Samples in the plane of the two leading principal directions at six noise levels, over the training digits at that level.",
    xLabel: plane.xLabel,
    yLabel: plane.yLabel,
    panels: shown.map(({ time, x }) => {
      const { scale } = ouLevel(time);
      return {
        title: `t = ${brief(time)}`,
        samples: plane.project(x, scale),
        training: plane.project(
          density.data.map((value) => scale * value),
          scale,
        ),
        ridges: [],
      };
    }),
  };
}
