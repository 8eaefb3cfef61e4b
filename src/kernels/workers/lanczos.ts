/** Leading eigenpairs of a covariance BᵀB by Lanczos with full reorthogonalisation. */
import { addScaled, dot } from "../../arrays/vectors.ts";
import { eigenBatchTask } from "../wasm/eigen-batch.ts";
import type { Wasm } from "../wasm/instance.ts";
import { type Basis, combineBasis, type Operator, orthogonalise, setBasis } from "./row-space.ts";
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
/** Share of a generic direction in a start that is known to be near. */
const GENERIC = 1e-6;
/** Two vectors need more of them in all, and what is done with them takes longer than reading fewer rows than this. */
const PAIR_ROWS = 1000;
/** The next look is when there are so many more vectors: a look costs as much as many products with few rows. */
const MORE = 0.06;
/** What is left below this share of the first variance is rounding. */
const NOTHING = 1e-15;

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
  /** How small; 1e-11 unless given. */
  readonly residual?: number;
  /** Two vectors made of the wanted ones, as far as they are known, to start near, 2 × d; zero: nothing is known. */
  readonly towards?: Float64Array;
}

/** Lanczos, by pairs of vectors for which the rows are read once where that pays, until the `count` leading Ritz pairs have settled. */
export function lanczos(wasm: Wasm, operator: Operator, wanted: Wanted): Found {
  const { basis } = operator;
  const { count, limit, towards } = wanted;
  let look = towards ? count + 2 : 2 * count;
  const columns: Float64Array[] = [];
  const width = operator.rows < PAIR_ROWS ? 1 : 2;
  let block = startPair(basis.d, towards).slice(0, Math.min(width, limit));
  for (;;) {
    const known = columns.length + block.length;
    block.forEach((v, i) => {
      setBasis(basis, columns.length + i, v);
    });
    const rest = imagesOf(operator, block);
    for (const w of rest) columns.push(orthogonalise(basis, known, w));
    const next = nextPair(basis, { known, rest, size: columns[0][0] });
    const last = next.length === 0 || known + next.length > limit;
    if (last || known >= look) {
      const ritz = ritzPairs(wasm, columns);
      if (last || settled(ritz, rest, wanted)) return lift(ritz, basis, count);
      look = known * (1 + MORE);
    }
    block = next;
  }
}

function imagesOf({ times, timesPair }: Operator, [v, w]: readonly Float64Array[]): Float64Array[] {
  return w === undefined ? [times(v)] : timesPair(v, w);
}

/** What the images leave beside the basis as orthonormal vectors: fewer than there are images where that is nothing. */
function nextPair(
  basis: Basis,
  { known, rest, size }: { known: number; rest: readonly Float64Array[]; size: number },
): Float64Array[] {
  const out: Float64Array[] = [];
  for (const w of rest) {
    const v = Float64Array.from(w);
    for (const u of out) addScaled(v, -dot(u, v), u);
    const left = Math.sqrt(dot(v, v));
    if (left <= NOTHING * size) continue;
    // Little is left of it: with what is left, rounding has grown.
    if (left < 0.1 * Math.sqrt(dot(w, w))) {
      orthogonalise(basis, known, v);
      for (const u of out) addScaled(v, -dot(u, v), u);
    }
    normalise(v);
    out.push(v);
  }
  return out;
}

/** Eigenpairs of the matrix in the coordinates of the basis, of which the columns hold the upper triangle. */
function ritzPairs(wasm: Wasm, columns: readonly Float64Array[]): Ritz {
  const n = columns.length;
  const matrices = new Float64Array(n * n);
  columns.forEach((column, j) => {
    for (let i = 0; i <= j; i++) matrices[i * n + j] = matrices[j * n + i] = column[i];
  });
  const found = { values: new Float64Array(n), vectors: new Float64Array(n * n) };
  eigenBatchTask(wasm, { matrices, n, ...found }, { begin: 0, end: 1 });
  return found;
}

/** The residual of a Ritz pair is what the images of the last vectors leave, times the last entries of its small eigenvector. */
function settled(
  { values, vectors }: Ritz,
  rest: readonly Float64Array[],
  { count, relative = false, residual = SETTLED }: Wanted,
): boolean {
  const n = values.length;
  const products = rest.map((v) => Float64Array.from(rest, (w) => dot(v, w)));
  for (let i = 0; i < count; i++) {
    const size = relative ? Math.max(values[i], LEAST * values[0]) : values[0];
    const last = vectors.subarray((i + 1) * n - rest.length, (i + 1) * n);
    const square = products.reduce((sum, row, a) => sum + last[a] * dot(row, last), 0);
    if (square > (residual * size) ** 2) return false;
  }
  return true;
}

function lift(ritz: Ritz, space: Basis, count: number): Found {
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

/** Two fixed, generic directions, or little of them beside what is known: so nothing that is missing there stays hidden. */
function startPair(d: number, towards: Float64Array = new Float64Array(0)): Float64Array[] {
  const first = Float64Array.from(
    { length: d },
    (_, j) => Math.sin(1.7 * j + 0.3) + 0.5 * Math.cos(0.37 * j * j),
  );
  const second = Float64Array.from(
    { length: d },
    (_, j) => Math.cos(2.3 * j) + 0.5 * Math.sin(0.53 * j * j + 1),
  );
  const out = [first, second].map((v, i) => {
    normalise(v);
    const own = towards.subarray(i * d, (i + 1) * d);
    const length = Math.sqrt(dot(own, own));
    if (length > 0) for (let j = 0; j < d; j++) v[j] = GENERIC * v[j] + own[j] / length;
    normalise(v);
    return v;
  });
  for (let pass = 0; pass < 2; pass++) addScaled(second, -dot(first, second), first);
  normalise(second);
  return out;
}
