/** Pictures of what models of `control` generate: samples at rest and at the ends of each control. */

import { lastOf, present } from "../../arrays/present.ts";
import type { Figure, ImagesFigure, SceneFigure } from "../../figure/figure.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { classNames } from "../parts/classes.ts";
import { drawingPlane } from "../parts/plane.ts";
import { ridgePolylines } from "../parts/ridges.ts";
import type { JudgedModel } from "./effects.ts";
import type { ControlSubject } from "./models.ts";
import type { ControlRun } from "./report.ts";
import { controlsAtRest, controlsName } from "./settings.ts";

/** Samples in the plane, and decoded where the data are pictures. */
export async function extremeFigures(run: ControlRun): Promise<Figure[]> {
  const { pictures } = run.data;
  return [await sceneFigure(run), ...(pictures ? [await imagesFigure(run, pictures)] : [])];
}

/** Models at rest and at the ends of every control, of the first replicate. */
function extremes({ sweeps, config }: ControlRun): { name: string; model: JudgedModel }[] {
  const rest = controlsAtRest(config);
  const ends = sweeps.flatMap(({ settings }) =>
    [settings[0], lastOf(settings)].map(({ models }) => models[0]),
  );
  const atRest = present(sweeps[0].settings.find(({ value }) => value === rest.normal_weight)).models[0];
  return [...new Set([atRest, ...ends])].map((model) => ({
    name: controlsName(model.controls, rest),
    model,
  }));
}

/** Finished samples by class at rest and at the ends of every control. */
async function sceneFigure(run: ControlRun): Promise<SceneFigure> {
  const { density, criterion } = run;
  const plane = await drawingPlane(density);
  const ridges = (await ridgePolylines(density, criterion.time, plane)).map((line) =>
    line.map((value) => value / ouLevel(criterion.time).scale),
  );
  const training = plane.project(density.data, 1);
  return {
    kind: "scene",
    id: "extremes",
    title: "Finished samples at rest and at the ends of each knob",
    caption:
      "Samples coloured by class, with the ridge at the analysis time. All panels start from the same noise.",
    xLabel: plane.xLabel,
    yLabel: plane.yLabel,
    shared: true,
    panels: extremes(run).map(({ name, model }) => ({
      title: name,
      samples: plane.project(model.samples, 1),
      classes: classNames(model.classes.labels),
      training,
      ridges,
    })),
  };
}

type Pictures = NonNullable<ControlSubject["data"]["pictures"]>;

/** Images a row. */
const SHOWN = 8;

/** The same samples of every model, decoded, each beside its nearest training image. */
async function imagesFigure(run: ControlRun, { side, decode }: Pictures): Promise<ImagesFigure> {
  const { density } = run;
  const { d } = density;
  const image = async (from: Float64Array, row: number) =>
    (await decode(from.slice(row * d, (row + 1) * d))).map((value) => Math.min(1, Math.max(0, value)));
  const rows: ImagesFigure["rows"][number][] = [];
  for (const { name, model } of extremes(run)) {
    const { classes, samples } = model;
    const names = classNames(classes.labels);
    const items: ImagesFigure["rows"][number]["items"][number][] = [];
    for (let q = 0; q < Math.min(SHOWN, names.length); q++)
      items.push({
        pixels: await image(samples, q),
        beside: await image(density.data, classes.nearest[q]),
        lines: [names[q], `nearest ${brief(classes.nearestDistance[q])}`],
        name: names[q],
      });
    rows.push({ title: name, items });
  }
  return {
    kind: "images",
    id: "images",
    title: "The same noise through every model",
    caption:
      "Left of each pair the sample, right of it the nearest training image, both decoded from the latents; below them its class and the latent distance of the pair. A column starts from the same noise in every row.",
    width: side,
    height: side,
    rows,
  };
}
