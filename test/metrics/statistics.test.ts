import { describe, expect, it } from "vitest";
import {
  bootstrapEstimate,
  fractionEstimate,
  mean,
  median,
  quantile,
  rankCorrelation,
  ranks,
} from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";

describe("statistics", () => {
  it("interpolates quantiles as NumPy does", () => {
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4], 0.95)).toBeCloseTo(3.85, 12);
    expect(quantile([1, Infinity], 0)).toBe(1);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it("takes the median of the finite values alone", () => {
    expect(median([Infinity, 4, NaN, 1, -Infinity, 2, 10])).toBe(3);
    expect(median([NaN, Infinity])).toBeNaN();
  });

  it("gives Wilson's interval, which stays inside [0, 1]", () => {
    const { low, high } = fractionEstimate(8, 10);
    expect(low).toBeCloseTo(0.4901625, 6);
    expect(high).toBeCloseTo(0.9433178, 6);
    expect(fractionEstimate(0, 20).low).toBe(0);
    expect(fractionEstimate(20, 20).high).toBe(1);
  });

  it("shares ranks among ties", () => {
    expect([...ranks([10, 20, 10, 5])]).toEqual([2.5, 4, 2.5, 1]);
  });

  it("finds no significant rank correlation between independent numbers, and one between related", () => {
    const rng = createRng(4);
    const [a, b] = [rng.split("a").normals(200), rng.split("b").normals(200)];
    expect(rankCorrelation(a, b, { rng }).p).toBeGreaterThan(0.05);
    const related = rankCorrelation(
      a,
      a.map((value, i) => value + b[i]),
      { rng },
    );
    expect(related.value).toBeGreaterThan(0.5);
    expect(related.p).toBe(0.001);
  });

  it("covers the mean by its bootstrap interval, the same for the same seed", () => {
    const values = createRng(2).normals(400);
    const estimate = () =>
      bootstrapEstimate(400, (rows) => mean(Float64Array.from(rows, (i) => values[i])), {
        rng: createRng(3),
      });
    const { low, high } = estimate();
    expect(low).toBeLessThan(0.05);
    expect(high).toBeGreaterThan(-0.05);
    expect(high - low).toBeCloseTo(4 / 20, 1);
    expect(estimate()).toEqual(estimate());
  });
});
