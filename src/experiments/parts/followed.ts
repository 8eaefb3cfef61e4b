/** What is shown of models whose samples were followed from noise and judged at the end. */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { JudgedSet } from "../../diagnosis/details.ts";
import type { Regimes } from "../../diagnosis/regimes.ts";
import type { MetricLine } from "../result.ts";
import { matrix } from "../result.ts";
import { type Section, section } from "../section.ts";
import { classArrays, classesFigure, criterionNote } from "./classes.ts";
import {
  dynamicsArrays,
  dynamicsFigures,
  dynamicsMetrics,
  type NamedDynamics,
  residualFigures,
} from "./dynamics.ts";
import { regimeMetrics, regimeNotes } from "./regimes.ts";
import { RIDGE_NOTE } from "./ridge.ts";
import { finalsFigure, type SceneOptions, stripFigure } from "./scenes.ts";

/** A model with its samples. */
interface FollowedModel extends JudgedSet, NamedDynamics {
  /** Where its arrays are kept, without .npz. */
  readonly file: string;
  /** Stands in every line of its metrics. */
  readonly line?: Omit<MetricLine, "name" | "value" | "time">;
}

/** All models, and those that stand for them in figures, under the names that they have there. */
export interface FollowedModels {
  readonly models: readonly FollowedModel[];
  readonly shown: readonly (JudgedSet & NamedDynamics)[];
}

/** How samples reach, align and slide: the last model from noise to data, and at most four over time. */
export async function followedSection(
  { models, shown }: FollowedModels,
  scene: SceneOptions,
  regimes: Regimes,
): Promise<Section> {
  const four = spread(shown, 4);
  return section("Generation", {
    figures: [
      await stripFigure(lastOf(models), scene),
      ...dynamicsFigures(four, regimes),
      ...residualFigures(spread(four, 3)),
    ],
    metrics: [
      ...models.flatMap(({ dynamics, line }) => dynamicsMetrics(dynamics, line)),
      ...regimeMetrics(regimes),
    ],
    arrays: Object.fromEntries(models.map(({ file, dynamics }) => [file, dynamicsArrays(dynamics)])),
    notes: [RIDGE_NOTE, ...regimeNotes(regimes)],
  });
}

/** Where samples end; `title` is that of their picture. */
export async function endsSection(
  { models, shown }: FollowedModels,
  scene: SceneOptions,
  title: string,
): Promise<Section> {
  const { data, d } = scene.density;
  const arrays = models.map(({ file, samples, classes }) => [file, classArrays(samples, classes)] as const);
  return section("Where samples end", {
    figures: [await finalsFigure(shown, scene, title), classesFigure(models)],
    arrays: { data: { data: matrix(data, d) }, ...Object.fromEntries(arrays) },
    notes: [criterionNote(scene.criterion)],
  });
}
