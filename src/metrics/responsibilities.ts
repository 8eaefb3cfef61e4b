/** How the weight of the posterior is shared among training points, w = softmax(-|x - a x_i|² / 2h) (THEORY.md section 1). */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { type Posterior, posterior } from "../density/posterior.ts";
import { type NoiseLevel, ouLevel } from "../schedule/noise-level.ts";
import { sampleMetric } from "./sample-metric.ts";
import { mean } from "./statistics.ts";

/** One number a point each, M. */
export interface Responsibilities {
  /** max w_i: 1 where one training point has all the weight; duplicates share theirs. */
  readonly largest: Float64Array;
  /** N_eff = exp(-Σ w log w). */
  readonly entropySize: Float64Array;
  /** 1 / Σ w². */
  readonly inverseSquare: Float64Array;
  /** Σ w_i |x - a x_i|² / h: FLIPD of the exact score. */
  readonly localDimension: Float64Array;
}

/**
 * Responsibilities at the points x (M × d, noised scale).
 * @example
 * // midway, both points share the weight
 * const { largest, entropySize } = await responsibilities(twoModes, Float64Array.of(0, 0), veLevel(1));
 * [largest[0], entropySize[0]]; // → [0.5, 2]
 */
export async function responsibilities(
  density: EmpiricalDensity,
  x: Float64Array,
  level: NoiseLevel,
): Promise<Responsibilities> {
  return responsibilitiesFrom(await posterior(density, level, { x }), density, level);
}

/** The same from a posterior that is known already. */
export function responsibilitiesFrom(
  found: Posterior,
  { n, d }: EmpiricalDensity,
  { variance }: NoiseLevel,
): Responsibilities {
  const constant = Math.log(n) + 0.5 * d * Math.log(2 * Math.PI * variance);
  const largest = found.nearestDistance.map((distance, q) =>
    Math.min(1, Math.exp(-(distance * distance) / (2 * variance) - (found.logDensity[q] + constant))),
  );
  const { entropySize, effectiveSize: inverseSquare, localDimension } = found;
  return { largest, entropySize, inverseSquare, localDimension };
}

/** Means over the samples at one time. */
export interface ResponsibilityPoint {
  readonly time: number;
  readonly largest: number;
  readonly entropySize: number;
  readonly inverseSquare: number;
  readonly localDimension: number;
}

/**
 * Mean responsibilities of finished samples (M × d, the data's units; a x at each time) against OU time.
 * @example
 * const curve = await responsibilityCurve(twoModes, Float64Array.of(3, 0), [0.1, 10]);
 * curve.map(({ largest }) => largest); // → [1, 0.5]
 */
export async function responsibilityCurve(
  density: EmpiricalDensity,
  samples: Float64Array,
  times: readonly number[],
): Promise<ResponsibilityPoint[]> {
  const out: ResponsibilityPoint[] = [];
  for (const time of times) {
    const level = ouLevel(time);
    const found = await responsibilities(
      density,
      samples.map((value) => level.scale * value),
      level,
    );
    out.push({
      time,
      largest: mean(found.largest),
      entropySize: mean(found.entropySize),
      inverseSquare: mean(found.inverseSquare),
      localDimension: mean(found.localDimension),
    });
  }
  return out;
}

/** How the weight is shared at finished samples (the data's units) at the yardstick's noise level, where it has one. */
export const posteriorWeights = sampleMetric({
  group: "posterior",
  words: {
    local_dimension: {
      title: "local dimension",
      meaning: "of the smoothed data at the samples (FLIPD), mean",
    },
    max_responsibility: {
      title: "largest responsibility",
      meaning: "posterior weight of one training point, mean; 1: one has it all",
    },
    effective_size: {
      title: "N_eff",
      meaning: "training points that share the posterior weight (entropy), mean",
    },
    inverse_square_size: { title: "1 / Σw²", meaning: "the same by squares of the weights" },
  },
  measure: async ({ x }, { level, density }) => {
    if (!level) return undefined;
    const scaled = x.map((value) => level.scale * value);
    const found = await responsibilities(density, scaled, level);
    const rowsOf = (rows: Float64Array) => ({ over: "generated" as const, rows });
    return {
      metrics: {
        local_dimension: rowsOf(found.localDimension),
        max_responsibility: rowsOf(found.largest),
        effective_size: rowsOf(found.entropySize),
        inverse_square_size: rowsOf(found.inverseSquare),
      },
      perSample: {
        local_dimension: found.localDimension,
        max_responsibility: found.largest,
        effective_size: found.entropySize,
        inverse_square_size: found.inverseSquare,
      },
    };
  },
});
