/** Samples, ridges and modes of small data sets in the plane. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import { spread } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { RidgeCriterion } from "../../diagnosis/classes.ts";
import type { JudgedSet } from "../../diagnosis/details.ts";
import type { Snapshot } from "../../dynamics/dynamics.ts";
import type { SceneFigure, ScenePanel } from "../../figure/figure.ts";
import { tubeRadius } from "../../ridge/tube.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { classNames } from "./classes.ts";
import type { NamedDynamics } from "./dynamics.ts";
import type { Plane } from "./plane.ts";
import { ridgePolylines } from "./ridges.ts";

/** What scenes are drawn over. */
export interface SceneOptions {
  readonly density: EmpiricalDensity;
  readonly plane: Plane;
  readonly criterion: RidgeCriterion;
}

/** Snapshots from noise to data of one model. */
export async function stripFigure(
  { name, dynamics }: NamedDynamics,
  { density, plane, criterion: { dim } }: SceneOptions,
): Promise<SceneFigure> {
  const panels = await mapInTurn(spread(dynamics.snapshots, 6), async (snapshot) => ({
    ...snapshotPanel(snapshot, density, plane),
    ridges: await ridgePolylines(density, snapshot.time, plane),
    tubeRadius: tubeRadius(ouLevel(snapshot.time), { d: density.d, dim }),
  }));
  return {
    kind: "scene",
    id: "strip",
    title: `From noise to data, ${name}`,
    caption:
      "Samples at six noise levels with the ridge of the training density (line) and its tube (band): they first reach the tube, then tighten around the ridge, then slide along it.",
    ...plane.labels,
    panels,
  };
}

/** Samples at one noise level over the training points at that level, without a ridge. */
export function snapshotPanel(
  { time, x }: Pick<Snapshot, "time" | "x">,
  { data }: EmpiricalDensity,
  { project }: Plane,
): ScenePanel {
  const { scale } = ouLevel(time);
  const training = data.map((value) => scale * value);
  return {
    title: `t = ${brief(time)}`,
    samples: project(x, scale),
    training: project(training, scale),
    ridges: [],
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
    ...plane.labels,
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
