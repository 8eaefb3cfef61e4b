import { describe, expect, it } from "vitest";
import { freshCoverage } from "../../src/metrics/fresh-coverage.ts";
import { createRng } from "../../src/random/rng.ts";

describe("freshCoverage", () => {
  it.each([
    [30, 20, 1],
    [60, 40, 5],
    [60, 5, 3],
  ])("is the mean coverage of %i points by %i draws with k = %i, whatever the distribution", (n, m, k) => {
    for (const [name, shape] of [
      ["uniform", (u: number) => u],
      ["heavy", (u: number) => Math.tan(Math.PI * (u - 0.5))],
    ] as const) {
      const shares = Array.from({ length: 400 }, (_, repetition) => {
        const rng = createRng(3).split(name, repetition);
        const train = rng.split("train").uniforms(n).map(shape);
        const draws = rng.split("draws").uniforms(m).map(shape);
        const covered = train.filter((x) => {
          const radius = train.map((other) => Math.abs(other - x)).sort()[k];
          return draws.some((draw) => Math.abs(draw - x) <= radius);
        });
        return covered.length / n;
      });
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      const deviation = Math.sqrt(
        shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length,
      );
      expect(Math.abs(mean - freshCoverage({ n, m, k }))).toBeLessThan((4 * deviation) / Math.sqrt(400));
    }
  });
});
