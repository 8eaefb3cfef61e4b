/** Newton distances to ridges of several dimensions from one geometry: the smaller k add what is tangent in the larger. */
import { dot } from "../arrays/vectors.ts";
import type { Geometry } from "../density/geometry.ts";

/**
 * |δ| for each k of `dims` (none above the geometry's own), M each; NaN where a normal eigenvalue is not negative.
 * @example
 * const at = await geometry(twoModes, veLevel(5), { x: Float64Array.of(0, 1), dim: 1 });
 * newtonDistances(at, [1, 0]).map(([distance]) => distance); // → [1, 1]
 */
export function newtonDistances(found: Geometry, dims: readonly number[]): Float64Array[] {
  const out = dims.map(() => new Float64Array(found.m));
  for (let q = 0; q < found.m; q++) {
    const squares = squaresOf(found, q);
    dims.forEach((k, i) => {
      const defined = found.eigenvalues[q * found.width + k] < 0;
      out[i][q] = defined ? Math.sqrt(squares[k]) : NaN;
    });
  }
  return out;
}

/** |δ|² for k = 0 … dim at one point. */
function squaresOf({ d, dim, width, tangent, eigenvalues, score, newtonDistance }: Geometry, q: number) {
  const squares = new Float64Array(dim + 1);
  squares[dim] = newtonDistance[q] ** 2;
  const s = score.subarray(q * d, (q + 1) * d);
  for (let k = dim - 1; k >= 0; k--) {
    // A direction that is not resolved is a row of zeros here, and in δ of every k already.
    const v = tangent.subarray((q * dim + k) * d, (q * dim + k + 1) * d);
    squares[k] = squares[k + 1] + (dot(v, s) / eigenvalues[q * width + k]) ** 2;
  }
  return squares;
}
