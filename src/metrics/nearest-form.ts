/**
 * Which closed form a model is nearest to, sample by sample: both start from the same noise and take the same steps, as M. Kamb
 * and S. Ganguli compare networks with their score machines (arXiv 2412.20292). Samples from other noise are the baseline.
 */
import { dot } from "../arrays/vectors.ts";
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import { bootstrapEstimate, type Estimate, fractionEstimate, median } from "./statistics.ts";

/** Samples of a model and of closed forms, row by row from the same noise. */
export interface NearestFormInput {
  readonly d: number;
  /** M × d. */
  readonly samples: Float64Array;
  /** Mean of the training points, d: correlations are about it. */
  readonly mean: Float64Array;
  /** M × d each. */
  readonly forms: readonly { readonly name: string; readonly samples: Float64Array }[];
}

/** How near the model is to one closed form. */
export interface FormAgreement {
  readonly name: string;
  /** RMS over the coordinates of the difference of the two samples, M. */
  readonly distance: Float64Array;
  /** The median of that to the form's samples from other noise, M. */
  readonly shuffled: Float64Array;
  /** r² of the two samples, M: of r = cos of the angle between them as seen from the training mean, 0 where r < 0. */
  readonly r2: Float64Array;
  readonly medianDistance: Estimate;
  readonly medianShuffled: Estimate;
  readonly medianR2: Estimate;
  /** The median of r² with the form's samples from other noise. */
  readonly shuffledR2: number;
  /** Share of the samples for which it is the nearest. */
  readonly share: Estimate;
  /** That share where the form's samples are those of other noise. */
  readonly chance: number;
}

/** Which form is the nearest. */
export interface NearestForms {
  readonly forms: readonly FormAgreement[];
  /** Index of the nearest form of each sample, -1 where none is nearer than half of its samples from other noise are, M. */
  readonly nearest: Int32Array;
  /** Share of the latter. */
  readonly undecided: Estimate;
}

/** Samples of other noise that each is compared with, at most. */
const MOST_OTHERS = 50;

/**
 * Compares a model with closed forms; intervals draw samples again, those of shares are Wilson's.
 * @throws RangeError unless all have the same number of samples, and at least 2
 * @example
 * const samples = Float64Array.of(1, 5, 9);
 * const forms = [{ name: "close", samples: Float64Array.of(1.1, 5.1, 9.1) }, { name: "far", samples: Float64Array.of(2, 6, 8) }];
 * const found = nearestForms({ d: 1, samples, mean: Float64Array.of(5), forms }, rng);
 * found.nearest; // → [0, 0, 0]
 * found.forms[1].medianDistance.value; // → 1
 */
export function nearestForms(input: NearestFormInput, rng: Rng): NearestForms {
  const m = requireSamples(input);
  const others = otherRows(m, rng.split("others"));
  const measured = input.forms.map(({ name, samples }) => ({ name, ...compare(input, samples, others) }));
  const nearest = nearestOf(m, measured, ({ distance }) => distance);
  const byChance = nearestOf(m, measured, ({ other }) => other);
  const count = (labels: Int32Array, which: number) => labels.filter((label) => label === which).length;
  const medianOf = (name: string, values: Float64Array) =>
    bootstrapEstimate(m, (rows) => median(Array.from(rows, (row) => values[row])), { rng: rng.split(name) });
  return {
    forms: measured.map(({ name, distance, shuffled, r2, shuffledR2 }, i) => ({
      name,
      distance,
      shuffled,
      r2,
      medianDistance: medianOf("distance", distance),
      medianShuffled: medianOf("shuffled", shuffled),
      medianR2: medianOf("r2", r2),
      shuffledR2,
      share: fractionEstimate(count(nearest, i), m),
      chance: count(byChance, i) / m,
    })),
    nearest,
    undecided: fractionEstimate(count(nearest, -1), m),
  };
}

function requireSamples({ d, samples, forms }: NearestFormInput): number {
  const m = samples.length / d;
  if (!(Number.isInteger(m) && m >= 2)) throw expected("samples", "at least 2 rows", m);
  for (const form of forms)
    if (form.samples.length !== samples.length)
      throw expected("forms", `${m} samples of ${form.name}`, form.samples.length / d);
  return m;
}

/** For each sample the rows of others, each of them as often: the next ones of an order drawn at random. */
function otherRows(m: number, rng: Rng): Int32Array[] {
  const order = rng.permutation(m);
  const place = new Int32Array(m);
  order.forEach((row, i) => {
    place[row] = i;
  });
  const count = Math.min(MOST_OTHERS, m - 1);
  return Array.from({ length: m }, (_, q) =>
    Int32Array.from({ length: count }, (_, k) => order[(place[q] + k + 1) % m]),
  );
}

/** One form's samples beside the model's. */
interface Compared {
  readonly distance: Float64Array;
  /** Distance to one sample of other noise. */
  readonly other: Float64Array;
  readonly shuffled: Float64Array;
}

function compare({ d, samples, mean }: NearestFormInput, form: Float64Array, others: readonly Int32Array[]) {
  const gap = (q: number, row: number) => {
    let square = 0;
    for (let j = 0; j < d; j++) square += (samples[q * d + j] - form[row * d + j]) ** 2;
    return Math.sqrt(square / d);
  };
  const from = (rows: Float64Array, q: number) => mean.map((value, j) => rows[q * d + j] - value);
  const square = (q: number, row: number) => squaredCosine(from(samples, q), from(form, row));
  const each = (of: (rows: Int32Array, q: number) => number) => Float64Array.from(others, of);
  return {
    distance: each((_, q) => gap(q, q)),
    other: each(([row], q) => gap(q, row)),
    shuffled: each((rows, q) => median(Array.from(rows, (row) => gap(q, row)))),
    r2: each((_, q) => square(q, q)),
    shuffledR2: median(each((rows, q) => median(Array.from(rows, (row) => square(q, row))))),
  };
}

function squaredCosine(a: Float64Array, b: Float64Array): number {
  const size = Math.sqrt(dot(a, a) * dot(b, b));
  return size > 0 ? Math.max(0, dot(a, b) / size) ** 2 : 0;
}

/** The form with the least of some distance among those that are nearer than half of their samples from other noise are. */
function nearestOf(
  m: number,
  forms: readonly Compared[],
  distanceOf: (form: Compared) => Float64Array,
): Int32Array {
  return Int32Array.from({ length: m }, (_, q) => {
    let [best, least] = [-1, Infinity];
    forms.forEach((form, i) => {
      const distance = distanceOf(form)[q];
      if (distance < form.shuffled[q] && distance < least) [best, least] = [i, distance];
    });
    return best;
  });
}
