/**
 * Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020) with balls that reach to
 * the k-th nearest neighbour in the same set. Strict balls have no inside where k + 1 points are duplicates; so both
 * conventions are given: with the surface (≤) and without (<).
 */
import type { Quantity } from "./quantity.ts";
import { sampleMetric } from "./sample-metric.ts";
import type { QueryPass, TrainPass } from "./shared-pass.ts";
import { shareLost } from "./sole-holders.ts";

/**
 * precision: share of samples in some ball of a training point; density: balls of training points that hold a sample,
 * over k, on average; recall: share of training points in some ball of a sample; coverage: share of training points
 * whose ball holds a sample. All intervals are about samples: those of recall and coverage by what each holds alone.
 * @example
 * const [precision] = precisionRecallQuantities(trainPass, queryPass, 1);
 * // of balls of radius 6 about (±3, 0), (3, 1) is in one and (3, 7) in none
 * quantityValue(precision); // → 0.5
 */
export function precisionRecallQuantities(train: TrainPass, query: QueryPass, k: number): Quantity[] {
  const lost = (holders: Int32Array) => shareLost(holders, query.points.n);
  return [
    ...oneConvention(k, {
      suffix: "",
      counts: query.inside,
      back: query.reverse.inside,
      pseudo: [lost(query.holders.reaches), lost(query.holders.covers)],
      covered: train.radius.map((radius, i) => (query.reverse.nearest[i] <= radius ? 1 : 0)),
    }),
    ...oneConvention(k, {
      suffix: "_strict",
      counts: query.strictlyInside,
      back: query.reverse.strictlyInside,
      pseudo: [lost(query.holders.reachesStrictly), lost(query.holders.coversStrictly)],
      covered: train.radius.map((radius, i) => (query.reverse.nearest[i] < radius ? 1 : 0)),
    }),
  ];
}

interface Counts {
  readonly suffix: string;
  readonly counts: Int32Array;
  readonly back: Int32Array;
  readonly covered: Float64Array;
  /** Of recall and of coverage. */
  readonly pseudo: readonly [Float64Array, Float64Array];
}

function oneConvention(k: number, { suffix, counts, back, covered, pseudo }: Counts): Quantity[] {
  const some = (values: Int32Array) => Float64Array.from(values, (value) => (value > 0 ? 1 : 0));
  const ofTrain = { over: "train", share: true, bounds: [0, 1] } as const;
  return [
    { name: `precision${suffix}`, over: "generated", rows: some(counts), share: true },
    { name: `recall${suffix}`, ...ofTrain, rows: some(back), pseudo: pseudo[0] },
    { name: `density${suffix}`, over: "generated", rows: Float64Array.from(counts, (value) => value / k) },
    { name: `coverage${suffix}`, ...ofTrain, rows: covered, pseudo: pseudo[1] },
  ];
}

/** All four, with balls that reach to the yardstick's k-th neighbour; no recall of so few points that none has it. */
export const precisionRecall = sampleMetric({
  group: "fidelity",
  words: {
    precision: { title: "precision", meaning: "samples within reach of training points", share: true },
    recall: { title: "recall", meaning: "training points within reach of samples", share: true },
    density: {
      title: "density",
      meaning: "as precision, by how many training points; real points give about 1",
    },
    coverage: {
      title: "coverage",
      meaning: "training points with a sample in their neighbourhood",
      share: true,
    },
  },
  measure: ({ pass, m }, { train, k }) => {
    const quantities = precisionRecallQuantities(train, pass, k);
    const [precision, recall, density, coverage] = quantities
      .slice(0, 4)
      .map((quantity, i) => ({ ...quantity, strict: quantities[4 + i] }));
    return {
      metrics: { precision, recall: m > k ? recall : undefined, density, coverage },
      perSample: { training_balls: Float64Array.from(pass.inside) },
    };
  },
});
