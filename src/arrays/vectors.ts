/** Vectors as Float64Array. */

/** a · b, of the same length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

/** out += factor v, of the same length. */
export function addScaled(out: Float64Array, factor: number, v: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j] += factor * v[j];
}

/** |a - b|², of the same length. */
export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] - b[j]) ** 2;
  return sum;
}

/** Euclidean length, safe against overflow and underflow of the squares. */
export function norm(v: Float64Array): number {
  let most = 0;
  for (const value of v) most = Math.max(most, Math.abs(value));
  if (!(most > 1e-140 && most < 1e140)) {
    if (most === 0 || !Number.isFinite(most)) return most;
    let scaled = 0;
    for (const value of v) scaled += (value / most) ** 2;
    return most * Math.sqrt(scaled);
  }
  return Math.sqrt(dot(v, v));
}
