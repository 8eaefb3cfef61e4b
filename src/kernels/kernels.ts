/**
 * The one seam between mathematics and machines. Kernels know arrays and sizes, trust their arguments, and
 * give the same bytes for every number of threads. `reference/` holds the specification (plain float64
 * TypeScript); `wasm/` the fast twins; `create-kernels.ts` chooses. Arrays are flat and row-major.
 */

/** Data rows seen by {@link Kernels.moments}: `n` points of dimension `d`. */
export interface PointSet {
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
}

/** Asks for the weighted moments of the data about M queries. THEORY.md section 2. */
export interface MomentsRequest {
  /** Training points, n × d. */
  readonly points: PointSet;
  /** Queries, m × d, in the points' own scale (x / a). */
  readonly queries: Float64Array;
  readonly m: number;
  /** σ² = h / a²: variance of the Gaussian kernel in the points' own scale. */
  readonly variance: number;
  /** Whether to form the d × d posterior covariance of each query. */
  readonly covariance: boolean;
  /**
   * How many nearest points must keep full accuracy of their weight *relative to their own size*; at least 2.
   * A ridge of dimension k asks for k + 2, so that k tangent directions stay resolved when one point has
   * almost all the weight.
   */
  readonly keep: number;
  /** Per query, the index of a point to leave out (-1: none): leave-one-out. */
  readonly exclude?: Int32Array;
  /** Graded frames besides, as {@link GradedFramesRequest}, for the queries where they are at hand. */
  readonly frames?: { readonly count: number; readonly width: number };
}

/** Per query, everything that a weighted pass over the data gives. See THEORY.md section 2. */
export interface Moments extends MomentArrays {
  /** Where asked for and at hand: `resolved` is -1 for queries that have none here. Those that do have no covariance. */
  readonly frames?: GradedFrames;
}

/** The moments themselves. */
export interface MomentArrays {
  /** log Σ_i exp(-|z - y_i|² / 2σ²), not divided by n. */
  readonly logSum: Float64Array;
  /** Σ w_i y_i - z, m × d: the posterior mean relative to the query. */
  readonly shift: Float64Array;
  /** Σ w_i |z - y_i|², m. */
  readonly meanSquare: Float64Array;
  /** Σ w_i², m. */
  readonly weightSquare: Float64Array;
  /**
   * Covariance of y under w divided by `exp(covarianceLogScale)`, m × d × d; empty unless asked for. The factor is the
   * weight of the second place relative to the first, so directions survive where the covariance itself underflows.
   */
  readonly covariance: Float64Array;
  readonly covarianceLogScale: Float64Array;
  /** Index of the nearest point and of the nearest one at a different place (-1 when there is none), m. */
  readonly nearest: Int32Array;
  readonly secondNearest: Int32Array;
  /** Their distances (Infinity when there is none), m. */
  readonly nearestDistance: Float64Array;
  readonly secondDistance: Float64Array;
}

/** Asks for the leading eigenpairs of each query's posterior covariance. */
export interface TopEigenpairsRequest extends MomentsRequest {
  /** How many of the largest eigenpairs of the covariance. */
  readonly count: number;
  /** From the moments of the same queries. */
  readonly moments: Moments;
  /** Whether pairs that products cannot hold are found from the rows themselves, to full relative accuracy. */
  readonly exact?: boolean;
  /** {@link Approach.towards}, m × 2 × d. */
  readonly towards?: Float64Array;
  /** Normal steps are made where the normal part of the shift is longer than this only (0 unless given); they are zero elsewhere. */
  readonly stepsFrom?: number;
}

/** The leading eigenpairs per query (of the scaled covariance), and what they leave of the Newton step. */
export interface TopEigenpairs extends Eigenpairs {
  /** Σ_{j>count-1} v_j (v_j · shift) / (c_j / σ² - 1), m × d; NaN where some c_j ≥ σ² is met on the way. */
  readonly normalStep: Float64Array;
  /** Logarithms of the eigenvalues, not scaled, m × count; -Infinity where not resolved. */
  readonly logValues: Float64Array;
  /** How many of the `count` the data determine, m. */
  readonly resolved: Int32Array;
}

/** Asks for points near the k-ridge on the way of the normal flow from the starts. */
export interface ApproachRequest {
  readonly points: PointSet;
  /** m × d, in the points' own scale. */
  readonly starts: Float64Array;
  readonly m: number;
  /** σ² = h / a². */
  readonly variance: number;
  /** Ridge dimension k. */
  readonly dim: number;
  /** How near: |P_N (m* - x)| in noise widths. */
  readonly tolerance: number;
  /** Steps of a start at most. */
  readonly maxSteps: number;
}

/** Points near the ridge, and what is known of the leading directions there. */
export interface Approach {
  /** m × d. */
  readonly points: Float64Array;
  /** Two vectors in the span of the k + 1 leading directions, as far as they are known, m × 2 × d; zero: nothing is known. */
  readonly towards: Float64Array;
  /** Steps that it took, m. */
  readonly steps: Int32Array;
}

/** Asks for eigenpairs of each query's posterior covariance to full relative accuracy, however graded it is. */
export interface GradedFramesRequest {
  readonly points: PointSet;
  /** m × d, in the points' own scale. */
  readonly queries: Float64Array;
  readonly m: number;
  /** σ² = h / a². */
  readonly variance: number;
  /** Per query, the index of a point to leave out (-1: none). */
  readonly exclude?: Int32Array;
  /** How many of the largest are wanted, however small they are. */
  readonly count: number;
  /** Room for so many; those beyond `count` are found while they are more than exp(-37) of σ². */
  readonly width: number;
}

/** Eigenpairs of the posterior covariances, largest first. */
export interface GradedFrames {
  /** Orthonormal rows, m × width × d; those that are not resolved are zero. */
  readonly vectors: Float64Array;
  /** Logarithms of the eigenvalues, m × width; -Infinity where not resolved. */
  readonly logValues: Float64Array;
  /** How many were found, m; below `count` the data determine no more. */
  readonly resolved: Int32Array;
}

/** Asks for the `count` nearest points of each of M queries. */
export interface NeighboursRequest {
  readonly points: PointSet;
  /** m × d. */
  readonly queries: Float64Array;
  readonly m: number;
  readonly count: number;
  /** Per query, the index of a point to leave out (-1: none). */
  readonly exclude?: Int32Array;
  /** Radius of the ball about each point, n: asks in how many balls each query lies. */
  readonly radii?: Float64Array;
  /** Whether to add up each query's distances to all points. */
  readonly sums?: boolean;
}

/** Nearest points per query, and what else the same pass was asked for. */
export interface Neighbours {
  /** Indices of the nearest points, nearest first, m × count (-1 where there are fewer points). */
  readonly index: Int32Array;
  /** Their distances, m × count (Infinity where there are fewer points). */
  readonly distance: Float64Array;
  /** How many balls hold the query, their surface included, m; empty without radii. */
  readonly inside: Int32Array;
  /** The same, the surface not included. */
  readonly strictlyInside: Int32Array;
  /** Σ of the distances to all points that are not left out, m; empty unless asked for. */
  readonly sum: Float64Array;
}

/** Eigenpairs of one or more symmetric matrices, row-major. */
export interface Eigenpairs {
  /** Eigenvalues, descending, count per matrix. */
  readonly values: Float64Array;
  /** Orthonormal eigenvectors as rows, count × n per matrix, in the same order. */
  readonly vectors: Float64Array;
}

/** Asks for the matrix product a · b, rows × columns, either factor given transposed. */
export interface MultiplyRequest {
  /** rows × inner, or inner × rows when `transposeA`. */
  readonly a: Float64Array;
  /** inner × columns, or columns × inner when `transposeB`. */
  readonly b: Float64Array;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Asks for `scale · output · relu(weights x + bias)` at m samples. THEORY.md section 7. */
export interface FeatureMeanRequest {
  /** Samples, m × d. */
  readonly x: Float64Array;
  readonly m: number;
  readonly d: number;
  /** Hidden weights, p × d, and biases at the time in question, p. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly p: number;
  /** Output weights, outputs × p. */
  readonly output: Float64Array;
  readonly outputs: number;
  readonly scale: number;
}

/** Asks for Σ_q weight_q E (Z₁ + α_iq)₊ (Z₂ + α_jq)₊ of feature pairs (i, j). THEORY.md section 7. */
export interface ReluProductsRequest {
  /** α: standardized feature means, features × nodes. */
  readonly standardized: Float64Array;
  /** Weight of each quadrature node. */
  readonly weights: Float64Array;
  readonly nodes: number;
  /** Unit vectors whose inner products are the correlations of Z₁ and Z₂, features × d. */
  readonly directions: Float64Array;
  readonly d: number;
  /** The pairs: indices of features. */
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** Asks for posterior means of pixels given the patches about them. THEORY.md section 12. */
export interface PatchMeansRequest {
  /** Training images of rows × columns numbers, n × d. */
  readonly points: PointSet;
  readonly rows: number;
  readonly columns: number;
  /** m × d, in the points' own scale (x / a). */
  readonly queries: Float64Array;
  readonly m: number;
  /** σ² = h / a². */
  readonly variance: number;
  /** Pixels that a patch has on each side of its centre. It ends at the border. */
  readonly reach: number;
  /**
   * Which patches of training images a pixel's own is compared with: those about the same pixel; those that the border cuts off
   * alike, wherever they are; or all that it does not cut off, by the patches of queries that go round (rows and columns must
   * then be more than 2 · reach).
   */
  readonly places: "own" | "alike" | "round";
}

/** The operations; every implementation gives what the `reference` one gives, up to rounding. */
export interface Kernels {
  readonly backend: "reference" | "wasm";
  readonly threads: number;
  /** Why this backend, for environment.json. */
  readonly reason: string;
  /** Weighted moments of the data about each query: one fused pass, never n × m in memory. */
  moments(request: MomentsRequest): Promise<Moments>;
  /** The largest eigenpairs of each query's posterior covariance, without forming it. */
  topEigenpairs(request: TopEigenpairsRequest): Promise<TopEigenpairs>;
  /**
   * Points where Newton steps to the k-ridge go from the starts, to about the tolerance: what was found there is to be looked at
   * again. Starts that quick looks are not for are left where they are.
   */
  approachRidge(request: ApproachRequest): Promise<Approach>;
  /** The same to full relative accuracy, in whatever dimension, where weights span many decades. */
  gradedFrames(request: GradedFramesRequest): Promise<GradedFrames>;
  /** The nearest points of each query; ties go to the lower index. */
  neighbours(request: NeighboursRequest): Promise<Neighbours>;
  /** Eigenpairs of `m` symmetric n × n matrices; n up to a few hundred. */
  eigenBatch(matrices: Float64Array, m: number, n: number): Promise<Eigenpairs>;
  /** All eigenpairs of one symmetric n × n matrix; n up to some thousands. */
  eigen(matrix: Float64Array, n: number): Promise<Eigenpairs>;
  /** Matrix product, rows × columns. */
  multiply(request: MultiplyRequest): Promise<Float64Array>;
  /** `scale · output · relu(weights x + bias)` for each sample, m × outputs. */
  featureMean(request: FeatureMeanRequest): Promise<Float64Array>;
  /** Exact second moments of ReLU features, one value per pair. */
  reluProducts(request: ReluProductsRequest): Promise<Float64Array>;
  /** Σ w y of the centres y of patches, with weights exp(-|difference of the patches|² / 2σ²), m × d. */
  patchMeans(request: PatchMeansRequest): Promise<Float64Array>;
  /** Ends the worker threads. */
  close(): void;
}
