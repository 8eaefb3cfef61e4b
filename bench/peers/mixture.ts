/** A seeded mixture of Gaussians, and the noise level that it is looked at with. */
import { float64 } from "../../src/kernels/shared.ts";
import { createRng } from "../../src/random/rng.ts";
import { veLevel } from "../../src/schedule/noise-level.ts";

const COMPONENTS = 20;
const APART = 3;

/** Dimensions, ridge dimension and noise level. */
export const MIXTURE = { d: 16, dim: 4, level: veLevel(1) } as const;

/** n points, n × 16: centres N(0, 9), spread 1. */
export function mixture(n: number): Float64Array {
  const { d } = MIXTURE;
  const rng = createRng(0);
  const centres = rng.split("centres").normals(COMPONENTS * d);
  const data = float64(n * d);
  rng.split("points").normalsInto(data);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j++) data[i * d + j] += APART * centres[(i % COMPONENTS) * d + j];
  return data;
}
