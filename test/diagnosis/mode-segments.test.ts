import { describe, expect, it } from "vitest";
import { measureSegments } from "../../src/diagnosis/mode-segments.ts";
import { createRng } from "../../src/random/rng.ts";

const options = { d: 2, analysisTime: 0.005, rng: createRng(1) };

function modesAt(points: number[], kind: "modes" | "training points" = "modes") {
  return { points: Float64Array.from(points), of: new Int32Array(0), kind };
}

describe("measureSegments", () => {
  it("reaches three noise widths in data units, and counts the samples between each pair of modes", () => {
    const samples = Float64Array.of(5, 0, 4, 0.2, 0, 5, 0.1, 0, 5, 5);
    const modes = modesAt([0, 0, 10, 0, 0, 10]);
    const found = measureSegments(samples, { ...options, modes });
    expect(found?.reach).toBeCloseTo(3 * Math.sqrt(Math.exp(0.01) - 1), 12);
    expect([...(found?.segments.pairs ?? [])]).toEqual([0, 1, 0, 2, 1, 2]);
    expect(found?.rates.map(({ value }) => value)).toEqual([0.4, 0.2, 0.2]);
  });

  it("is left out where there are no modes, one, or too many to list their pairs", () => {
    const samples = Float64Array.of(5, 0);
    const many = Array.from({ length: 33 }, (_, i) => [i, 0]).flat();
    for (const modes of [modesAt([0, 0, 9, 0], "training points"), modesAt([0, 0]), modesAt(many)])
      expect(measureSegments(samples, { ...options, modes })).toBeUndefined();
  });
});
