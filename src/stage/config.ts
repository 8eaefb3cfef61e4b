/** Settings of one scene: points, a model, and how samples are made and judged. */
import type { LossWeight, Parameterization } from "../features/moment-problem.ts";
import type { SolverName } from "../sample/solvers.ts";
import type { GridName } from "../sample/time-grid.ts";

/** The models that a scene can show. */
export const STAGE_MODELS = [
  "exact",
  "inflated",
  "neighbours",
  "perturbed",
  "random-features",
  "network",
] as const;

/** One of {@link STAGE_MODELS}. */
export type StageModelKind = (typeof STAGE_MODELS)[number];

/** Complete settings of a scene. Knobs of models that are not chosen have no effect. */
export interface StageConfig {
  readonly experiment: "stage";
  readonly seed: number;
  /** A set by name; or "custom" and the points, n rows of d numbers. */
  readonly data: { readonly set: string; readonly points: readonly (readonly number[])[] };
  readonly model: StageModelKind;
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
  readonly network: {
    readonly width: number;
    readonly layers: number;
    readonly steps: number;
    readonly rate: number;
  };
  readonly time: { readonly horizon: number; readonly min: number; readonly rule: "graded" | "simpson" };
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
