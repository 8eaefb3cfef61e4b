/**
 * The state of the lab, one row a field: what a link holds, what undo goes back over, what controls show. Everything on the
 * screen follows from it and from files that were opened.
 */
import { modelSettingPaths, OWN_MODEL, SCENE_MODEL_ENTRIES, sceneDefaults } from "ridgescope/scene";
import { present } from "../present.ts";
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
import { MODEL_FIELDS, type SettingPath, settingField } from "./setting-fields.ts";

/** Sets of points by name, and one's own. */
const SETS = [
  "two-modes",
  "three-modes",
  "four-modes",
  "triangle-plus-midpoint",
  "five-modes",
  "nine-modes",
  "thirteen-points",
  "custom",
] as const;
/** The models of the lab: those of scenes, and an ONNX file of the user's. */
export const LAB_MODELS = [...SCENE_MODEL_ENTRIES, OWN_MODEL];
/** The name of one of {@link LAB_MODELS}. */
export type LabModel = (typeof LAB_MODELS)[number]["name"];
/** Names of {@link LAB_MODELS}. */
export const MODELS: readonly LabModel[] = LAB_MODELS.map(({ name }) => name);
/** Every field of the state. */
export const TABLE = {
  view: choiceField("view", "plane", ["plane", "runs"]),
  set: choiceField("set", "thirteen-points", SETS),
  points: pointsField("points"),
  model: choiceField("model", sceneDefaults().model as LabModel, MODELS),
  ...MODEL_FIELDS,
  p: settingField("p", "features.p"),
  harmonics: settingField("K", "features.harmonics"),
  weight: settingField("weight", "loss.weight"),
  parameterization: settingField("param", "loss.parameterization"),
  tau: settingField("tau", "tau"),
  width: settingField("width", "network.width"),
  depth: settingField("depth", "network.layers"),
  trainSteps: settingField("train", "network.steps"),
  rate: settingField("rate", "network.rate"),
  horizon: settingField("T", "time.horizon"),
  timeMin: settingField("tmin", "time.min"),
  count: settingField("n", "sampling.count"),
  steps: settingField("steps", "sampling.steps"),
  eta: settingField("eta", "sampling.stochasticity"),
  solver: settingField("solver", "sampling.solver"),
  grid: settingField("grid", "sampling.grid"),
  seed: settingField("seed", "seed"),
  dim: settingField("k", "ridge.dim"),
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

/** The name of a field that holds a setting of the scene. */
export type SettingName = {
  [Name in FieldName]: (typeof TABLE)[Name] extends { readonly path: SettingPath } ? Name : never;
}[FieldName];

/** Names of the fields that hold a setting of the scene. */
export const SETTING_NAMES = FIELD_NAMES.filter((name): name is SettingName => "path" in TABLE[name]);

/** The fields of a model's settings, in the order of its controls. */
export function modelFields(model: LabModel): SettingName[] {
  const names = new Map<string, SettingName>(SETTING_NAMES.map((name) => [TABLE[name].path, name]));
  const entry = present(LAB_MODELS.find(({ name }) => name === model));
  return modelSettingPaths(entry).flatMap((path) => names.get(path) ?? []);
}

/** The state that a bare address shows. */
export function defaultState(): LabState {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, TABLE[name].fallback])) as unknown as LabState;
}
