/** Sliced Wasserstein-2 distance (Rabin et al. 2012; Bonneel et al. 2015) over seeded directions. */
import type { Kernels } from "../kernels/kernels.ts";
import type { Rng } from "../random/rng.ts";
import type { Quantity } from "./quantity.ts";
import { sampleMetric } from "./sample-metric.ts";
import { mean } from "./statistics.ts";

/** Directions projected at once. */
const BATCH = 16;

/**
 * sqrt of the mean over directions of W₂² between the projections, in the units of the data. Rows are its first-order
 * form over the samples (mean Kantorovich potentials); the directions stay.
 * @example
 * const sets = { train: Float64Array.of(0, 1), generated: Float64Array.of(2, 3), d: 1 };
 * quantityValue(await slicedWassersteinQuantity(kernels, sets, { rng })); // → 2
 */
export async function slicedWassersteinQuantity(
  kernels: Kernels,
  { train, generated, d }: { train: Float64Array; generated: Float64Array; d: number },
  { rng, directions = 128 }: { rng: Rng; directions?: number },
): Promise<Quantity> {
  const m = generated.length / d;
  const potential = new Float64Array(m);
  let square = 0;
  for (let start = 0; start < directions; start += BATCH) {
    const count = Math.min(BATCH, directions - start);
    const axes = unitVectors(rng, { start, count, d });
    const along = (x: Float64Array) =>
      kernels.multiply({ a: axes, b: x, rows: count, inner: d, columns: x.length / d, transposeB: true });
    const [ours, theirs] = [await along(generated), await along(train)];
    const n = train.length / d;
    for (let k = 0; k < count; k++) {
      const slice = transport(ours.subarray(k * m, (k + 1) * m), theirs.slice(k * n, (k + 1) * n).sort());
      square += slice.square / directions;
      for (let q = 0; q < m; q++) potential[q] += slice.potential[q] / directions;
    }
  }
  const centre = mean(potential);
  const rows = potential.map((one) => square + one - centre);
  const finish = (value: number) => Math.sqrt(Math.max(0, value));
  return { name: "sliced_wasserstein", over: "generated", rows, pseudo: rows, finish };
}

/** Independent of how many directions are asked for. */
function unitVectors(
  rng: Rng,
  { start, count, d }: { start: number; count: number; d: number },
): Float64Array {
  const out = new Float64Array(count * d);
  for (let k = 0; k < count; k++) {
    const row = rng.split("direction", start + k).normals(d);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    out.set(
      row.map((value) => value / length),
      k * d,
    );
  }
  return out;
}

/**
 * W₂² between the values x and the ascending values y, whatever their numbers (quantile coupling), and the potential φ
 * of x with φ' = 2 (x - T(x)), 0 at the least x: the derivative of W₂² by the weight of each value, up to a constant.
 */
export function transport(x: Float64Array, y: Float64Array): { square: number; potential: Float64Array } {
  const [m, n] = [x.length, y.length];
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a] - x[b] || a - b);
  const potential = new Float64Array(m);
  let [square, j, value, gapBefore] = [0, 0, 0, 0];
  for (let i = 0; i < m; i++) {
    const at = x[order[i]];
    let gap = 0; // x - T(x), T the mean of what x is coupled with
    // Quantiles in units of 1/(mn), exact: x holds [i n, (i+1) n), y_j holds [j m, (j+1) m).
    for (let from = i * n; from < (i + 1) * n; ) {
      const to = Math.min((i + 1) * n, (j + 1) * m);
      const width = (to - from) / (m * n);
      square += width * (at - y[j]) ** 2;
      gap += m * width * (at - y[j]);
      from = to;
      if (to === (j + 1) * m) j++;
    }
    if (i > 0) value += (at - x[order[i - 1]]) * (gap + gapBefore);
    potential[order[i]] = value;
    gapBefore = gap;
  }
  return { square, potential };
}

/** Sliced Wasserstein distance from the training points. */
export const slicedWasserstein = sampleMetric({
  group: "quality",
  words: {
    sliced_wasserstein: {
      title: "sliced W₂",
      meaning: "transport distance over 128 directions, data units",
    },
  },
  fewestPoints: 2,
  measure: async ({ x: generated }, { density: { kernels, data: train, d }, rng }) => {
    const directions = { rng: rng.split("sliced") };
    const distance = await slicedWassersteinQuantity(kernels, { train, generated, d }, directions);
    return { metrics: { sliced_wasserstein: distance } };
  },
});
