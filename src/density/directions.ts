/**
 * Eigenpairs of the posterior covariances: from the matrices where float64 resolves them, and from the weighted vectors
 * that they are made of where the weights span too many decades (THEORY.md sections 2 and 5).
 */
import { takeRows } from "../arrays/rows.ts";
import type {
  Eigenpairs,
  GradedFrames,
  Kernels,
  Moments,
  MomentsRequest,
  TopEigenpairs,
} from "../kernels/kernels.ts";
import { borrowFloat64, giveBack, int32 } from "../kernels/shared.ts";
import type { EmpiricalDensity } from "./empirical-density.ts";

/** Eigenpairs at M points. */
export interface Directions {
  /** Eigenvalues c of the posterior covariance over σ², descending, M × width. */
  readonly ratios: Float64Array;
  /** Orthonormal rows, M × width × d: the first `rank`, and zero beyond. */
  readonly vectors: Float64Array;
  /** How many rows of `vectors` there are, M; what is beyond has no variance to speak of. */
  readonly rank: Int32Array;
  /** log c / σ² of the k + 1 leading ones, M × (k + 1); -Infinity where not resolved. */
  readonly logRatios: Float64Array;
  /** How many of the k + 1 leading ones the data determine, M. */
  readonly resolved: Int32Array;
  /** Newton step over a, M × d, where only the top of the spectrum is known. */
  readonly normalStep?: Float64Array;
}

/** Directions with less of the largest variance than this are rounding in a float64 matrix. */
const ROUNDING = 1e-14;
/** Directions of a float64 matrix with less than this of the largest variance are worse than 1e-11. */
const ACCURATE = 1e-5;
/** Where more points share the weight, small variances are the data's, and not those of weights. */
const MANY = 1000;

/** All d eigenpairs, from d × d matrices; where `exact`, those that a float64 matrix cannot hold from its vectors. */
export async function allDirections(
  { kernels, d }: EmpiricalDensity,
  { request, moments }: { request: MomentsRequest; moments: Moments },
  { dim, exact }: { dim: number; exact: boolean },
): Promise<Directions> {
  const { m, variance } = request;
  const { frames } = moments;
  const plain = rowsWhere(m, (q) => !(frames && frames.resolved[q] >= 0));
  const pairs = await pairsOf(kernels, moments, { rows: plain, m, d });
  // Where all have frames their vectors are taken as they are.
  const vectors = plain.length === 0 && frames ? frames.vectors : pairs.vectors;
  const out = fromPairs({ ...pairs, vectors }, { moments, variance, dim, width: d });
  if (frames)
    placeGraded(out, frames, { rows: rowsWhere(m, (q) => frames.resolved[q] >= 0), dim, d, variance });
  if (!exact) return out;
  const graded = plain.filter(
    (q) => isGraded(pairs.values, q * d, dim) && moments.weightSquare[q] > 1 / MANY,
  );
  if (graded.length > 0) {
    const found = await framesOf(kernels, request, { graded, dim });
    placeGraded(out, found, { rows: graded, dim, d, variance, apart: true });
  }
  return out;
}

function rowsWhere(m: number, holds: (q: number) => boolean): Int32Array {
  return Int32Array.from({ length: m }, (_, q) => q).filter(holds);
}

/** Eigenpairs of the covariances of some of the points, in their places; the others' are zero. */
async function pairsOf(
  kernels: Kernels,
  { covariance }: Moments,
  { rows, m, d }: { rows: Int32Array; m: number; d: number },
): Promise<Eigenpairs> {
  if (rows.length === m) return kernels.eigenBatch(covariance, m, d);
  if (rows.length === 0) return { values: new Float64Array(m * d), vectors: new Float64Array(0) };
  const found = await kernels.eigenBatch(takeRows(covariance, rows, d * d), rows.length, d);
  const out = { values: new Float64Array(m * d), vectors: borrowFloat64(m * d * d) };
  rows.forEach((q, i) => {
    out.values.set(found.values.subarray(i * d, (i + 1) * d), q * d);
    out.vectors.set(found.vectors.subarray(i * d * d, (i + 1) * d * d), q * d * d);
  });
  giveBack(found.vectors);
  return out;
}

/** The graded eigenpairs of some of the points. */
function framesOf(
  kernels: Kernels,
  { points, queries, variance, exclude }: MomentsRequest,
  { graded, dim }: { graded: Int32Array; dim: number },
): Promise<GradedFrames> {
  return kernels.gradedFrames({
    points,
    queries: takeRows(queries, graded, points.d),
    m: graded.length,
    variance,
    count: dim + 1,
    width: points.d,
    ...(exclude && { exclude: graded.map((q) => exclude[q]) }),
  });
}

interface Placing {
  /** The points that they are for. */
  readonly rows: Int32Array;
  readonly dim: number;
  readonly d: number;
  readonly variance: number;
  /** Whether the frames are those of these points only, and not of all. */
  readonly apart?: boolean;
}

/** Writes them over those of the matrices. */
function placeGraded(
  { ratios, vectors, rank, logRatios, resolved }: Directions,
  found: GradedFrames,
  { rows, dim, d, variance, apart = false }: Placing,
): void {
  rows.forEach((q, i) => {
    const at = apart ? i : q;
    const own = found.logValues.subarray(at * d, (at + 1) * d).map((log) => log - Math.log(variance));
    ratios.set(own.map(Math.exp), q * d);
    logRatios.set(own.subarray(0, dim + 1), q * (dim + 1));
    if (vectors !== found.vectors) {
      vectors.set(found.vectors.subarray(at * d * d, (at + 1) * d * d), q * d * d);
    }
    rank[q] = found.resolved[at];
    resolved[q] = Math.min(dim + 1, rank[q]);
  });
}

/** The k + 1 leading ones, without a d × d matrix. */
export async function leadingDirections(
  { kernels }: EmpiricalDensity,
  { request, moments }: { request: MomentsRequest; moments: Moments },
  { dim, exact, hint }: { dim: number; exact: boolean; hint?: { towards: Float64Array; residual: number } },
): Promise<Directions> {
  const { variance } = request;
  const known = hint && { towards: hint.towards, stepsFrom: hint.residual * Math.sqrt(variance) };
  const asked = { ...request, moments, count: dim + 1, exact, ...known };
  const pairs: TopEigenpairs = await kernels.topEigenpairs(asked);
  return {
    ratios: ratiosOf(pairs, { moments, variance, width: dim + 1 }),
    vectors: pairs.vectors,
    logRatios: pairs.logValues.map((log) => log - Math.log(variance)),
    resolved: pairs.resolved,
    rank: pairs.resolved,
    normalStep: pairs.normalStep,
  };
}

/** Whether the variance k + 1 is too small beside the largest for a float64 matrix; `at` is where a point's values begin. */
function isGraded(values: Float64Array, at: number, dim: number): boolean {
  return !(values[at + dim] > ACCURATE * values[at]);
}

/** Eigenvalues of the scaled covariances, over σ². */
function ratiosOf(
  { values }: Eigenpairs,
  { moments, variance, width }: { moments: Moments; variance: number; width: number },
): Float64Array {
  const out = new Float64Array(values.length);
  moments.covarianceLogScale.forEach((log, q) => {
    const factor = Math.exp(log) / variance;
    for (let i = q * width; i < (q + 1) * width; i++) out[i] = values[i] * factor;
  });
  return out;
}

/** Eigenpairs of the scaled covariances, as they are. */
function fromPairs(
  { values, vectors }: Eigenpairs,
  { moments, variance, dim, width }: { moments: Moments; variance: number; dim: number; width: number },
): Directions {
  const m = values.length / width;
  const out = {
    ratios: ratiosOf({ values, vectors }, { moments, variance, width }),
    logRatios: new Float64Array(m * (dim + 1)).fill(-Infinity),
    resolved: int32(m),
    rank: int32(m).fill(width),
    vectors,
  };
  for (let q = 0; q < m; q++) {
    const logFactor = moments.covarianceLogScale[q];
    for (let j = 0; j <= dim && values[q * width + j] > ROUNDING * values[q * width]; j++) {
      out.logRatios[q * (dim + 1) + j] = Math.log(values[q * width + j]) + logFactor - Math.log(variance);
      out.resolved[q] = j + 1;
    }
  }
  return out;
}
