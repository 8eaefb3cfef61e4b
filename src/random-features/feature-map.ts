/**
 * The frozen features of the random feature model: φ(W_x x + W_t ψ(t) + b), φ = ReLU, with harmonic time
 * features ψ. THEORY.md section 7. What is trained (A) is elsewhere.
 */
import { expected } from "../errors/argument-error.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Rng } from "../random/rng.ts";

/** Sizes of a feature map. */
export interface FeatureSizes {
  /** Number of features p and dimension d of the data. */
  readonly p: number;
  readonly d: number;
  /** Number K of harmonics of the horizon T in ψ. */
  readonly harmonics: number;
  /** T: the period of the first harmonic. */
  readonly horizon: number;
}

/** Frozen weights, row-major, and the output weights that training starts from. */
export interface FeatureMap extends FeatureSizes {
  /** W_x, p × d. */
  readonly spatial: Float64Array;
  /** W_t, p × (2K + 1). */
  readonly temporal: Float64Array;
  /** b, p. */
  readonly bias: Float64Array;
  /** A₀, d × p. */
  readonly initial: Float64Array;
}

/**
 * Draws W_x ~ N(0, 1/d), W_t ~ N(0, 1/(2K+1)), b ~ N(0, 1) and A₀ ~ N(0, 1).
 * @throws RangeError if a size is not positive
 * @example
 * drawFeatureMap({ p: 3, d: 2, harmonics: 1, horizon: 4 }, rng).temporal.length; // → 9
 */
export function drawFeatureMap(sizes: FeatureSizes, rng: Rng): FeatureMap {
  const { p, d } = sizes;
  const length = timeFeatureCount(sizes);
  return createFeatureMap(sizes, {
    spatial: scaled(rng.split("spatial").normals(p * d), 1 / Math.sqrt(d)),
    temporal: scaled(rng.split("temporal").normals(p * length), 1 / Math.sqrt(length)),
    bias: rng.split("bias").normals(p),
    initial: rng.split("initial").normals(d * p),
  });
}

/**
 * A feature map of given weights.
 * @throws RangeError if a size is not positive or an array does not have the length that the sizes ask for.
 * @example
 * const frozen = { spatial: Float64Array.of(1), temporal: Float64Array.of(0), bias: Float64Array.of(2) };
 * createFeatureMap({ p: 1, d: 1, harmonics: 0, horizon: 4 }, { ...frozen, initial: Float64Array.of(0) }).bias; // → [2]
 */
export function createFeatureMap(
  sizes: FeatureSizes,
  weights: Pick<FeatureMap, "spatial" | "temporal" | "bias" | "initial">,
): FeatureMap {
  const { p, d, harmonics, horizon } = sizes;
  requirePositive({ p, d, horizon });
  if (!Number.isInteger(harmonics) || harmonics < 0) {
    throw expected("harmonics", "a whole number", harmonics);
  }
  const lengths = { spatial: p * d, temporal: p * timeFeatureCount(sizes), bias: p, initial: d * p };
  for (const [name, length] of Object.entries(lengths)) {
    const found = weights[name as keyof typeof lengths].length;
    if (found !== length) throw expected(name, `${length} numbers`, found);
  }
  return { p, d, harmonics, horizon, ...weights };
}

/** 2K + 1: the length of ψ(t). */
function timeFeatureCount({ harmonics }: Pick<FeatureSizes, "harmonics">): number {
  return 2 * harmonics + 1;
}

/**
 * ψ(t) = [1, sin 2πt/T, cos 2πt/T, …, sin 2πKt/T, cos 2πKt/T] of each time, times.length × (2K + 1).
 * @example
 * // 1, and sine and cosine of a quarter of the period
 * timeFeatures({ harmonics: 1, horizon: 4 }, Float64Array.of(1)); // → [1, 1, 0]
 */
export function timeFeatures(
  { harmonics, horizon }: Pick<FeatureSizes, "harmonics" | "horizon">,
  times: Float64Array,
): Float64Array {
  const length = timeFeatureCount({ harmonics });
  const out = new Float64Array(times.length * length);
  times.forEach((time, row) => {
    out[row * length] = 1;
    for (let k = 1; k <= harmonics; k++) {
      const angle = (2 * Math.PI * k * time) / horizon;
      out[row * length + 2 * k - 1] = Math.sin(angle);
      out[row * length + 2 * k] = Math.cos(angle);
    }
  });
  return out;
}

/** W_t ψ(t) + b of each time, p × times.length. */
export async function hiddenBiases(
  kernels: Kernels,
  features: FeatureMap,
  times: Float64Array,
): Promise<Float64Array> {
  const { p, temporal, bias } = features;
  const out = await kernels.multiply({
    a: temporal,
    b: timeFeatures(features, times),
    transposeB: true,
    rows: p,
    inner: timeFeatureCount(features),
    columns: times.length,
  });
  for (let j = 0; j < p; j++) {
    for (let q = 0; q < times.length; q++) out[j * times.length + q] += bias[j];
  }
  return out;
}

/**
 * |w_j| of each row of W_x, and the rows divided by it.
 * @throws RangeError where a row is zero: such a feature does not see x.
 */
export function spatialDirections({ spatial, p, d }: FeatureMap): {
  norms: Float64Array;
  directions: Float64Array;
} {
  const norms = new Float64Array(p);
  const directions = new Float64Array(spatial);
  for (let j = 0; j < p; j++) {
    const row = directions.subarray(j * d, (j + 1) * d);
    norms[j] = Math.hypot(...row);
    if (!(norms[j] > 0)) throw expected("spatial", "no zero row", `one at ${j}`);
    for (let k = 0; k < d; k++) row[k] /= norms[j];
  }
  return { norms, directions };
}

function scaled(array: Float64Array, factor: number): Float64Array {
  for (let i = 0; i < array.length; i++) array[i] *= factor;
  return array;
}

function requirePositive(values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0 && value < Infinity)) {
      throw expected(name, "a positive number", value);
    }
  }
}
