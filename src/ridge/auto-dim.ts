/** Automatic ridge dimension: the largest gap in the median spectrum of C / h (THEORY.md section 3). */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { DENSE_LIMIT, geometry } from "../density/geometry.ts";
import { sampleDensity } from "../density/sample-density.ts";
import type { Rng } from "../random/rng.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";

/** A ridge dimension chosen by the largest gap of the spectrum (THEORY.md section 3). */
export interface AutoDim {
  /** The chosen ridge dimension k. */
  readonly dim: number;
  /** Median over draws of p_t of each eigenvalue of C / h, descending: what the choice was made from. */
  readonly spectrum: Float64Array;
  /** spectrum[k-1] - spectrum[k]. */
  readonly gap: number;
}

/**
 * Chooses k from the median spectrum of `C / h` at `count` draws of p_t. Normal directions have C / h near 0.
 * Above 256 dimensions only the leading `maxDim + 1` values are looked at.
 * @example
 * const line = createDensity(kernels, { data: Float64Array.of(-3, 0, 0, 3, 0, 0), n: 2, d: 3 });
 * (await autoDim(line, veLevel(3), { rng })).dim; // → 1
 */
export async function autoDim(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { rng, count = 256, maxDim = 64 }: { rng: Rng; count?: number; maxDim?: number },
): Promise<AutoDim> {
  const { d } = density;
  const { x } = sampleDensity(density, level, { count, rng });
  const found = await geometry(density, level, { x, dim: Math.min(d - 1, d > DENSE_LIMIT ? maxDim : d - 1) });
  const spectrum = Float64Array.from({ length: found.width }, (_, j) =>
    median(
      Float64Array.from(
        { length: count },
        (_, q) => found.eigenvalues[q * found.width + j] * level.variance + 1,
      ),
    ),
  );
  let dim = 0;
  let gap = -Infinity;
  for (let k = 1; k < Math.min(d, found.width); k++) {
    if (spectrum[k - 1] - spectrum[k] > gap) [dim, gap] = [k, spectrum[k - 1] - spectrum[k]];
  }
  return { dim, spectrum, gap };
}

function median(values: Float64Array): number {
  const sorted = values.sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
}
