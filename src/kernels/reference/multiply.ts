/** Specification of the matrix product: three loops. */
import type { MultiplyRequest } from "../kernels.ts";

/** See `Kernels.multiply`. */
export function referenceMultiply(request: MultiplyRequest): Float64Array {
  const { a, b, rows, inner, columns, transposeA = false, transposeB = false } = request;
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let k = 0; k < inner; k++) {
        total +=
          a[transposeA ? k * rows + i : i * inner + k] * b[transposeB ? j * inner + k : k * columns + j];
      }
      out[i * columns + j] = total;
    }
  }
  return out;
}
