import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeRows } from "../../src/arrays/rows.ts";
import { judge, verdictOf } from "../../src/cli/judge-limits.ts";
import { LIMITS } from "../../src/cli/limits.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { baselinesOf, undecidedReason } from "../../src/diagnosis/baselines.ts";
import type { RidgeCriterion } from "../../src/diagnosis/classes.ts";
import { estimateLine, metricLines } from "../../src/experiments/result.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { precisionRecallQuantities } from "../../src/metrics/precision-recall.ts";
import { estimateQuantities } from "../../src/metrics/quantity.ts";
import { passQueries, passTrain } from "../../src/metrics/shared-pass.ts";
import { fractionEstimate } from "../../src/metrics/statistics.ts";
import { createRng, type Rng } from "../../src/random/rng.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const UNDECIDED = { dim: 0, time: 1, threshold: NaN, source: "undecided" } as const satisfies RidgeCriterion;

/** Distributions: `count` points, and how many dimensions they have. */
const KINDS: Readonly<Record<string, { d: number; draw(count: number, rng: Rng): Float64Array }>> = {
  gaussian: { d: 3, draw: (count, rng) => rng.normals(3 * count) },
  wide: { d: 20, draw: (count, rng) => rng.normals(20 * count) },
  heavy: { d: 1, draw: (count, rng) => rng.uniforms(count).map((u) => Math.tan(Math.PI * (u - 0.5))) },
  modes: {
    d: 2,
    draw: (count, rng) => {
      const mode = rng.split("mode").integers(count, 4);
      return rng.normals(2 * count).map((z, i) => 0.5 * z + 8 * ((mode[i >> 1] >> (i % 2)) & 1));
    },
  },
};

/** How the coverage of training points by samples is judged by default. */
async function coverageVerdict(data: Float64Array, samples: Float64Array, d: number): Promise<string> {
  const density = createDensity(kernels, { data, n: data.length / d, d });
  const train = await passTrain(kernels, density, { k: 5, rng: createRng(1) });
  const query = await passQueries(kernels, train, { queries: samples, k: 5 });
  const coverage = precisionRecallQuantities(train, query, 5).filter(({ name }) => name === "coverage");
  const baselines = baselinesOf(density, UNDECIDED, { count: samples.length / d, neighbours: 5 });
  const metrics = [
    estimateLine("coverage", estimateQuantities(coverage, createRng(2)).coverage, "samples"),
    ...metricLines({ ...baselines }, { entry: "samples" }),
  ];
  const kind = LIMITS.filter(({ key }) => key === "minCoverage").map((one) => ({
    kind: one,
    limit: undefined,
  }));
  return verdictOf(judge(kind, { summary: {}, metrics }));
}

describe("the default limit on coverage", () => {
  it.each([
    [20, 20],
    [50, 20],
    [200, 20],
    [200, 50],
    [50, 200],
    [200, 200],
  ])("is crossed by hardly any fresh draws: %i training points, %i draws", async (n, m) => {
    const verdicts: string[] = [];
    for (const [name, { d, draw }] of Object.entries(KINDS))
      for (let repetition = 0; repetition < 25; repetition++) {
        const rng = createRng(5).split(name, repetition);
        verdicts.push(await coverageVerdict(draw(n, rng.split("data")), draw(m, rng.split("fresh")), d));
      }
    // 2 % of 100, and three standard deviations.
    expect(verdicts.filter((verdict) => verdict === "fail").length).toBeLessThanOrEqual(6);
  });

  it("is crossed where half of the modes are missing, and not kept where a quarter is", async () => {
    const { draw } = KINDS.modes;
    const data = draw(400, createRng(1));
    const fresh = draw(1200, createRng(2));
    const rows = Array.from({ length: 1200 }, (_, i) => i);
    const right = (i: number) => fresh[2 * i] > 4;
    const above = (i: number) => fresh[2 * i + 1] > 4;
    const verdictOn = (keep: (i: number) => boolean) =>
      coverageVerdict(data, takeRows(fresh, rows.filter(keep).slice(0, 400), 2), 2);
    expect(await verdictOn(right)).toBe("fail");
    expect(["fail", "undecided"]).toContain(await verdictOn((i) => right(i) || above(i)));
    expect(await verdictOn(() => true)).toBe("pass");
  });
});

describe("what real points reach by chance", () => {
  it("is exceeded by one in a hundred sets, however many points it is known by", () => {
    const density = createDensity(kernels, { data: createRng(1).normals(40), n: 40, d: 1 });
    const rng = createRng(4);
    const hits = (name: string, count: number) =>
      rng
        .split(name)
        .uniforms(count)
        .filter((u) => u < 0.2).length;
    for (const [known, count] of [
      [1000, 100],
      [200, 1000],
    ]) {
      let beyond = 0;
      for (let i = 0; i < 2000; i++) {
        const copies = fractionEstimate(hits(`known ${known} ${i}`, known), known);
        const criterion = { ...UNDECIDED, copies };
        const asked = { count, neighbours: 5, heldOut: 100 };
        const { memorised_by_chance: most = NaN } = baselinesOf(density, criterion, asked);
        if (hits(`new ${count} ${i}`, count) / count > most) beyond++;
      }
      expect(beyond / 2000).toBeGreaterThan(0.003);
      expect(beyond / 2000).toBeLessThan(0.02);
    }
  });

  it("reaches further where copies among left-out points come in pairs", () => {
    const density = createDensity(kernels, { data: createRng(1).normals(40), n: 40, d: 1 });
    const criterion = { ...UNDECIDED, copies: fractionEstimate(20, 100) };
    const most = (heldOut?: number) =>
      baselinesOf(density, criterion, { count: 1e12, neighbours: 5, heldOut }).memorised_by_chance ?? NaN;
    expect((most() - 0.2) / (most(100) - 0.2)).toBeCloseTo(Math.SQRT2, 6);
  });
});

describe("the reason why nothing can be said of the ridge", () => {
  it.each([
    [{ training_points: 19, training_places: 19 }, "there are fewer than 20 training points"],
    [
      { training_points: 40, training_places: 19 },
      "training points repeat each other, at fewer than 20 places",
    ],
    [
      { training_points: 40, training_places: 40, held_out_points: 19 },
      "there are fewer than 20 held-out points",
    ],
    [
      { training_points: 40, training_places: 40 },
      "no noise level calibrates the test: at each, too many real points have no distance",
    ],
  ])("is for %o %s", (counts, reason) => {
    expect(undecidedReason({ sample_count: 100, ...counts })).toBe(reason);
  });
});
