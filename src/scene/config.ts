/** Settings of one scene in the plane: points, a model of their score, and how samples are made and judged. */
import type { LossWeight, Parameterization } from "../random-features/moment-problem.ts";
import type { SolverName } from "../sample/solvers.ts";
import type { GridName } from "../sample/time-grid.ts";

/** The models that a scene can show. */
export const SCENE_MODELS = [
  "exact",
  "inflated",
  "neighbours",
  "perturbed",
  "random-features",
  "network",
] as const;

/** One of {@link SCENE_MODELS}. */
export type SceneModelKind = (typeof SCENE_MODELS)[number];

/** Complete settings of a scene. Knobs of models that are not chosen have no effect. */
export interface SceneConfig {
  readonly experiment: "stage";
  readonly seed: number;
  /** A set by name and no points; or "custom" and the points, n rows of two numbers. */
  readonly data: { readonly set: string; readonly points: readonly (readonly number[])[] };
  readonly model: SceneModelKind;
  /** Standard deviation of the kernel that the data are convolved with, in data units. */
  readonly inflated: { readonly bandwidth: number };
  /** How many nearest points are averaged. */
  readonly neighbours: { readonly count: number };
  /** Lengths of the normal and the tangent error of the posterior mean, in data units. */
  readonly perturbed: { readonly normal: number; readonly tangent: number };
  readonly features: { readonly p: number; readonly harmonics: number };
  readonly loss: { readonly weight: LossWeight; readonly parameterization: Parameterization };
  /** Training time; "inf" is the end of training. */
  readonly tau: number | "inf";
  /** A score network of `layers` hidden layers, trained for `steps` steps of Adam. */
  readonly network: {
    readonly width: number;
    readonly layers: number;
    readonly steps: number;
    readonly batch: number;
    readonly rate: number;
  };
  readonly time: { readonly horizon: number; readonly min: number };
  readonly sampling: {
    readonly count: number;
    readonly steps: number;
    readonly stochasticity: number;
    readonly solver: SolverName;
    readonly grid: GridName;
  };
  readonly ridge: { readonly dim: number; readonly analysis_time: number | "auto" };
  /** Geometry is taken at every so many-th step. */
  readonly analysis: { readonly every: number };
}

/** The scene that the lab opens with: a curve of thirteen points, random features trained for a while. */
export function sceneDefaults(): SceneConfig {
  return {
    experiment: "stage",
    seed: 0,
    data: { set: "thirteen-points", points: [] },
    model: "random-features",
    inflated: { bandwidth: 0.2 },
    neighbours: { count: 2 },
    perturbed: { normal: 0, tangent: 0 },
    features: { p: 256, harmonics: 4 },
    loss: { weight: "1", parameterization: "posterior-mean" },
    tau: 100,
    network: { width: 128, layers: 3, steps: 2000, batch: 256, rate: 1e-3 },
    time: { horizon: 5, min: 1e-3 },
    sampling: { count: 1000, steps: 150, stochasticity: 1, solver: "euler", grid: "exponential" },
    ridge: { dim: 1, analysis_time: "auto" },
    analysis: { every: 5 },
  };
}
