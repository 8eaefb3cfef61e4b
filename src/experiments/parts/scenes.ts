/** Samples, ridges and modes of small data sets in the plane. */
import { logSpaced, spread } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { RidgeCriterion } from "../../diagnosis/classes.ts";
import type { JudgedSet } from "../../diagnosis/details.ts";
import type { SceneFigure } from "../../figure/figure.ts";
import { tubeRadius } from "../../ridge/tube.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { type Section, section } from "../section.ts";
import { classNames } from "./classes.ts";
import type { NamedDynamics } from "./dynamics.ts";
import type { Plane } from "./plane.ts";
import { graphFigure, ridgePolylines, TRACEABLE, treeFigure } from "./ridges.ts";

/** What scenes are drawn over. */
export interface SceneOptions {
  readonly density: EmpiricalDensity;
  readonly plane: Plane;
  readonly criterion: RidgeCriterion;
}

/** Snapshots from noise to data of one model. */
export async function stripFigure(
  { name, dynamics }: NamedDynamics,
  { density, plane, criterion }: SceneOptions,
): Promise<SceneFigure> {
  const panels: SceneFigure["panels"][number][] = [];
  for (const { time, x } of spread(dynamics.snapshots, 6)) {
    const level = ouLevel(time);
    panels.push({
      title: `t = ${brief(time)}`,
      samples: plane.project(x, level.scale),
      training: plane.project(
        density.data.map((value) => level.scale * value),
        level.scale,
      ),
      ridges: await ridgePolylines(density, time, plane),
      tubeRadius: tubeRadius(level, { d: density.d, dim: criterion.dim }),
    });
  }
  return {
    kind: "scene",
    id: "strip",
    title: `From noise to data, ${name}`,
    caption:
      "Samples at six noise levels with the ridge of the training density (line) and its tube (band): they first reach the tube, then tighten around the ridge, then slide along it.",
    xLabel: plane.xLabel,
    yLabel: plane.yLabel,
    panels,
  };
}

/** Finished samples of at most six models by class. */
export function finalsFigure(
  models: readonly JudgedSet[],
  scene: SceneOptions,
  title: string,
): Promise<SceneFigure> {
  return samplesFigure(
    spread(models, 6),
    { ...scene, analysisTime: scene.criterion.time },
    {
      title,
      caption:
        "Finished samples coloured by class, with the ridge at the analysis time: longer training brings them onto the ridge, and the architecture decides where on it they stay.",
    },
  );
}

/** Finished samples (M × d, data units) side by side by class, with the ridge at the analysis time. */
export async function samplesFigure(
  sets: readonly JudgedSet[],
  {
    density,
    plane,
    analysisTime,
  }: Pick<SceneOptions, "density" | "plane"> & { readonly analysisTime: number },
  words: Pick<SceneFigure, "title" | "caption">,
): Promise<SceneFigure> {
  const { scale } = ouLevel(analysisTime);
  const training = plane.project(density.data, 1);
  const ridges = (await ridgePolylines(density, analysisTime, plane)).map((line) =>
    line.map((value) => value / scale),
  );
  return {
    kind: "scene",
    id: "finals",
    ...words,
    xLabel: plane.xLabel,
    yLabel: plane.yLabel,
    shared: true,
    panels: sets.map(({ name, samples, classes }) => ({
      title: name,
      samples: plane.project(samples, 1),
      classes: classNames(classes.labels),
      training,
      ridges,
    })),
  };
}

/** Ridge graph and merge tree, where there are few enough modes to draw. */
export async function topologySection(
  density: EmpiricalDensity,
  { min, horizon }: { min: number; horizon: number },
  plane: Plane,
): Promise<Section> {
  if (density.n > TRACEABLE || density.d < 2) return section("Topology");
  const graphTimes = [0.02, 0.2, 0.6].filter((time) => time >= min);
  const treeTimes = logSpaced(Math.max(min, 1e-3), Math.min(horizon, 5), 40);
  return section("Topology", {
    figures: [await graphFigure(density, graphTimes, plane), await treeFigure(density, treeTimes)],
  });
}
