import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { authenticSamples } from "../../src/metrics/authenticity.ts";
import { calibratedDistances } from "../../src/metrics/calibrated-distance.ts";
import { nearestRatioQuantities, nearestRatios } from "../../src/metrics/nearest-ratio.ts";
import { precisionRecallQuantities } from "../../src/metrics/precision-recall.ts";
import { quantityValue } from "../../src/metrics/quantity.ts";
import { passQueries, passTrain, type QueryPass, type TrainPass } from "../../src/metrics/shared-pass.ts";
import { createRng } from "../../src/random/rng.ts";
import * as naive from "./naive.ts";

const kernels = await createKernels({ threads: 2 });
const plain = await createKernels({ backend: "reference" });
afterAll(() => kernels.close());

async function pass(
  train: readonly number[],
  queries: readonly number[],
  { d = 1, k = 1, on = kernels } = {},
): Promise<{ train: TrainPass; query: QueryPass }> {
  const points = { data: Float64Array.from(train), n: train.length / d, d };
  const found = await passTrain(on, points, { k, rng: createRng(0) });
  return { train: found, query: await passQueries(on, found, { queries: Float64Array.from(queries), k }) };
}

/** Small integers, so that ties and duplicates abound. */
function lattice(seed: number, count: number): number[] {
  return [...createRng(seed).integers(count, 4)];
}

describe("nearest ratio", () => {
  it("is the ratio of the two nearest distances; a third is no copy", async () => {
    const { query } = await pass([0, 1, 5], [0.1, 0.25, -1, 3]);
    const ratios = nearestRatios(query);
    expect([...ratios]).toEqual([0.1 / 0.9, 0.25 / 0.75, 0.5, 1]);
    const [copied, ratio] = nearestRatioQuantities(ratios);
    expect(quantityValue(copied)).toBe(0.25);
    expect(quantityValue(ratio)).toBeCloseTo((0.1 / 0.9 + 1 / 3 + 1.5) / 4, 14);
  });

  it("sees a perfect copy of a training point that is there many times", async () => {
    const { query } = await pass([...new Array(120).fill(2), 3], [2, 2.1]);
    expect(nearestRatios(query)[0]).toBe(0);
    expect(nearestRatios(query)[1]).toBeCloseTo(0.1 / 0.9, 12);
  });

  it("is 1 where all training points are at one place", async () => {
    const { query } = await pass([2, 2, 2], [2, 7]);
    expect([...nearestRatios(query)]).toEqual([1, 1]);
  });
});

describe("calibrated distance", () => {
  it("is the nearest distance over half the mean of all, where there are fewer than 50", async () => {
    const { query } = await pass([0, 1, 4], [2, 0]);
    expect(calibratedDistances(query)[0]).toBeCloseTo(1 / (0.5 * (5 / 3)), 14);
    expect(calibratedDistances(query)[1]).toBe(0);
  });

  it("is 0 where the 50 nearest are all at the sample", async () => {
    const { query } = await pass(new Array(60).fill(1), [1]);
    expect([...calibratedDistances(query)]).toEqual([0]);
  });
});

describe("authenticity", () => {
  it("compares with the distance from the nearest training point to the next; equality is not authentic", async () => {
    const { train, query } = await pass([0, 1, 10], [-1, -1.01, 5, 10.5]);
    expect([...authenticSamples(query, train)]).toEqual([0, 1, 1, 0]);
  });

  it("does not take a near copy of a duplicated point for authentic", async () => {
    const { train, query } = await pass([0, 0, 0, 1], [0.01]);
    expect([...authenticSamples(query, train)]).toEqual([0]);
  });
});

describe("precision, recall, density and coverage", () => {
  const values = async (train: number[], generated: number[], d: number, k: number) => {
    const found = await pass(train, generated, { d, k });
    const quantities = precisionRecallQuantities(found.train, found.query, k);
    return Object.fromEntries(quantities.map((one) => [one.name, quantityValue(one)]));
  };

  it("are what a count by hand gives", async () => {
    // Balls of train: radius 1, 1, 4 about 0, 1, 5; of generated: 0.5, 0.5, 7 about 1, 1.5, 8.5.
    expect(await values([0, 1, 5], [1, 1.5, 8.5], 1, 1)).toEqual({
      precision: 1,
      density: 2,
      recall: 2 / 3,
      coverage: 1,
      precision_strict: 1,
      density_strict: (1 + 2 + 1) / 3,
      recall_strict: 2 / 3,
      coverage_strict: 2 / 3,
    });
  });

  it("are nothing on duplicates with strict balls, and all with closed ones", async () => {
    const found = await values(new Array(12).fill(3), new Array(10).fill(3), 2, 2);
    expect([found["precision"], found["recall"], found["coverage"]]).toEqual([1, 1, 1]);
    expect([found["precision_strict"], found["recall_strict"], found["coverage_strict"]]).toEqual([0, 0, 0]);
  });

  it("equal their definitions where points and ties abound", async () => {
    const [d, k] = [3, 5];
    const [train, generated] = [lattice(1, 60 * d), lattice(2, 41 * d).map((value) => value * 1.5)];
    const found = await values(train, generated, d, k);
    const [x, q] = [naive.rows(Float64Array.from(train), d), naive.rows(Float64Array.from(generated), d)];
    for (const strict of [false, true]) {
      const wanted = naive.balls(x, q, k, strict);
      for (const [name, value] of Object.entries(wanted))
        expect(found[strict ? `${name}_strict` : name]).toBeCloseTo(value, 12);
    }
  });
});

describe("the shared pass", () => {
  it("gives the naive metrics, on the fast kernels and on those that specify them", async () => {
    const d = 2;
    const [train, generated] = [lattice(5, 70 * d), lattice(6, 30 * d).map((value) => value + 0.125)];
    const [x, q] = [naive.rows(Float64Array.from(train), d), naive.rows(Float64Array.from(generated), d)];
    const fast = await pass(train, generated, { d, k: 3 });
    const slow = await pass(train, generated, { d, k: 3, on: plain });
    expect(fast).toEqual(slow);
    const close = (found: Float64Array, wanted: number[]) =>
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i], 12);
      });
    close(
      nearestRatios(fast.query),
      q.map((one) => naive.nearestRatio(one, x)),
    );
    close(
      calibratedDistances(fast.query),
      q.map((one) => naive.calibrated(one, x)),
    );
    close(
      fast.query.radius,
      q.map((_, i) => naive.radius(q, i, 3)),
    );
    expect([...authenticSamples(fast.query, fast.train)]).toEqual(
      q.map((one) => Number(naive.authentic(one, x))),
    );
  });
});
