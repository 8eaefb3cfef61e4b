/** Pictures of what models of `control` generate: samples at rest and at the ends of each control. */
import { lastOf } from "../../arrays/present.ts";
import type { JudgedSet } from "../../diagnosis/details.ts";
import type { Figure } from "../../figure/figure.ts";
import { classNames } from "../parts/classes.ts";
import { nearestText, SHOWN_PAIRS, samplesBesideNearest } from "../parts/images.ts";
import { drawingPlane } from "../parts/plane.ts";
import { samplesFigure } from "../parts/scenes.ts";
import type { ControlRun } from "./run.ts";

/** Samples in the plane, and decoded where the data are images. */
export async function extremeFigures(run: ControlRun): Promise<Figure[]> {
  const { density, criterion, pictures } = run;
  const shown = extremes(run);
  const scene = { density, plane: await drawingPlane(density), analysisTime: criterion.time };
  const points = await samplesFigure(shown, scene, {
    title: "Finished samples at rest and at the ends of each knob",
    caption:
      "Samples coloured by class, with the ridge at the analysis time. All panels start from the same noise.",
  });
  const figure = { ...points, id: "extremes" };
  if (!pictures) return [figure];
  const rows = shown.map(({ name, ...set }) => ({
    ...set,
    title: name,
    rows: [...set.classes.labels.keys()].slice(0, SHOWN_PAIRS),
  }));
  const images = await samplesBesideNearest(rows, {
    density,
    pictures,
    title: "The same noise through every model",
    caption:
      "Left of each pair the sample, right of it the nearest training image, both decoded from the latents; below them its class and the latent distance of the pair. A column starts from the same noise in every row.",
    lines: (classes, q) => [classNames(classes.labels)[q], nearestText(classes, q)],
  });
  return [figure, images];
}

/** What models at rest and at the ends of every control generate, those of the first training. */
function extremes({ resting, sweeps }: ControlRun): JudgedSet[] {
  const ends = sweeps.flatMap(({ models }) => [models[0][0], lastOf(models)[0]]);
  return [...new Set([resting[0], ...ends])].map((model) => ({ ...model, name: model.setting }));
}
