/** What choices are called on the page. */
import { LAB_MODELS, type LabModel, type LabState } from "../state/table.ts";

/** Sets of points. */
export const SET_NAMES: readonly (readonly [LabState["set"], string])[] = [
  ["thirteen-points", "thirteen points on a curve"],
  ["two-modes", "two modes"],
  ["three-modes", "three modes"],
  ["four-modes", "four modes"],
  ["triangle-plus-midpoint", "triangle and midpoint"],
  ["five-modes", "five modes"],
  ["nine-modes", "nine modes"],
];

/** Models that stand first in the menu. */
const FIRST: readonly LabModel[] = ["random-features", "perturbed"];

/** Models, and what they are called, in the order of the menu. */
export const MODEL_NAMES: readonly (readonly [LabModel, string])[] = [
  ...FIRST.flatMap((first) => LAB_MODELS.filter(({ name }) => name === first)),
  ...LAB_MODELS.filter(({ name }) => !FIRST.includes(name)),
].map(({ name, title }) => [name, title]);

/** One sentence a model. */
export const MODEL_MEANINGS = Object.fromEntries(
  LAB_MODELS.map(({ name, meaning }) => [name, meaning]),
) as Readonly<Record<LabModel, string>>;
