/** All metrics of one set of points against the training points, before their intervals. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { authenticSamples } from "./authenticity.ts";
import { calibratedDistances } from "./calibrated-distance.ts";
import { energyDistanceQuantity } from "./energy-distance.ts";
import { frechetQuantity } from "./frechet.ts";
import { kernelDistanceQuantity } from "./kernel-distance.ts";
import { nearestRatioQuantities, nearestRatios } from "./nearest-ratio.ts";
import { precisionRecallQuantities } from "./precision-recall.ts";
import type { Quantity } from "./quantity.ts";
import { responsibilities } from "./responsibilities.ts";
import { passQueries, type QueryPass, type TrainPass } from "./shared-pass.ts";
import { slicedWassersteinQuantity } from "./sliced-wasserstein.ts";
import { vendiQuantity } from "./vendi.ts";

/** What every set is measured against. */
export interface Yardstick {
  readonly density: EmpiricalDensity;
  readonly train: TrainPass;
  /** Rank of the neighbour that sets the radius of balls. */
  readonly k: number;
  /** Training points of the kernel distance, and the mean of the kernel over their pairs. */
  readonly kernelRows: Float64Array;
  readonly kernelMean: number;
  readonly level: NoiseLevel | undefined;
  /** Chooses the directions of the sliced distance. */
  readonly rng: Rng;
}

/** One set, measured. */
export interface MeasuredSet {
  readonly pass: QueryPass;
  readonly quantities: readonly Quantity[];
  /** By name, one number a point. */
  readonly perSample: Readonly<Record<string, Float64Array>>;
}

/** Beyond so many dimensions Fréchet distance and Vendi score are left out: they need a matrix of that size. */
const DENSE_DIMENSIONS = 1024;

/** Measures the points `x`, m × d. What cannot be computed of these sizes is left out. */
export async function measureSet(x: Float64Array, yardstick: Yardstick): Promise<MeasuredSet> {
  const { density, train, k } = yardstick;
  const m = x.length / density.d;
  const pass = await passQueries(density.kernels, train, { queries: x, k });
  const ratios = nearestRatios(pass);
  const calibrated = calibratedDistances(pass);
  const authentic = authenticSamples(pass, train);
  const balls = precisionRecallQuantities(train, pass, k);
  const perSample = {
    nearest_distance: Float64Array.from({ length: m }, (_, q) => pass.distance[q * pass.count]),
    nearest_ratio: ratios,
    calibrated_distance: calibrated,
    authentic,
    training_balls: Float64Array.from(pass.inside),
    ...(yardstick.level && (await weightsOf(x, yardstick.level, density))),
  };
  const quantities: Quantity[] = [
    ...nearestRatioQuantities(ratios),
    { name: "calibrated_distance", over: "generated", rows: calibrated },
    { name: "authentic_fraction", over: "generated", rows: authentic, share: true },
    ...balls.filter(({ name }) => m > k || !name.startsWith("recall")),
    ...(await qualityQuantities(x, yardstick, pass)),
    ...Object.entries(perSample)
      .filter(([name]) => WEIGHTS.includes(name))
      .map(([name, rows]) => ({ name, over: "generated" as const, rows })),
  ];
  return { pass, quantities, perSample };
}

const WEIGHTS = ["local_dimension", "max_responsibility", "effective_size", "inverse_square_size"];

async function weightsOf(
  x: Float64Array,
  level: NoiseLevel,
  density: EmpiricalDensity,
): Promise<Record<string, Float64Array>> {
  const scaled = x.map((value) => level.scale * value);
  const found = await responsibilities(density, scaled, level);
  return {
    local_dimension: found.localDimension,
    max_responsibility: found.largest,
    effective_size: found.entropySize,
    inverse_square_size: found.inverseSquare,
  };
}

/** How well the whole set resembles the training points; needs at least two points. */
async function qualityQuantities(
  generated: Float64Array,
  { density, train, kernelRows, kernelMean, rng }: Yardstick,
  pass: QueryPass,
): Promise<Quantity[]> {
  const { kernels, d, data } = density;
  if (generated.length < 2 * d) return [];
  const sets = { train: data, generated, d };
  const dense = d <= DENSE_DIMENSIONS;
  return [
    ...(dense ? [await frechetQuantity(kernels, sets)] : []),
    await kernelDistanceQuantity(kernels, { ...sets, train: kernelRows, trainMean: kernelMean }),
    energyDistanceQuantity(train, pass),
    await slicedWassersteinQuantity(kernels, sets, { rng: rng.split("sliced") }),
    ...(dense ? [await vendiQuantity(kernels, generated, d)] : []),
  ];
}
