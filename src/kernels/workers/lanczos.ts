/** Leading eigenpairs of a covariance BᵀB by Lanczos with full reorthogonalisation. */
import { dot } from "../../arrays/vectors.ts";
import { eigenBatchTask } from "../wasm/eigen-batch.ts";
import type { Wasm } from "../wasm/instance.ts";
import { combineBasis, covarianceTimes, orthogonalise, type RowSpace, setBasis } from "./row-space.ts";
import { normalise } from "./vector.ts";

/** Eigenpairs, descending; vectors as rows. */
export interface Found {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  /** Whether all of the covariance is there. */
  readonly complete: boolean;
  /** Logarithms of the eigenvalues without their scale, where they are known better than by `values`. */
  readonly logValues?: Float64Array;
}

/** Eigenpairs of the tridiagonal matrix, which are Ritz pairs in the coordinates of the basis. */
interface Ritz {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Residuals of at most this share of the largest eigenvalue are small enough. */
const SETTLED = 1e-11;
/** Eigenvalues below this share of the largest are not told from it where residuals are relative. */
const LEAST = 1e-3;
/** Steps between two looks. */
const LOOK = 3;

/** Vectors that Lanczos may take for `count` eigenpairs of a matrix of this rank and width. */
export function lanczosLimit(count: number, d: number, rows: number): number {
  return Math.min(d, rows, 20 * count + 200);
}

/** What is asked of Lanczos. */
export interface Wanted {
  readonly count: number;
  /** Vectors at most. */
  readonly limit: number;
  /** Whether residuals are small beside their own eigenvalue, and not beside the largest only. */
  readonly relative?: boolean;
}

/** Lanczos from a fixed start until the `count` leading Ritz pairs have settled. */
export function lanczos(wasm: Wasm, space: RowSpace, { count, limit, relative = false }: Wanted): Found {
  const [diagonal, off]: number[][] = [[], []];
  let v = startVector(space.d);
  for (let i = 0; ; i++) {
    setBasis(space, i, v);
    const w = covarianceTimes(space, v);
    diagonal.push(dot(w, v));
    orthogonalise(space, i + 1, w);
    const beta = Math.sqrt(dot(w, w));
    const last = i + 1 === limit || beta <= 1e-15 * diagonal[0];
    if (last || (i + 1 >= 2 * count && (i + 1) % LOOK === 0)) {
      const ritz = ritzPairs(wasm, diagonal, off);
      if (last || settled(ritz, beta, { count, relative })) return lift(ritz, space, count);
    }
    off.push(beta);
    v = w.map((value) => value / beta);
  }
}

/** Eigenpairs of the tridiagonal matrix. */
function ritzPairs(wasm: Wasm, diagonal: number[], off: number[]): Ritz {
  const n = diagonal.length;
  const matrices = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrices[i * n + i] = diagonal[i];
    if (i + 1 < n) matrices[i * n + i + 1] = matrices[(i + 1) * n + i] = off[i];
  }
  const found = { values: new Float64Array(n), vectors: new Float64Array(n * n) };
  eigenBatchTask(wasm, { matrices, n, ...found }, { begin: 0, end: 1 });
  return found;
}

/** The residual of Ritz pair i is β times the last entry of its small eigenvector. */
function settled({ values, vectors }: Ritz, beta: number, { count, relative }: Omit<Wanted, "limit">) {
  const n = values.length;
  for (let i = 0; i < count; i++) {
    const size = relative ? Math.max(values[i], LEAST * values[0]) : values[0];
    if (Math.abs(beta * vectors[i * n + n - 1]) > SETTLED * size) return false;
  }
  return true;
}

function lift(ritz: Ritz, space: RowSpace, count: number): Found {
  const n = ritz.values.length;
  const kept = Math.min(count, n);
  const vectors = new Float64Array(kept * space.d);
  for (let i = 0; i < kept; i++) {
    const v = combineBasis(space, ritz.vectors.subarray(i * n, (i + 1) * n));
    normalise(v);
    vectors.set(v, i * space.d);
  }
  return { values: ritz.values.slice(0, kept), vectors, complete: false };
}

/** A fixed, generic direction. */
function startVector(d: number): Float64Array {
  const v = Float64Array.from(
    { length: d },
    (_, j) => Math.sin(1.7 * j + 0.3) + 0.5 * Math.cos(0.37 * j * j),
  );
  normalise(v);
  return v;
}
