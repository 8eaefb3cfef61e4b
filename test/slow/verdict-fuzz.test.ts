import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge as judgeLimits, verdictOf } from "../../src/cli/judge-limits.ts";
import { type Found, limitsOf } from "../../src/cli/limits.ts";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { baselinesOf } from "../../src/diagnosis/baselines.ts";
import { classify, type RidgeCriterion, ridgeCriterion } from "../../src/diagnosis/classes.ts";
import { summaryClasses } from "../../src/experiments/parts/classes.ts";
import { estimateLine, metricLines } from "../../src/experiments/result.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { precisionRecallQuantities } from "../../src/metrics/precision-recall.ts";
import { estimateQuantities } from "../../src/metrics/quantity.ts";
import { passQueries, passTrain } from "../../src/metrics/shared-pass.ts";
import { createRng, type Rng } from "../../src/random/rng.ts";

/** Any distribution: draws `count` points in d dimensions. */
type Draw = (count: number, rng: Rng) => Float64Array;

const pick = <T>(rng: Rng, items: readonly T[]): T => items[rng.integers(1, items.length)[0]];

/** Points made coordinate by coordinate from standard normals and one uniform a point. */
function points(d: number, at: (z: Float64Array, u: number) => readonly number[]): Draw {
  return (count, rng) => {
    const [z, u] = [rng.split("z").normals(count * d), rng.split("u").uniforms(count)];
    const rows = Array.from({ length: count }, (_, i) => at(z.subarray(i * d, (i + 1) * d), u[i]));
    return Float64Array.from(rows.flat());
  };
}

const KINDS: Readonly<Record<string, (d: number, rng: Rng) => Draw>> = {
  gaussian: (d, rng) => {
    const widths = rng.uniforms(d).map((u) => 10 ** (2 * u - 1));
    return points(d, (z) => [...z].map((value, j) => widths[j] * value));
  },
  mixture: (d, rng) => {
    const count = 2 + rng.integers(1, 6)[0];
    const centres = rng.normals(count * d).map((z) => 5 * z);
    return points(d, (z, u) =>
      [...z].map((value, j) => centres[Math.floor(u * count) * d + j] + 0.3 * value),
    );
  },
  circle: (d) =>
    points(d, (z, u) => {
      const on = [Math.cos(2 * Math.PI * u), Math.sin(2 * Math.PI * u)];
      return [...z].map((value, j) => (on[j] ?? 0) + 0.05 * value);
    }),
  line: (d) => points(d, (z, u) => [...z].map((value, j) => (j === 0 ? 4 * u : 0.01 * value))),
  heavy: (d) => points(d, (z, u) => [...z].map((value) => value / Math.max(u, 0.02))),
  lattice: (d) => points(d, (z) => [...z].map((value) => Math.round(2 * value))),
  constant: (d) => points(d, (z) => [...z].map((value, j) => (j > 0 && j === d - 1 ? 3 : value))),
  dependent: (d) => points(d, (z) => [...z].map((value, j) => (j === d - 1 && d > 1 ? z[0] : value))),
};

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

interface Case {
  readonly name: string;
  readonly fresh: "pass" | "fail" | "undecided";
  readonly far: "pass" | "fail" | "undecided";
}

/** What limits are about, measured as an analysis does. */
async function found(
  density: EmpiricalDensity,
  { criterion, samples }: { criterion: RidgeCriterion; samples: Float64Array },
): Promise<Found> {
  const { fractions } = await classify(density, samples, criterion);
  const k = Math.min(5, density.n - 1);
  const train = await passTrain(kernels, density, { k, rng: createRng(1) });
  const query = await passQueries(kernels, train, { queries: samples, k });
  const coverage = precisionRecallQuantities(train, query, k).filter(({ name }) => name === "coverage");
  const count = samples.length / density.d;
  const copies = criterion.copies && [estimateLine("chance_copies", criterion.copies, "samples")];
  return {
    summary: { classes: summaryClasses(fractions) },
    metrics: [
      estimateLine("coverage", estimateQuantities(coverage, createRng(2)).coverage, "samples"),
      ...metricLines({ ...baselinesOf(density, criterion, { count, neighbours: k }) }, { entry: "samples" }),
      ...(copies ?? []),
    ],
  };
}

/** One data set, its fresh draws and a set far away, judged as `check` does by default. */
async function judge(seed: number): Promise<Case> {
  const rng = createRng(seed);
  const kind = pick(rng.split("kind"), Object.keys(KINDS));
  const d = pick(rng.split("d"), [1, 2, 2, 3, 5, 8, 20]);
  const n = pick(rng.split("n"), [5, 20, 30, 60, 120, 250, 400]);
  const scale = pick(rng.split("scale"), [1e-6, 1e-2, 1, 1, 1, 100, 1e6]);
  const draw = KINDS[kind](d, rng.split("distribution"));
  const made = draw(n, rng.split("data")).map((value) => scale * value);
  const copied = pick(rng.split("copies"), [false, false, true]);
  const data = copied ? Float64Array.from([...made, ...made.subarray(0, d * Math.floor(n / 2))]) : made;
  const density = createDensity(kernels, { data, n: data.length / d, d });
  const fresh = draw(200, rng.split("fresh")).map((value) => scale * value);
  const spread = Math.max(...data) - Math.min(...data) || scale;
  const far = fresh.map((value, i) => (i % d === 0 ? value + 100 * spread : value));
  const name = `${seed}: ${kind}, ${n} × ${d}, scale ${scale}${copied ? ", copies" : ""}`;
  const criterion = await ridgeCriterion(density, { dim: 0, anyDim: true, timeMin: 1e-3, rng });
  const verdictOn = async (samples: Float64Array) => {
    const judged = judgeLimits(limitsOf({}), await found(density, { criterion, samples }));
    const verdict = verdictOf(judged);
    return verdict === "pass, not certain" ? "pass" : verdict;
  };
  return { name, fresh: await verdictOn(fresh), far: await verdictOn(far) };
}

describe("the verdict on 500 random data sets", () => {
  const cases: Case[] = [];
  const named = (of: readonly Case[]) => of.map(({ name }) => name);

  it.each([0, 100, 200, 300, 400])("never passes a set far away (from seed %d)", async (from) => {
    const judged: Case[] = [];
    for (let seed = from; seed < from + 100; seed++) judged.push(await judge(seed));
    cases.push(...judged);
    expect(named(judged.filter(({ far }) => far === "pass"))).toEqual([]);
  });

  it("fails fresh draws no oftener than its size, and decides most", () => {
    expect(cases.length).toBe(500);
    const failed = named(cases.filter(({ fresh }) => fresh === "fail"));
    expect(failed.length, failed.join("\n")).toBeLessThanOrEqual(0.05 * cases.length);
    expect(cases.filter(({ fresh }) => fresh === "undecided").length).toBeLessThan(0.35 * cases.length);
  });
});
