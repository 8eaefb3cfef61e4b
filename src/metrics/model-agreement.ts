/**
 * Do two models trained on disjoint halves of the data make the same samples from the same noise (Kadkhodaie et al.,
 * arXiv 2310.02557)? Where they agree more with each other than with their data, they have generalised.
 */
import { expected } from "../errors/argument-error.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Rng } from "../random/rng.ts";
import { estimateQuantities } from "./quantity.ts";
import type { Estimate } from "./statistics.ts";

/** Samples of both models from the same noise, row by row, and the halves that they were trained on. */
export interface AgreementInput {
  readonly d: number;
  /** M × d each. */
  readonly samples: readonly [Float64Array, Float64Array];
  readonly train: readonly [Float64Array, Float64Array];
}

/** Distances per pair of samples, M each, and their summary. */
export interface Agreement {
  /** Between the two samples of a pair. */
  readonly pairDistance: Float64Array;
  /** From each model's sample to the nearest point of its own half. */
  readonly nearest: readonly [Float64Array, Float64Array];
  /** Share of pairs that are nearer to each other than either is to its half (equality does not count). */
  readonly agreeing: Estimate;
  readonly meanPairDistance: Estimate;
  readonly meanNearest: Estimate;
}

/**
 * Measures the agreement of two models; intervals draw pairs again.
 * @throws RangeError if the two do not have equally many samples
 * @example
 * const samples = [Float64Array.of(0, 5), Float64Array.of(0.1, 9)] as const;
 * const train = [Float64Array.of(1, 4), Float64Array.of(-1, 8)] as const;
 * // 0.1 apart and at least 1 from the data; 4 apart and 1 from the data
 * (await modelAgreement(kernels, { d: 1, samples, train }, rng)).agreeing.value; // → 0.5
 */
export async function modelAgreement(
  kernels: Kernels,
  { d, samples, train }: AgreementInput,
  rng: Rng,
): Promise<Agreement> {
  const [first, second] = samples;
  if (first.length !== second.length || first.length === 0 || first.length % d !== 0)
    throw expected("samples", "as many of both models", `${first.length / d} and ${second.length / d}`);
  const m = first.length / d;
  const nearest: Float64Array[] = [];
  for (const which of [0, 1] as const) {
    const points = { data: train[which], n: train[which].length / d, d };
    nearest.push((await kernels.neighbours({ points, queries: samples[which], m, count: 1 })).distance);
  }
  const [toFirst, toSecond] = nearest as [Float64Array, Float64Array];
  const pairDistance = rowDistances(first, second, d);
  const over = "generated" as const;
  const agreeing = pairDistance.map((value, q) => (value < Math.min(toFirst[q], toSecond[q]) ? 1 : 0));
  const found = estimateQuantities(
    [
      { name: "agreeing", over, rows: agreeing, share: true },
      { name: "pair", over, rows: pairDistance },
      { name: "nearest", over, rows: toFirst.map((value, q) => 0.5 * (value + toSecond[q])) },
    ],
    rng,
  );
  return {
    pairDistance,
    nearest: [toFirst, toSecond],
    agreeing: found["agreeing"],
    meanPairDistance: found["pair"],
    meanNearest: found["nearest"],
  };
}

function rowDistances(a: Float64Array, b: Float64Array, d: number): Float64Array {
  return Float64Array.from({ length: a.length / d }, (_, q) => {
    let square = 0;
    for (let j = 0; j < d; j++) square += (a[q * d + j] - b[q * d + j]) ** 2;
    return Math.sqrt(square);
  });
}
