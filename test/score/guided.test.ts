import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { geometry, normalPart } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createGuidedScore } from "../../src/score/guided.ts";
import type { ScoreModel } from "../../src/score/score-model.ts";
import { worstRelative } from "../support/arrays.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const D = 4;
const DIM = 2;
const TIME = 0.3;
const COUNT = 12;
const x = createRng(3).normals(COUNT * D);
const cloud = () => createDensity(kernels, { data: createRng(2).normals(40 * D), n: 40, d: D });

/** A model that has nothing to do with the data. */
const foreign: ScoreModel = {
  name: "foreign",
  d: D,
  posteriorMean: async (at, time) => at.map((value, i) => Math.sin(3 * value + i) + time),
};

const guided = (density: EmpiricalDensity, normal: number, tangent: number, dim = DIM) =>
  createGuidedScore(foreign, density, { normal, tangent, dim }).posteriorMean(x, TIME);

/** Normal and tangent parts of the rows of v at the points x, by the data's own frames. */
async function parts(
  density: EmpiricalDensity,
  v: Float64Array,
): Promise<{ normal: Float64Array; tangent: Float64Array }> {
  const { tangent: frames } = await geometry(density, ouLevel(TIME), { x, dim: DIM });
  const normal = new Float64Array(v.length);
  for (let q = 0; q < COUNT; q++)
    normal.set(
      normalPart(v.slice(q * D, (q + 1) * D), frames.subarray(q * DIM * D, (q + 1) * DIM * D), DIM),
      q * D,
    );
  return { normal, tangent: v.map((value, i) => value - normal[i]) };
}

const minus = (a: Float64Array, b: Float64Array) => a.map((value, i) => value - b[i]);

describe("ridge guidance", () => {
  it("of nothing is the model itself, wholly is the exact score", async () => {
    const density = cloud();
    expect(createGuidedScore(foreign, density, { normal: 0, tangent: 0, dim: DIM })).toBe(foreign);
    const exact = await createExactScore(density).posteriorMean(x, TIME);
    expect(worstRelative(await guided(density, 1, 1), exact, 1)).toBeLessThan(1e-12);
  });

  it("of one direction corrects that part of the error and leaves the other as it is", async () => {
    const density = cloud();
    const exact = await createExactScore(density).posteriorMean(x, TIME);
    const before = await parts(density, minus(await foreign.posteriorMean(x, TIME), exact));
    for (const [normal, tangent] of [
      [1, 0],
      [0, 1],
      [0.25, -0.5],
      [2, 0.75],
    ] as const) {
      const after = await parts(density, minus(await guided(density, normal, tangent), exact));
      const left = (part: Float64Array, gamma: number) => part.map((value) => (1 - gamma) * value);
      expect(worstRelative(after.normal, left(before.normal, normal), 1)).toBeLessThan(1e-12);
      expect(worstRelative(after.tangent, left(before.tangent, tangent), 1)).toBeLessThan(1e-12);
    }
  });

  it("has corrections by the two strengths that are orthogonal at every point", async () => {
    const density = cloud();
    const base = await foreign.posteriorMean(x, TIME);
    const normal = minus(await guided(density, 1, 0), base);
    const tangent = minus(await guided(density, 0, 1), base);
    for (let q = 0; q < COUNT; q++) {
      const row = (v: Float64Array) => v.subarray(q * D, (q + 1) * D);
      const inner = row(normal).reduce((sum, value, j) => sum + value * row(tangent)[j], 0);
      expect(Math.abs(inner)).toBeLessThan(1e-12);
      expect(Math.hypot(...row(normal))).toBeGreaterThan(0.01);
      expect(Math.hypot(...row(tangent))).toBeGreaterThan(0.01);
    }
  });

  it("for ridges of dimension 0 has no tangent part", async () => {
    const density = cloud();
    const exact = await createExactScore(density).posteriorMean(x, TIME);
    expect(await guided(density, 0, 1, 0)).toEqual(await foreign.posteriorMean(x, TIME));
    expect(worstRelative(await guided(density, 1, 0, 0), exact, 1)).toBeLessThan(1e-12);
  });

  it("on two modes follows the closed form: m* = (3a tanh(3ax/h), 0), tangent x, normal y", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const at = Float64Array.from([0.4, 0.7, -1.3, -0.2, 0.05, 2]);
    const constant: ScoreModel = {
      name: "constant",
      d: 2,
      posteriorMean: async () => Float64Array.from([0.5, -0.25, 0.5, -0.25, 0.5, -0.25]),
    };
    const { scale: a, variance: h } = ouLevel(0.8);
    const found = await createGuidedScore(constant, density, {
      normal: 0.3,
      tangent: 0.6,
      dim: 1,
    }).posteriorMean(at, 0.8);
    for (let q = 0; q < 3; q++) {
      const exact = 3 * a * Math.tanh((3 * a * at[2 * q]) / h);
      expect(found[2 * q]).toBeCloseTo(0.5 + 0.6 * (exact - 0.5), 12);
      expect(found[2 * q + 1]).toBeCloseTo(-0.25 * (1 - 0.3), 12);
    }
  });

  it("leaves what the model returned untouched", async () => {
    const density = cloud();
    const kept = new Float64Array(COUNT * D).fill(0.5);
    const model: ScoreModel = { name: "kept", d: D, posteriorMean: async () => kept };
    await createGuidedScore(model, density, { normal: 1, tangent: 1, dim: DIM }).posteriorMean(x, TIME);
    expect([...kept].every((value) => value === 0.5)).toBe(true);
  });
});
