/** What choices are called on the page. */
import type { LabState } from "../state/table.ts";

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

/** Models, and what each does, in a sentence. */
export const MODEL_NAMES: readonly (readonly [LabState["model"], string])[] = [
  ["random-features", "random features"],
  ["perturbed", "exact + known error"],
  ["exact", "exact score"],
  ["inflated", "inflated bandwidth"],
  ["neighbours", "k nearest neighbours"],
  ["network", "network, trained here"],
  ["own", "your own (ONNX)"],
];

/** One sentence a model. */
export const MODEL_MEANINGS: Readonly<Record<LabState["model"], string>> = {
  exact: "The score of the data themselves: every sample ends as a copy of a training point.",
  inflated: "The exact score of data blurred by a kernel: samples are copies plus that blur.",
  neighbours: "The mean of the nearest points stands for the data: samples end at local averages.",
  perturbed:
    "The exact score plus an error that you set: a normal error holds samples off the ridge by just that much, a tangent error moves them along it.",
  "random-features":
    "A layer of frozen random features, trained in closed form for any training time τ. Long training removes what can be learned; what remains is the architecture's.",
  network: "A small network trained by denoising in this page, on ONNX Runtime.",
  own: "A model of yours as an ONNX file with inputs x [batch, 2] and t.",
};
