/** The times of generation that follow from the data alone, whatever the model: speciation and collapse (docs/theory.md section 11). */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import { type CollapseTimes, collapseTimes } from "./collapse.ts";
import {
  type RidgeSpeciation,
  ridgeSpeciation,
  type SpectralSpeciation,
  spectralSpeciation,
} from "./speciation.ts";

/** When the data's structure shows, and when their points take over; OU times, NaN where undefined. */
export interface Regimes {
  readonly spectral: SpectralSpeciation;
  readonly ridge: RidgeSpeciation;
  /** By the excess entropy, and by the posterior. */
  readonly collapse: CollapseTimes;
}

/**
 * All of them: {@link spectralSpeciation}, {@link ridgeSpeciation}, {@link collapseTimes}.
 * @example
 * const { spectral, ridge, collapse } = await measureRegimes(twoModes, { rng });
 * [spectral.time, ridge.time, collapse.excess.value]; // → [1.151, 1.151, 1.647]
 */
export async function measureRegimes(density: EmpiricalDensity, { rng }: { rng: Rng }): Promise<Regimes> {
  return {
    spectral: await spectralSpeciation(density),
    ridge: await ridgeSpeciation(density, { rng }),
    collapse: await collapseTimes(density, { rng }),
  };
}
