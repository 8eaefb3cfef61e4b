/** Puts the `mnist-reference` run into words and figures. */
import type { DiagnosedSet } from "../../diagnosis/diagnose.ts";
import type { ImagesFigure, SceneFigure } from "../../figure/figure.ts";
import { quantile } from "../../metrics/statistics.ts";
import { brief, percent } from "../../text/numbers.ts";
import { slug } from "../../text/words.ts";
import { summaryClasses } from "../parts/classes.ts";
import { pcaArrays } from "../parts/decoders.ts";
import { detailSections } from "../parts/details.ts";
import { diagnosisSections } from "../parts/diagnosis.ts";
import {
  alignFigure,
  attributionFigure,
  dynamicsArrays,
  dynamicsMetrics,
  errorFigure,
  reachFigure,
  residualFigures,
} from "../parts/dynamics.ts";
import { decodedPictures, type Pictures, rowsOfClasses, samplesBesideNearest } from "../parts/images.ts";
import { drawingPlane } from "../parts/plane.ts";
import { regimeMetrics, regimeNotes, withRegimes } from "../parts/regimes.ts";
import { spectrumSection, summaryRidge } from "../parts/ridge.ts";
import { snapshotPanel } from "../parts/scenes.ts";
import { slideSection } from "../parts/slides.ts";
import { type ExperimentResult, matrix, type Summary, type SummaryEntry } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { GENERATORS, type MnistReferenceRun, SPECTRUM_TIME, setOf } from "./run.ts";

const SIDE = 28;

/** The report of a run. */
export async function reportMnistReference(run: MnistReferenceRun): Promise<ExperimentResult> {
  const { diagnosis, density, space, details } = run;
  const pictures = decodedPictures(SIDE, density.d, space.decode);
  const [ends, distances] = diagnosisSections(diagnosis, {
    fileOf: samplesFile,
    figures: [await imagesFigure(run, pictures)],
    notes: [criterionNote(run)],
  });
  return composeResult(summaryOf(run), [
    coordinatesSection(run),
    ends,
    ...(await detailSections(details, density, pictures)),
    distances,
    await generationSection(run),
    slideSection(run.slides),
    dimSection(run),
    sensitivitySection(run),
  ]);
}

function summaryOf({ diagnosis, space, falsification, config }: MnistReferenceRun): Omit<Summary, "notes"> {
  const share = (name: keyof typeof GENERATORS, of: "memorised" | "onRidge" | "offRidge") =>
    percent(setOf(diagnosis, name).classes.fractions[of].value);
  return {
    experiment: config.experiment,
    title: `MNIST digit ${config.data.train.split("/")[1] ?? ""}: four generators whose truth is known`,
    verdict:
      `The exact score memorises ${share("exact", "memorised")} of its samples; ` +
      `${share("heldOut", "onRidge")} of held-out digits lie on the ridge; the Gaussian fit puts ` +
      `${share("gaussian", "offRidge")} off it; the inflated bandwidth lies between, with ` +
      `${share("inflated", "onRidge")} on the ridge.`,
    ridge: summaryRidge(diagnosis.criterion, space.name, space.scale),
    falsification,
    entries: diagnosis.sets.map(entryOf),
  };
}

function entryOf(set: DiagnosedSet): SummaryEntry {
  const { fractions, ridgeDistance, nearestDistance } = set.classes;
  const defined = ridgeDistance.filter((value) => !Number.isNaN(value));
  return {
    name: set.name,
    arrays: samplesFile(set),
    classes: summaryClasses(fractions),
    figures: {
      on_ridge: fractions.onRidge.value,
      median_ridge_distance: quantile(defined, 0.5),
      median_nearest_distance: quantile(nearestDistance, 0.5),
      undefined_ridge_distance: ridgeDistance.length - defined.length,
    },
  };
}

function samplesFile({ name }: { readonly name: string }): string {
  return `samples-${slug(name)}`;
}

/** The coordinates in which the ridge is. */
function coordinatesSection({ density, space: { pca }, config }: MnistReferenceRun): Section {
  const { data, n, d } = density;
  const explained = pca.explainedRatio.reduce((sum, value) => sum + value, 0);
  return section("Coordinates", {
    arrays: { latents: { data: matrix(data, d) }, pca: pcaArrays(pca) },
    notes: [
      `${n} training digits in ${config.data.latent} latents, which keep ${percent(explained)} of the pixel variance; latents are multiplied by ${brief(pca.scale)} so that their overall standard deviation is 1. The ridge is in these latents, not in pixels.`,
    ],
  });
}

function criterionNote({ diagnosis }: MnistReferenceRun): string {
  const { threshold, time } = diagnosis.criterion;
  return `On the ridge means a Newton distance of at most q = ${brief(threshold)} at t_a = ${brief(time)}: the 95 % quantile for training digits that are left out of the density one at a time.`;
}

/** How samples reach, align and slide; the exact score has no error. */
async function generationSection(run: MnistReferenceRun): Promise<Section> {
  const { generated, config, regimes } = run;
  return section("Generation", {
    figures: [
      await stripFigure(run),
      withRegimes(reachFigure(generated), regimes),
      withRegimes(alignFigure(generated), regimes),
      attributionFigure(generated),
      errorFigure(generated.slice(1)),
      ...residualFigures(generated, "-over-time"),
    ],
    metrics: [
      ...generated.flatMap(({ name, dynamics }) => dynamicsMetrics(dynamics, { entry: name })),
      ...regimeMetrics(regimes),
    ],
    arrays: Object.fromEntries(
      generated.map(({ name, dynamics }) => [`dynamics-${slug(name)}`, dynamicsArrays(dynamics)]),
    ),
    notes: [
      `The inflated generator is the exact score of the data with Gaussian noise of standard deviation ${config.generators.inflated_bandwidth} added (latent units).`,
      "F3 compares checkpoints of training; there are none here.",
      ...regimeNotes(regimes),
    ],
  });
}

/** What the choice of k rests on. */
function dimSection({ spectrum, diagnosis, config }: MnistReferenceRun): Section {
  const { dim } = diagnosis.criterion;
  const how =
    config.ridge.dim === "auto"
      ? " (largest gap of the median spectrum, raised until the ridge is well defined at real points)"
      : `, set; the largest gap of the median spectrum at t = ${brief(SPECTRUM_TIME)} is at ${spectrum.dim}`;
  return {
    ...spectrumSection(spectrum.spectrum, { dim, verb: "judged" }),
    notes: [`Ridge dimension k = ${dim}${how}. Figure "spectrum" shows what the choice rests on.`],
  };
}

/** How far the ridge moves with the bandwidth. */
function sensitivitySection({ sensitivity }: MnistReferenceRun): Section {
  const { factors, relativeShift, medianShift, curvatureChange, errorRatioChange } = sensitivity;
  const worst = (values: Float64Array) => percent(Math.max(...values.map(Math.abs)));
  return section("Bandwidth sensitivity", {
    metrics: Array.from(factors, (factor, i) => [
      { name: `ridge_shift_at_c_${factor}`, value: relativeShift[i] },
      { name: `median_ridge_shift_at_c_${factor}`, value: medianShift[i] },
      { name: `curvature_change_at_c_${factor}`, value: curvatureChange[i] },
      { name: `error_ratio_change_at_c_${factor}`, value: errorRatioChange[i] },
    ]).flat(),
    notes: [
      `Bandwidth sensitivity at t_a, h to c² h with c from 0.8 to 1.2: the foot point of a start moves by up to ${worst(medianShift)} of the data's spread in the median and the ridge by up to ${worst(relativeShift)} in Hausdorff distance, curvature in noise units by up to ${worst(curvatureChange)}, the ratio of normal to tangent error by up to ${worst(errorRatioChange)}.`,
    ],
  });
}

/** Decoded samples of every generator, on and off the ridge. */
function imagesFigure({ diagnosis, density }: MnistReferenceRun, pictures: Pictures): Promise<ImagesFigure> {
  const rows = diagnosis.sets.flatMap((set) => rowsOfClasses(set));
  return samplesBesideNearest(rows, {
    density,
    pictures,
    title: "Decoded samples, each beside its nearest training digit",
    caption:
      "Left of each pair the sample, right of it the nearest training digit, both decoded from the latents; |δ| is the distance to the ridge at the analysis time, the other number the latent distance of the pair.",
  });
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
    ...plane.labels,
    panels: shown.map((snapshot) => snapshotPanel(snapshot, density, plane)),
  };
}
