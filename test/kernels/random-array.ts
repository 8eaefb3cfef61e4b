/** Seeded numbers for kernel tests, in [-1/2, 1/2): a small linear congruential generator. */
export function randomArray(length: number, seed: number): Float64Array {
  let state = (seed * 2654435761) >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

/** m symmetric n × n matrices. */
export function randomSymmetric(m: number, n: number, seed: number): Float64Array {
  const out = randomArray(m * n * n, seed);
  for (let q = 0; q < m; q++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) out[q * n * n + i * n + j] = out[q * n * n + j * n + i];
    }
  }
  return out;
}

/** Largest absolute difference. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Number.NaN;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

/** Whether two arrays hold the same bits. */
export function sameBytes(a: Float64Array, b: Float64Array): boolean {
  const bytes = (x: Float64Array) => Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  return a.length === b.length && bytes(a).equals(bytes(b));
}
