/**
 * The state of the lab, one row a field: what a link holds, what undo goes back over, what controls show. Everything on the
 * screen follows from it and from files that were opened.
 */
import { sceneDefaults } from "ridgescope/scene";
import { LAYERS } from "../scene/scene.ts";
import {
  choiceField,
  type Field,
  nameField,
  numberField,
  pointsField,
  rowsField,
  setField,
} from "./fields.ts";

const start = sceneDefaults();

/** Sets of points by name, and one's own. */
export const SETS = [
  "two-modes",
  "three-modes",
  "four-modes",
  "triangle-plus-midpoint",
  "five-modes",
  "nine-modes",
  "thirteen-points",
  "custom",
] as const;
/** Models; "own" is an ONNX file of the user's. */
export const MODELS = [
  "exact",
  "inflated",
  "neighbours",
  "perturbed",
  "random-features",
  "network",
  "own",
] as const;
/** Every field of the state. */
export const TABLE = {
  view: choiceField("view", "plane", ["plane", "runs"]),
  set: choiceField("set", "thirteen-points", SETS),
  points: pointsField("points"),
  model: choiceField("model", start.model as (typeof MODELS)[number], MODELS),
  bandwidth: numberField("bandwidth", start.inflated.bandwidth, { min: 0.01, max: 5 }),
  neighbours: numberField("neighbours", start.neighbours.count, { min: 1, max: 50, integer: true }),
  normal: numberField("normal", start.perturbed.normal, { min: -2, max: 2 }),
  tangent: numberField("tangent", start.perturbed.tangent, { min: -2, max: 2 }),
  p: numberField("p", start.features.p, { min: 1, max: 2000, integer: true }),
  harmonics: numberField("K", start.features.harmonics, { min: 0, max: 128, integer: true }),
  weight: choiceField("weight", start.loss.weight, ["1", "h", "h2"]),
  parameterization: choiceField("param", start.loss.parameterization, ["posterior-mean", "score"]),
  tau: numberField("tau", Number(start.tau), { min: 0, max: 1e9, infinite: true }),
  width: numberField("width", start.network.width, { min: 4, max: 512, integer: true }),
  depth: numberField("depth", start.network.layers, { min: 1, max: 6, integer: true }),
  trainSteps: numberField("train", start.network.steps, { min: 1, max: 100_000, integer: true }),
  rate: numberField("rate", start.network.rate, { min: 1e-6, max: 1 }),
  horizon: numberField("T", start.time.horizon, { min: 0.1, max: 100 }),
  timeMin: numberField("tmin", start.time.min, { min: 1e-6, max: 0.05 }),
  count: numberField("n", start.sampling.count, { min: 1, max: 20_000, integer: true }),
  steps: numberField("steps", start.sampling.steps, { min: 2, max: 2000, integer: true }),
  eta: numberField("eta", start.sampling.stochasticity, { min: 0, max: 1 }),
  solver: choiceField("solver", start.sampling.solver, ["euler", "heun", "exponential", "dpm++2m"]),
  grid: choiceField("grid", start.sampling.grid, ["exponential", "linear", "cosine", "karras"]),
  seed: numberField("seed", start.seed, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }),
  dim: numberField("k", start.ridge.dim, { min: 0, max: 1, integer: true }),
  /** Place on the way from noise (0) to data (1), as a share of the steps. */
  progress: numberField("at", 1, { min: 0, max: 1 }),
  colour: choiceField("colour", "class", ["class", "distance", "error"]),
  layers: setField(
    "layers",
    ["axes", "contours", "tube", "ridge", "modes", "training", "particles", "trails", "probe"],
    LAYERS,
  ),
  /** Name of the open run; empty: the first there is. */
  run: nameField("run"),
  /** Archive of samples of the run; empty: the most trained one. */
  entry: nameField("entry"),
  /** "class", the id of a number that the run has for each sample, or "time": the residual at `runTime`. */
  runColour: nameField("by", "class"),
  directions: choiceField("axes", "principal", ["principal", "columns"]),
  /** Principal direction or column along x and y, from 1. */
  directionX: numberField("ax", 1, { min: 1, max: 4096, integer: true }),
  directionY: numberField("ay", 2, { min: 1, max: 4096, integer: true }),
  /** The number over the nearest distance; empty: the first there is. */
  against: nameField("against"),
  /** The residual whose histograms are shown; empty: the first there is. */
  residual: nameField("residual"),
  /** The chosen time of these histograms; the nearest that the run has is shown. */
  runTime: numberField("t", Infinity, { min: 0, max: 1e6, infinite: true }),
  /** Chosen samples. */
  chosen: rowsField("chosen"),
  theme: choiceField("theme", "system", ["system", "light", "dark"]),
};

/** The name of a field. */
export type FieldName = keyof typeof TABLE;
/** The state: a value for every field. */
export type LabState = {
  readonly [Name in FieldName]: (typeof TABLE)[Name] extends Field<infer T> ? T : never;
};

/** Names of all fields. */
export const FIELD_NAMES = Object.keys(TABLE) as FieldName[];

/** The state that a bare address shows. */
export function defaultState(): LabState {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, TABLE[name].fallback])) as unknown as LabState;
}
