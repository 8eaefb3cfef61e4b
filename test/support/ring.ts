import { createRng } from "../../src/random/rng.ts";

/** Points on a noisy circle in the first two of five dimensions. */
export function ring(count: number, noise: number, key: string): Float64Array {
  const rng = createRng(11).split(key);
  const angles = rng.split("angle").uniforms(count);
  const z = rng.split("noise").normals(count * 5);
  return z.map((value, i) => {
    const angle = 2 * Math.PI * angles[Math.floor(i / 5)];
    return [Math.cos(angle), Math.sin(angle), 0, 0, 0][i % 5] + noise * value;
  });
}
