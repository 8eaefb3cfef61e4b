/**
 * What the page asks of its workers and what they answer: plain data only. Points are in the noised (OU) coordinates of
 * the time they belong to, row-major, two columns; distances in the same units.
 */
import type {
  Paths as GeneratedPaths,
  Landscape,
  MergeBranches,
  Probe,
  SceneConfig,
  TrainingCurves,
  VectorField,
} from "ridgescope/scene";
import type { OwnModelFile } from "ridgescope/scene/network";
import type { ContourLevel } from "../scene/contours.ts";

export type { Landscape, Probe, VectorField } from "ridgescope/scene";
/** All particles at every step, without what the model predicted for them. */
export type Paths = Omit<GeneratedPaths, "posteriorMean">;
/** When modes merge as noise grows. */
export type MergeTree = MergeBranches;

/** A landscape with its contours, which take a while to find. */
export interface DrawnLandscape extends Landscape {
  readonly contours: ContourLevel[];
}

/** An estimate with its 95 % interval. */
interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What was measured along the paths and at their end. L looks, M particles. */
export interface Measures {
  /** Decreasing times of the looks, L. */
  readonly times: Float64Array;
  /** Fraction that has a ridge and is inside its tube, and RMS distance to the ridge, measured and predicted, L. */
  readonly insideTube: Float64Array;
  readonly measuredDistance: Float64Array;
  readonly predictedDistance: Float64Array;
  /** N and T over the generated marginal, in score units, L. */
  readonly normalError: Float64Array;
  readonly tangentError: Float64Array;
  /** |δ| (NaN where undefined) and |m_θ - m*| of every particle at every look, L × M. */
  readonly distance: Float64Array;
  readonly error: Float64Array;
  /** 0 memorised, 1 inter-mode, 2 off-ridge, 3 undecided, M. */
  readonly classes: Uint8Array;
  /** Time of the first entry into the tube (NaN: never) and slide exponent, M. */
  readonly reachTime: Float64Array;
  readonly exponent: Float64Array;
  /** Nearest training point, its distance over the second-nearest's, its distance, and |δ| at t_a, M. */
  readonly nearest: Int32Array;
  readonly nearestRatio: Float64Array;
  readonly nearestDistance: Float64Array;
  readonly ridgeDistance: Float64Array;
  readonly fractions: {
    readonly memorised: Interval;
    readonly interMode: Interval;
    readonly offRidge: Interval;
  };
  /** How "on the ridge" was judged. */
  readonly criterion: {
    readonly dim: number;
    readonly time: number;
    readonly threshold: number;
    readonly source: string;
  };
  /** The headline figures, named as the command names them in summary.json. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Training of the random features over τ. */
export interface Training extends TrainingCurves {
  /** Eigenvalues of U, descending, p. */
  readonly eigenvalues: Float64Array;
  /** Eigenvalues up to this are null directions. */
  readonly cut: number;
  /** Shares of the classes at each τ, as long as `taus`; NaN where not yet known. */
  readonly memorised: Float64Array;
  readonly interMode: Float64Array;
  readonly offRidge: Float64Array;
}

/** The spectrum of solved random features, and how well their moments are known. */
export interface Solved {
  readonly eigenvalues: Float64Array;
  readonly cut: number;
  /** Relative error of the moments on sampled entries. */
  readonly momentError: number;
}

/** Where a worker gets the model from: the settings alone, output weights A(τ), or a network that it holds. */
export type ModelRef =
  | { readonly kind: "known" }
  | { readonly kind: "features"; readonly output: Float64Array }
  | { readonly kind: "held"; readonly name: "network" | "own" };

/** A network after some steps of training. */
export interface NetworkState {
  readonly step: number;
  readonly loss: number;
}

/** A model file of the user's with how it is to be read; the β of its schedule still a file. */
export interface OwnFile extends Omit<OwnModelFile, "betas"> {
  readonly betas?: { readonly name: string; readonly bytes: Uint8Array };
}

/** The questions, by name, with what each takes and gives. */
export interface Questions {
  solve: { ask: { config: SceneConfig }; answer: Solved };
  weights: { ask: { config: SceneConfig; taus: readonly number[] }; answer: Float64Array[] };
  curves: { ask: { config: SceneConfig; taus: Float64Array }; answer: TrainingCurves };
  train: { ask: { config: SceneConfig; until: number }; answer: NetworkState };
  own: { ask: { config: SceneConfig; file: OwnFile }; answer: { notes: string[] } };
  networkFile: { ask: { config: SceneConfig }; answer: Uint8Array };
  paths: {
    ask: { config: SceneConfig; model: ModelRef; first: number; count: number };
    answer: GeneratedPaths;
  };
  measures: {
    ask: { config: SceneConfig; model: ModelRef; parts: readonly GeneratedPaths[] };
    answer: Measures;
  };
  classes: { ask: { config: SceneConfig; finals: Float64Array }; answer: Measures["fractions"] };
  landscape: { ask: { config: SceneConfig; time: number; graph: boolean }; answer: DrawnLandscape };
  tree: { ask: { config: SceneConfig }; answer: MergeTree };
  field: {
    ask: { config: SceneConfig; model: ModelRef; time: number; at: Float64Array };
    answer: VectorField;
  };
  probe: { ask: { config: SceneConfig; model: ModelRef; time: number; at: Float64Array }; answer: Probe };
}

/** The name of a question. */
export type QuestionName = keyof Questions;

/** Told how far something is. */
export type Progress = (what: string, done: number, total: number) => void;

/** What a worker is sent. */
export interface Request<Name extends QuestionName = QuestionName> {
  readonly id: number;
  readonly name: Name;
  readonly ask: Questions[Name]["ask"];
}

/** What a worker sends back: progress any number of times, then an answer or an error. */
export type Reply =
  | { readonly id: number; readonly what: string; readonly done: number; readonly total: number }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };
