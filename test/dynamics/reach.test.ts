import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticSet } from "../../src/data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { type DynamicsState, followStates } from "../../src/dynamics/dynamics.ts";
import { reachBeforeSlide, reachVerdict } from "../../src/dynamics/falsification.ts";
import { noiseTube, ridgeExists } from "../../src/dynamics/noise-tube.ts";
import { reachOrder } from "../../src/dynamics/reach-order.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { sample } from "../../src/sample/sampler.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { createInflatedScore } from "../../src/score/inflated.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const densityOf = (...rows: number[][]) =>
  createDensity(kernels, { data: Float64Array.from(rows.flat()), n: rows.length, d: rows[0].length });
const twoModes = () => densityOf([-3, 0], [3, 0]);
const thirteenPoints = () => createDensity(kernels, syntheticSet("thirteen-points"));

/** Whether a ridge of dimension `dim` exists at one point. */
async function existsAt(density: EmpiricalDensity, time: number, point: number[], dim = 1): Promise<boolean> {
  const level = ouLevel(time);
  const found = await geometry(density, level, { x: Float64Array.from(point), dim });
  return ridgeExists(found, level.variance)[0] === 1;
}

describe("ridgeExists", () => {
  it("opens half-way between two points ±3 where 9 a² = h / 4, that is at t = ½ ln 37", async () => {
    const opens = 0.5 * Math.log(37);
    expect(await existsAt(twoModes(), opens + 1e-6, [0, 0.4])).toBe(false);
    expect(await existsAt(twoModes(), opens - 1e-6, [0, 0.4])).toBe(true);
  });

  it("holds between two points where the closed forms of their weights say so", async () => {
    const density = twoModes();
    let [open, shut] = [0, 0];
    for (const time of [1.5, 1, 0.5, 0.1])
      for (const x of [0, 0.05, 0.2, 0.5, 1, 2]) {
        const { scale, variance: h } = ouLevel(time);
        // w = (1 ± tanh)/2: c_1/h = 9 a² (1 - tanh²)/h across whose axis c_2 = 0, and 1/Σw² = 2/(1 + tanh²)
        const square = Math.tanh((3 * scale * x) / h) ** 2;
        const expected = (9 * scale ** 2 * (1 - square)) / h >= 0.25 && 2 / (1 + square) >= 1.05;
        expect(await existsAt(density, time, [x, 0.3])).toBe(expected);
        if (expected) open++;
        else shut++;
      }
    expect(Math.min(open, shut)).toBeGreaterThan(5);
  });

  it("asks for half of an even spacing of eigenvalues, in any dimension", async () => {
    // ±3 on the first axis of R^8: 9 a² = h / 16 half-way
    const [one, other] = [-3, 3].map((x) => [x, 0, 0, 0, 0, 0, 0, 0]);
    const density = densityOf(one, other);
    const opens = 0.5 * Math.log(1 + 16 * 9);
    const middle = new Array<number>(8).fill(0);
    expect(await existsAt(density, opens + 1e-6, middle)).toBe(false);
    expect(await existsAt(density, opens - 1e-6, middle)).toBe(true);
  });

  it("is never so for modes, for one place however often it is given, and where across is as wide as along", async () => {
    expect(await existsAt(twoModes(), 0.5, [0, 0.4], 0)).toBe(false);
    const once = densityOf([1, 2], [1, 2], [1, 2]);
    for (const time of [5, 0.5, 0.01]) expect(await existsAt(once, time, [1, 2])).toBe(false);
    const cross = densityOf([-3, 0], [3, 0], [0, -3], [0, 3]);
    expect(await existsAt(cross, 0.5, [0, 0])).toBe(false);
    // a far point of tiny weight has the variance of a gap, but the posterior weighs one point
    expect(await existsAt(densityOf([0, 0], [60, 0]), 0.01, [29.999, 0])).toBe(false);
  });
});

describe("noiseTube", () => {
  it("has 1.96 √h for radius about a straight ridge, whatever the time", async () => {
    for (const time of [1, 0.01]) {
      const { radius } = await noiseTube(twoModes(), { time, dim: 1, samples: 200 });
      // the 95 % quantile of |z| from 200 draws has a standard deviation of about 0.13
      expect(Math.abs(radius / Math.sqrt(ouLevel(time).variance) - 1.96)).toBeLessThan(0.4);
    }
  });

  it("sees no ridge where there is one training point, nor for modes", async () => {
    const one = await noiseTube(densityOf([1, 2]), { time: 0.5, dim: 1, samples: 40 });
    expect(Math.max(...one.ridge)).toBe(0);
    expect(Math.max(...(await noiseTube(twoModes(), { time: 0.5, dim: 0, samples: 40 })).ridge)).toBe(0);
    expect(Math.max(...(await noiseTube(twoModes(), { time: 0.5, dim: 1, samples: 40 })).ridge)).toBe(1);
  });
});

describe("reachOrder", () => {
  /** One sample at times e^-1, e^-2, …, with h = t. */
  const order = (ridge: string, inside: string, motion: number[]) =>
    reachOrder(
      motion.map((length, i) => ({
        time: Math.exp(-1 - i),
        variance: Math.exp(-1 - i),
        ridge: Uint8Array.of(Number(ridge[i])),
        inside: Uint8Array.of(Number(inside[i])),
        motion: Float64Array.of(length),
      })),
      () => 0,
    );

  it("is told from when a ridge exists, whatever was inside or moved before", () => {
    const found = order("00100", "11011", [9, 9, 1, 1, 0]);
    expect([found.ridge, found.reach, found.half].map((time) => -Math.log(time))).toEqual([3, 4, 4]);
    expect([found.motion, found.wholeMotion, found.inTime]).toEqual([2, 20, true]);
  });

  it("is not in time for a sample that is inside for less than an e² of h, enters after it has slid, or never", () => {
    expect(order("10000", "11111", [0, 0, 0, 1, 0]).inTime).toBe(true);
    expect(order("10000", "11011", [0, 0, 0, 1, 0]).inTime).toBe(false);
    expect(order("10000", "11101", [0, 0, 0, 1, 0]).inTime).toBe(true);
    expect(order("10000", "00111", [1, 0, 0, 0, 0]).inTime).toBe(false);
    expect(order("10000", "00000", [1, 1, 1, 1, 0])).toMatchObject({ reach: NaN, inTime: false });
    expect(order("00000", "11111", [1, 1, 1, 1, 0])).toMatchObject({ ridge: NaN, reach: NaN, half: NaN });
  });
});

describe("F1", () => {
  const COUNT = 200;
  const states = async (density: EmpiricalDensity, stochasticity = 1): Promise<DynamicsState[]> => {
    const times = timeGrid("exponential", { horizon: 5, timeMin: 1e-3, steps: 160 });
    const out: DynamicsState[] = [];
    const options = { rng: createRng(4), count: COUNT, times, stochasticity };
    for await (const { time, x, posteriorMean, step } of sample(createInflatedScore(density, 0.3), options))
      if (step % 4 === 0) out.push({ time, x: x.slice(), posteriorMean: posteriorMean.slice() });
    return out;
  };
  /** At every time the rows of all samples in the order that `orderAt` gives. */
  const reordered = (all: DynamicsState[], orderAt: (look: number) => ArrayLike<number>): DynamicsState[] =>
    all.map(({ time, x, posteriorMean = x }, i) => {
      const order = orderAt(i);
      const rows = (from: Float64Array) => from.map((_, at) => from[2 * order[at >> 1] + (at % 2)]);
      return { time, x: rows(x), posteriorMean: rows(posteriorMean) };
    });

  it.each([
    ["two-modes", 0],
    ["two-modes", 1],
    ["thirteen-points", 0],
    ["thirteen-points", 1],
  ] as const)(
    "holds on samples of %s at η = %i with a value below 1, and fails when they are shuffled",
    async (set, eta) => {
      const density = set === "two-modes" ? twoModes() : thirteenPoints();
      const all = await states(density, eta);
      const options = { dim: 1, stochasticity: eta };
      const real = reachBeforeSlide(await followStates(all, density, options));
      expect(real.holds).toBe(true);
      expect(real.value).toBeGreaterThan(0.4);
      expect(real.value).toBeLessThan(1);
      const rng = createRng(8);
      const mixed = reordered(all, (look) => rng.split("rows", look).permutation(COUNT));
      const shuffled = reachBeforeSlide(await followStates(mixed, density, options));
      expect(shuffled).toMatchObject({ holds: false });
      expect(shuffled.p).toBeGreaterThan(0.01);
      expect(real.p).toBe(1 / 200);
      expect(shuffled.value).toBeLessThan(real.value - 0.1);
    },
  );

  it("fails where the states of each sample are put in another order of time", async () => {
    const density = thirteenPoints();
    const all = await states(density);
    const rng = createRng(8);
    const orders = Array.from({ length: COUNT }, (_, q) => rng.split("times", q).permutation(all.length));
    const mixed = all.map(({ time }, i) => {
      const pick = (of: "x" | "posteriorMean") =>
        Float64Array.from({ length: 2 * COUNT }, (_, at) => all[orders[at >> 1][i]][of]?.[at] ?? NaN);
      return { time, x: pick("x"), posteriorMean: pick("posteriorMean") };
    });
    expect(reachBeforeSlide(await followStates(mixed, density, { dim: 1 })).holds).toBe(false);
  });

  it("does not depend on the order in which samples come", async () => {
    const density = twoModes();
    const all = await states(density);
    const order = createRng(2).permutation(COUNT);
    const [one, other] = await Promise.all(
      [all, reordered(all, () => order)].map((each) => followStates(each, density, { dim: 1 })),
    );
    expect(reachBeforeSlide(other).value).toBe(reachBeforeSlide(one).value);
    expect(other.insideTube).toEqual(one.insideTube);
  });

  it("is 0 and fails for samples that diverge, which no ridge exists for", async () => {
    const density = twoModes();
    const far = (await states(density)).map(({ time, x, posteriorMean = x }) => ({
      time,
      x: x.map((value) => 1e3 + value),
      posteriorMean,
    }));
    const found = await followStates(far, density, { dim: 1 });
    expect(reachBeforeSlide(found)).toMatchObject({ value: 0, p: 1, holds: false });
    expect(found.reachTime.every(Number.isNaN)).toBe(true);
    expect(Math.max(...found.insideTube, ...found.withRidge)).toBe(0);
  });

  it("has nothing to say of looks between which h falls by more than e²", async () => {
    const all = await states(twoModes());
    const few = all.filter(({ time }) => time > 4 || time < 0.003 || (time > 1 && time < 1.2));
    const found = await followStates(few, twoModes(), { dim: 1 });
    expect(found.reachTime.filter(Number.isFinite).length).toBeGreaterThan(100);
    expect(reachVerdict(found)).toEqual({});
  });

  it("has nothing to say of modes, of one training point, and where no prediction is known", async () => {
    const all = await states(twoModes());
    const nothing = async (states: DynamicsState[], density: EmpiricalDensity, dim: number) => {
      const found = await followStates(states, density, { dim });
      expect(reachBeforeSlide(found)).toMatchObject({ value: NaN, p: NaN, holds: false });
      expect(reachVerdict(found)).toEqual({});
    };
    await nothing(all, twoModes(), 0);
    await nothing(all, densityOf([1, 2]), 1);
    await nothing(
      all.map(({ time, x }) => ({ time, x })),
      twoModes(),
      1,
    );
  });
});
