import { describe, expect, test } from "vitest";
import { INTER_MODE, MEMORISED, OFF_RIDGE } from "../../src/diagnosis/classes.ts";
import { outcomeCurves, type SettingSamples } from "../../src/diagnosis/outcome-curves.ts";
import type { OutcomeName, OutcomeSamples } from "../../src/diagnosis/outcomes.ts";
import { fractionEstimate } from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";

const options = { rng: createRng(3), resamples: 400 };

function model(labels: readonly number[], distances: readonly number[]): OutcomeSamples {
  return { labels: Uint8Array.from(labels), ridgeDistance: Float64Array.from(distances) };
}

const [M, I, O] = [MEMORISED, INTER_MODE, OFF_RIDGE];

function sweep(...settings: (readonly [value: number, ...models: OutcomeSamples[]])[]): SettingSamples {
  return {
    rest: 1,
    values: settings.map(([value]) => value),
    samples: settings.map(([, ...models]) => models),
  };
}

const effect = (one: SettingSamples, name: OutcomeName) => outcomeCurves(one, options)[name];

describe("curves of outcomes", () => {
  test("count classes over all replicates, with Wilson's intervals", () => {
    const curves = outcomeCurves(
      sweep([1, model([M, M, I, O], [0, 0, 0, 9]), model([M, O, O, O], [0, 9, 9, 9])]),
      options,
    );
    expect(curves.memorised.estimates).toEqual([fractionEstimate(3, 8)]);
    expect(curves.inter_mode.estimates).toEqual([fractionEstimate(1, 8)]);
    expect(curves.off_ridge.estimates).toEqual([fractionEstimate(4, 8)]);
    expect(curves.memorised_share.estimates).toEqual([fractionEstimate(3, 4)]);
  });
});

describe("changes of outcomes", () => {
  const count = 60;
  const spread = Array.from({ length: count }, (_, i) => 1 + (i % 7));

  test("are paired: a change that every sample shares has no spread", () => {
    const labels = Array.from({ length: count }, () => O);
    const one = sweep(
      [0.5, model(labels, spread)],
      [
        1,
        model(
          labels,
          spread.map((value) => value / 2),
        ),
      ],
      [
        4,
        model(
          labels,
          spread.map((value) => value / 4),
        ),
      ],
    );
    const { change, againstRest, rank } = effect(one, "median_distance");
    expect(change).toEqual({ value: -0.75, low: -0.75, high: -0.75, notAbove: 1, notBelow: 1 / 401 });
    expect(againstRest).toEqual([
      { value: 0.5, change: { value: 1, low: 1, high: 1, notAbove: 1 / 401, notBelow: 1 } },
      { value: 4, change: { value: -0.5, low: -0.5, high: -0.5, notAbove: 1, notBelow: 1 / 401 } },
    ]);
    expect(rank).toBe(-1);
    expect(effect(one, "off_ridge").change.value).toBe(0);
  });

  test("of shares are differences, and their intervals hold the value", () => {
    const half = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? M : I));
    const more = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? I : M));
    const one = sweep([1, model(half, spread)], [4, model(more, spread)]);
    const { change, rank } = effect(one, "memorised_share");
    expect(change.value).toBeCloseTo(2 / 3 - 1 / 2, 12);
    expect(change.low).toBeLessThan(change.value);
    expect(change.high).toBeGreaterThan(change.value);
    expect(change.high - change.low).toBeLessThan(0.5);
    expect(rank).toBe(1);
    expect(effect(one, "inter_mode").change.value).toBeCloseTo(1 / 3 - 1 / 2, 12);
  });

  test("are found in each replicate, and replicates that disagree widen the interval", () => {
    const labels = Array.from({ length: count }, () => O);
    const times = (factor: number) =>
      model(
        labels,
        spread.map((value) => factor * value),
      );
    const one = sweep([1, times(1), times(1)], [4, times(0.5), times(2)]);
    const { each, change } = effect(one, "rms_distance");
    expect(each).toEqual([-0.5, 1]);
    expect(change.low).toBeCloseTo(-0.5, 12);
    expect(change.high).toBeCloseTo(1, 12);
  });

  test("of a setting with one value are none", () => {
    const { change, againstRest } = effect(sweep([1, model([M, I], [1, 2])]), "memorised");
    expect(change).toEqual({ value: 0, low: 0, high: 0, notAbove: 1, notBelow: 1 });
    expect(againstRest).toEqual([]);
  });
});
