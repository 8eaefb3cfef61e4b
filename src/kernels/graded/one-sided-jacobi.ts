/**
 * Eigenpairs of A Aᵀ for A = diag(exp g) C, g spanning hundreds of decades and C well conditioned: rotations of pairs of
 * rows until all are orthogonal, with the scales kept apart. Each eigenvalue keeps its relative accuracy (Demmel and
 * Veselić, Jacobi's method is more accurate than QR, 1992).
 */

/** Rows exp(logLength[j]) C_j, rank × width; used up by the call. */
export interface ScaledRows {
  readonly rows: Float64Array;
  readonly logLength: Float64Array;
  readonly rank: number;
  readonly width: number;
}

/** Eigenvectors as rows, rank × rank, and logarithms of the eigenvalues, in no order. */
export interface LogEigenpairs {
  readonly vectors: Float64Array;
  readonly logValues: Float64Array;
}

/** Rows at a smaller cosine are not turned, and a sweep in which none is larger than the second is the last. */
const ORTHOGONAL = 1e-15;
const SETTLED = 1e-14;
const MOST_SWEEPS = 40;
/** Beyond exp(±300) between two rows a rotation is a shear of the smaller one. */
const APART = 300;

/** Rotates until all rows are orthogonal. */
export function oneSidedJacobi(scaled: ScaledRows): LogEigenpairs {
  const { logLength, rank, width } = scaled;
  const vectors = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) vectors[j * rank + j] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS && sweepOnce(scaled, vectors); sweep++);
  const logValues = Float64Array.from(logLength.subarray(0, rank), (g, j) => {
    return 2 * g + Math.log(product(scaled, j * width, j * width));
  });
  return { vectors, logValues };
}

/** Every pair once; false where all were orthogonal but for rounding. */
function sweepOnce(scaled: ScaledRows, vectors: Float64Array): boolean {
  const { rows, logLength, rank, width } = scaled;
  let turned = false;
  for (let i = 0; i < rank - 1; i++) {
    let own = product(scaled, i * width, i * width);
    for (let j = i + 1; j < rank; j++) {
      const across = product(scaled, i * width, j * width);
      if (across === 0) continue;
      const other = product(scaled, j * width, j * width);
      const cosine = Math.abs(across) / Math.sqrt(own * other);
      if (!(cosine > ORTHOGONAL)) continue;
      const turn = turnOf({ own, other, across }, logLength[j] - logLength[i]);
      mix(rows, { i: i * width, j: j * width, count: width }, turn);
      if (turn.s !== 0) {
        mix(vectors, { i: i * rank, j: j * rank, count: rank }, { ...turn, up: turn.s, down: turn.s });
      }
      own = product(scaled, i * width, i * width);
      turned ||= cosine > SETTLED;
    }
  }
  return turned;
}

function product({ rows, width }: Pick<ScaledRows, "rows" | "width">, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += rows[a + k] * rows[b + k];
  return sum;
}

/** A rotation: row i becomes c (row i) - up (row j), row j becomes down (row i) + c (row j). */
interface Turn {
  readonly c: number;
  readonly s: number;
  /** s times the scale of row j over that of row i, and s over it. */
  readonly up: number;
  readonly down: number;
}

/** The smaller rotation that makes two rows orthogonal, from their products without scales and the log of the scales' ratio. */
function turnOf(
  { own, other, across }: { own: number; other: number; across: number },
  logRatio: number,
): Turn {
  if (logRatio < -APART) return { c: 1, s: 0, up: 0, down: -across / own };
  if (logRatio > APART) return { c: 1, s: 0, up: across / other, down: 0 };
  const e = Math.exp(logRatio);
  const zeta = (other * e - own / e) / (2 * across);
  const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, tangent);
  const s = c * tangent;
  return { c, s, up: s * e, down: s / e };
}

function mix(
  rows: Float64Array,
  { i, j, count }: { i: number; j: number; count: number },
  { c, up, down }: Turn,
): void {
  for (let k = 0; k < count; k++) {
    const [a, b] = [rows[i + k], rows[j + k]];
    rows[i + k] = c * a - up * b;
    rows[j + k] = down * a + c * b;
  }
}
