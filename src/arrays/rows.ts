/** Rows of flat, row-major matrices. */

/** Rows of a matrix with d columns, in the order asked for. */
export function takeRows(data: Float64Array, rows: ArrayLike<number>, d: number): Float64Array {
  const out = new Float64Array(rows.length * d);
  for (let i = 0; i < rows.length; i++) out.set(data.subarray(rows[i] * d, (rows[i] + 1) * d), i * d);
  return out;
}

/** The rows of matrices that have as many columns, one matrix after the other. */
export function joinRows(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Squared distance of a row to a point, added up in the order of the columns. */
export function squareToRow(
  { data, d }: { readonly data: Float64Array; readonly d: number },
  row: number,
  point: Float64Array,
): number {
  const at = row * d;
  let sum = 0;
  for (let j = 0; j < d; j++) {
    const u = data[at + j] - point[j];
    sum += u * u;
  }
  return sum;
}

/** The mean of each of d columns. */
export function columnMeans(data: Float64Array, d: number): Float64Array {
  const n = data.length / d;
  const mean = new Float64Array(d);
  for (let i = 0; i < data.length; i++) mean[i % d] += data[i] / n;
  return mean;
}

/** Mean square distance of the rows from their mean. */
export function squareSpread(data: Float64Array, d: number): number {
  const mean = columnMeans(data, d);
  return data.reduce((sum, value, i) => sum + (value - mean[i % d]) ** 2, 0) / (data.length / d);
}

/** At most `count` of the items, evenly spread, first and last among them. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]);
}

/** `count` numbers from `from` to `to`, evenly spaced in log. */
export function logSpaced(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));
}
