/** Points that are made from the data and are not of it: what a test of "on the ridge" should reject. */
import { columnMeans, takeRows } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { alongSpan, type Span } from "../density/span.ts";
import type { Rng } from "../random/rng.ts";

/** What the power of a test is measured on, in words. */
export const ALTERNATIVES = {
  gaussian: "a Gaussian fit",
  averages: "pair averages",
  mean: "the mean with 1 % noise",
  noise: "training points with noise of the nearest-neighbour size",
} as const;

/** The name of an alternative. */
export type AlternativeName = keyof typeof ALTERNATIVES;

/** Points of each alternative, and points far from all data, count × d each. */
export type AlternativePoints = Readonly<Record<AlternativeName | "far", Float64Array>>;

/** Training points whose covariance a Gaussian has. */
const FITTED = 4000;
/** Distances of the far points from the mean, in root mean square distances of the data, in turn. */
const FAR = [3, 30];

/** How alternatives are drawn. */
export interface AlternativeOptions {
  readonly count: number;
  /** The typical nearest-neighbour distance. */
  readonly spacing: number;
  /** Where they stay; default: anywhere. */
  readonly span?: Span | undefined;
  readonly rng: Rng;
}

/** Draws `count` points of each alternative in the data's units. */
export async function drawAlternatives(
  { kernels, data, n, d }: EmpiricalDensity,
  { count, spacing, span, rng }: AlternativeOptions,
): Promise<AlternativePoints> {
  const rows = rng.split("fitted").permutation(n).subarray(0, FITTED);
  const { mean, centred, radius } = centre(takeRows(data, rows, d), d);
  const draw = (name: string) => takeRows(data, rng.split(name).integers(count, n), d);
  const normals = (name: string) => {
    const z = rng.split(name).normals(count * d);
    return span ? alongSpan(span, z) : z;
  };
  const rank = span?.rank ?? d;
  const about = (offset: Float64Array) => offset.map((value, i) => mean[i % d] + value);
  // Sums of the centred points with standard normal weights have their covariance.
  const weights = rng.split("weights").normals(count * rows.length);
  const sums = await kernels.multiply({
    a: weights.map((z) => z / Math.sqrt(Math.max(rows.length - 1, 1))),
    b: centred,
    rows: count,
    inner: rows.length,
    columns: d,
  });
  const other = draw("other");
  const noise = normals("noise");
  return {
    gaussian: about(sums),
    averages: draw("one").map((value, i) => (value + other[i]) / 2),
    mean: about(normals("mean").map((z) => (0.01 * radius * z) / Math.sqrt(rank))),
    noise: draw("origin").map((value, i) => value + (spacing * noise[i]) / Math.sqrt(rank)),
    far: about(
      onSpheres(
        normals("far"),
        d,
        FAR.map((factor) => factor * radius),
      ),
    ),
  };
}

function centre(data: Float64Array, d: number) {
  const n = data.length / d;
  const mean = columnMeans(data, d);
  const centred = data.map((value, i) => value - mean[i % d]);
  return { mean, centred, radius: Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / n) };
}

/** Rows brought to the length of the radii, in turn. */
function onSpheres(rows: Float64Array, d: number, radii: readonly number[]): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i * d < rows.length; i++) {
    const row = rows.subarray(i * d, (i + 1) * d);
    const factor = radii[i % radii.length] / Math.hypot(...row);
    out.set(
      row.map((value) => factor * value),
      i * d,
    );
  }
  return out;
}
