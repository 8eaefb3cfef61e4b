/** Pictures of what models of `control` generate: samples at rest and at the ends of each control. */
import { lastOf } from "../../arrays/present.ts";
import type { DiagnosedSet } from "../../diagnosis/diagnose.ts";
import type { Figure, ImagesFigure, SceneFigure } from "../../figure/figure.ts";
import { classNames } from "../parts/classes.ts";
import { nearestText, type Pictures, SHOWN_PAIRS, samplesBesideNearest } from "../parts/images.ts";
import { drawingPlane } from "../parts/plane.ts";
import { samplesFigure } from "../parts/scenes.ts";
import { type ControlRun, restingModels } from "./run.ts";
import { controlsAtRest, controlsName } from "./settings.ts";

/** Samples in the plane, and decoded where the data are images. */
export async function extremeFigures(run: ControlRun): Promise<Figure[]> {
  const { pictures } = run.data;
  return [await sceneFigure(run), ...(pictures ? [await imagesFigure(run, pictures)] : [])];
}

/** Models at rest and at the ends of every control, of the first training. */
function extremes(run: ControlRun): DiagnosedSet[] {
  const rest = controlsAtRest(run.config);
  const ends = run.sweeps.flatMap(({ settings }) =>
    [settings[0], lastOf(settings)].map(({ models }) => models[0]),
  );
  return [...new Set([restingModels(run)[0], ...ends])].map(({ controls, samples, classes }) => ({
    name: controlsName(controls, rest),
    samples,
    classes,
  }));
}

/** Finished samples by class at rest and at the ends of every control. */
async function sceneFigure(run: ControlRun): Promise<SceneFigure> {
  const { density, criterion } = run;
  const plane = await drawingPlane(density);
  const scene = { density, plane, analysisTime: criterion.time };
  const figure = await samplesFigure(extremes(run), scene, {
    title: "Finished samples at rest and at the ends of each knob",
    caption:
      "Samples coloured by class, with the ridge at the analysis time. All panels start from the same noise.",
  });
  return { ...figure, id: "extremes" };
}

/** The same samples of every model, decoded, each beside its nearest training image. */
function imagesFigure(run: ControlRun, pictures: Pictures): Promise<ImagesFigure> {
  const rows = extremes(run).map(({ name, samples, classes }) => ({
    title: name,
    samples,
    classes,
    rows: [...classes.labels.slice(0, SHOWN_PAIRS).keys()],
  }));
  return samplesBesideNearest(rows, {
    density: run.density,
    pictures,
    title: "The same noise through every model",
    caption:
      "Left of each pair the sample, right of it the nearest training image, both decoded from the latents; below them its class and the latent distance of the pair. A column starts from the same noise in every row.",
    lines: (classes, q) => [classNames(classes.labels)[q], nearestText(classes, q)],
  });
}
