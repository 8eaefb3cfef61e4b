/**
 * What the page asks of its workers and what they answer: plain data only. Points are in the noised (OU) coordinates of
 * the time they belong to, row-major, two columns; distances in the same units.
 */
import type { StageConfig } from "ridgescope/stage";

/** All particles at every step of the generation. */
export interface Paths {
  /** Decreasing OU times, S + 1. */
  readonly times: Float64Array;
  /** Particles at each time, (S + 1) × M × 2. */
  readonly x: Float64Array;
  /** M. */
  readonly count: number;
}

/** Values on a grid over a rectangle, row by row from its low corner. */
export interface GridField {
  readonly columns: number;
  readonly rows: number;
  /** x low, y low, x high, y high; the outermost grid points lie on it. */
  readonly box: readonly [number, number, number, number];
  readonly values: Float64Array;
}

/** What the data alone say at one noise level. */
export interface Landscape {
  readonly time: number;
  /** Log density on a grid. */
  readonly logDensity: GridField;
  /** Ridge polylines, each count × 2. */
  readonly ridges: readonly Float64Array[];
  /** Points of the ridge that were looked for and not found, of how many: shown where it is not zero. */
  readonly lost: number;
  /** Radius of the tube, c sqrt(h (d - k)). */
  readonly tubeRadius: number;
  /** Modes, count × 2, with their log density; saddles, count × 2. */
  readonly modes: Float64Array;
  readonly modeDensity: Float64Array;
  readonly saddles: Float64Array;
  /** Ridge paths between modes (indices; -1: none) with the drop of the log density to the saddle. */
  readonly edges: readonly {
    readonly modes: readonly [number, number];
    readonly saddle: number;
    readonly path: Float64Array;
    readonly drop: number;
  }[];
  /** Why parts are missing, in words for the reader; empty: nothing is. */
  readonly notes: readonly string[];
}

/** Arrows of the exact and of the model's score at one time, on a grid of places. */
export interface VectorField {
  readonly time: number;
  /** Places, count × 2. */
  readonly at: Float64Array;
  /** h s*, the way to the exact posterior mean, and h s_θ, the way to the model's; count × 2 each. */
  readonly exact: Float64Array;
  readonly learned: Float64Array;
}

/** Everything at one place and time: what the pointer shows. */
export interface Probe {
  readonly time: number;
  /** The place, 2. */
  readonly at: Float64Array;
  readonly logDensity: number;
  /** h s* and h s_θ, 2 each. */
  readonly exact: Float64Array;
  readonly learned: Float64Array;
  /** h P_N ε and h P_T ε, 2 each. */
  readonly normalError: Float64Array;
  readonly tangentError: Float64Array;
  /** |δ| (NaN where undefined) and λ_{k+1}. */
  readonly newtonDistance: number;
  readonly curvature: number;
  /** Index of the nearest training point and its distance in data units. */
  readonly nearest: number;
  readonly nearestDistance: number;
}

/** An estimate with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What was measured along the paths and at their end. L looks, M particles. */
export interface Measures {
  /** Decreasing times of the looks, L. */
  readonly times: Float64Array;
  /** Fraction inside the tube, and RMS distance to the ridge, measured and predicted, L. */
  readonly insideTube: Float64Array;
  readonly measuredDistance: Float64Array;
  readonly predictedDistance: Float64Array;
  /** N and T over the generated marginal, in score units, L. */
  readonly normalError: Float64Array;
  readonly tangentError: Float64Array;
  /** |δ| (NaN where undefined) and |m_θ - m*| of every particle at every look, L × M. */
  readonly distance: Float64Array;
  readonly error: Float64Array;
  /** 0 memorised, 1 inter-mode, 2 off-ridge, M. */
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
export interface Training {
  /** Eigenvalues of U, descending, p. */
  readonly eigenvalues: Float64Array;
  /** Eigenvalues up to this are null directions. */
  readonly cut: number;
  /** Training times, C (the last is Infinity). */
  readonly taus: Float64Array;
  /** Errors over p_t integrated with the loss weight, C. */
  readonly normal: Float64Array;
  readonly tangent: Float64Array;
  readonly normalArchitecture: Float64Array;
  readonly tangentArchitecture: Float64Array;
  readonly loss: Float64Array;
  /** Shares of the classes at each τ, C each; NaN where not yet known. */
  readonly memorised: Float64Array;
  readonly interMode: Float64Array;
  readonly offRidge: Float64Array;
}

/** When modes merge as noise grows. */
export interface MergeTree {
  /** Increasing times. */
  readonly times: Float64Array;
  /** Modes at each time in data units, each count × 2. */
  readonly points: readonly Float64Array[];
  /** Per time, per mode of the time before, the mode it flows to (empty at the first). */
  readonly parents: readonly Int32Array[];
}

/** The questions, by name, with what each takes and gives. */
export interface Questions {
  paths: { ask: { config: StageConfig; first: number; count: number }; answer: Paths };
  landscape: { ask: { config: StageConfig; time: number }; answer: Landscape };
  field: { ask: { config: StageConfig; time: number; at: Float64Array }; answer: VectorField };
  probe: { ask: { config: StageConfig; time: number; at: Float64Array }; answer: Probe };
  measures: { ask: { config: StageConfig }; answer: Measures };
  training: { ask: { config: StageConfig }; answer: Training };
  tree: { ask: { config: StageConfig }; answer: MergeTree };
}
