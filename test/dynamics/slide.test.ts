import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticSet } from "../../src/data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { ridgeCriterion } from "../../src/diagnosis/classes.ts";
import { cardModes } from "../../src/diagnosis/sample-cards.ts";
import { type Dynamics, followDynamics } from "../../src/dynamics/dynamics.ts";
import { slideBreaks, slidePlaces, slideScore } from "../../src/dynamics/slide-places.ts";
import { slideSteps } from "../../src/dynamics/slide-steps.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { quantile } from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";
import { sampleNoise } from "../../src/sample/sampler.ts";
import { reverseStep } from "../../src/sample/solvers.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createPerturbedScore } from "../../src/score/perturbed.ts";
import type { ScoreModel } from "../../src/score/score-model.ts";

let kernels: Kernels;
let twoModes: EmpiricalDensity;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
  twoModes = createDensity(kernels, syntheticSet("two-modes"));
});
afterAll(() => kernels.close());

/** Steps of 0.0184 in log t, of which each is one of the paths. */
const times = timeGrid("exponential", { horizon: 10, timeMin: 1e-3, steps: 500 });
const follow = (model: ScoreModel, density: EmpiricalDensity, eta: number, every = 5) =>
  followDynamics(model, density, {
    rng: createRng(0),
    count: 100,
    times,
    stochasticity: eta,
    solver: "exponential",
    dim: 1,
    every,
  });

/** The largest |a - b| over samples that have reached the ridge. */
function furthest({ slideEnds, x }: Dynamics, path: "exact" | "driven", other = x): number {
  return slideEnds[path].x.reduce(
    (most, value, i) => (Number.isNaN(value) ? most : Math.max(most, Math.abs(value - other[i]))),
    0,
  );
}

describe("slideSteps", () => {
  const ends = { from: 1, to: 0.1 };
  const noise = Array.from({ length: 300 }, (_, i) => {
    const mark = (r: number) => 0.1 ** (r / 300);
    return { from: mark(i), to: i === 299 ? 0.1 : mark(i + 1), noise: createRng(i).normals(3) };
  });

  it("leads with a constant prediction where the sampler's own steps lead, whatever is made one step", () => {
    const walk = (
      steps: readonly { from: number; to: number; noise?: Float64Array | undefined }[],
      eta: number,
    ) =>
      steps.reduce(
        (x, step) => {
          const { keep, pull } = reverseStep(step.from, step.to, eta);
          // a x̂_0 with x̂_0 = 2
          return x.map((value, i) => keep * value + pull * 2 * Math.exp(-step.from) + (step.noise?.[i] ?? 0));
        },
        Float64Array.of(1, -2, 5),
      );
    for (const eta of [0.5, 1]) {
      const steps = slideSteps(ends, { noise, eta });
      expect(steps.length).toBeLessThan(160);
      expect(steps.length).toBeGreaterThan(100);
      const [found, wanted] = [walk(steps, eta), walk(noise, eta)];
      for (const i of found.keys()) expect(Math.abs(found[i] - wanted[i])).toBeLessThan(1e-12);
    }
  });

  it("goes from look to look in short steps, with noise that was inferred at the end", () => {
    for (const parts of [[], [{ ...ends, noise: Float64Array.of(1, 2, 3) }]]) {
      const steps = slideSteps(ends, { noise: parts, eta: 1 });
      expect(steps.map(({ from }) => from)).toEqual([1, ...steps.slice(0, -1).map(({ to }) => to)]);
      expect(steps.every(({ from, to }) => Math.log(from / to) <= 0.02 + 1e-9)).toBe(true);
      expect(steps[steps.length - 1].to).toBe(0.1);
      expect(steps.filter((step) => step.noise).length).toBe(parts.length);
      expect(steps[steps.length - 1].noise).toBe(parts[0]?.noise);
    }
  });

  it("takes the sampler's own steps where they are long", () => {
    const long = [1, 0.4, 0.1]
      .slice(1)
      .map((to, i) => ({ from: [1, 0.4][i], to, noise: Float64Array.of(i) }));
    expect(slideSteps(ends, { noise: long, eta: 1 })).toEqual(long);
  });
});

describe("predicted places along the ridge", () => {
  for (const eta of [0, 1]) {
    it(`are where the exact score leads, without an error, at η = ${eta}`, async () => {
      const found = await follow(createExactScore(twoModes), twoModes, eta);
      expect(found.reachTime.filter((time) => !Number.isNaN(time)).length).toBeGreaterThan(50);
      // the sampler's steps are those of the paths at η = 1; at η = 0 looks are divided, and Euler's order 1 is left
      expect(furthest(found, "exact")).toBeLessThan(eta === 1 ? 1e-9 : 0.02);
      expect(found.slideEnds.driven.x).toEqual(found.slideEnds.exact.x);
      expect(found.slideEnds.linear.x).toEqual(found.slideEnds.exact.x);
    });

    it(`follow a tangent error, and do not see a normal one, at η = ${eta}`, async () => {
      const [tangent, normal] = await Promise.all(
        [{ tangent: 0.3 }, { normal: 0.3 }].map((error) =>
          follow(createPerturbedScore(twoModes, { dim: 1, ...error, rng: createRng(1) }), twoModes, eta, 1),
        ),
      );
      const moved = (found: Dynamics) => furthest(found, "driven", found.slideEnds.exact.x);
      expect(moved(tangent)).toBeGreaterThan(0.25);
      expect(moved(normal)).toBeLessThan(1e-9);
      // the error of a look holds half-way to the next
      const off = tangent.slideEnds.driven.x.map((value, i) => Math.abs(value - tangent.x[i]));
      expect(quantile(off.filter(Number.isFinite), 0.95)).toBeLessThan(0.02);
    });
  }

  it("are what the linear response says of a small error, whose square is left out", async () => {
    const errors = await Promise.all(
      [1e-3, 2e-3].map(async (tangent) => {
        const model = createPerturbedScore(twoModes, { dim: 1, tangent, rng: createRng(1) });
        const { slideEnds } = await follow(model, twoModes, 1, 1);
        const [exact, driven, linear] = [slideEnds.exact.x, slideEnds.driven.x, slideEnds.linear.x];
        const moved = driven.map((value, i) => Math.abs(value - exact[i])).filter((_, i) => i % 2 === 0);
        const left = driven.map((value, i) => Math.abs(value - linear[i])).filter((_, i) => i % 2 === 0);
        return {
          moved: quantile(moved.filter(Number.isFinite), 0.5),
          left: quantile(left.filter(Number.isFinite), 0.5),
        };
      }),
    );
    for (const [i, { moved, left }] of errors.entries()) {
      expect(Math.abs(moved / (1e-3 * (i + 1)) - 1)).toBeLessThan(0.05);
      expect(left / moved).toBeLessThan(0.02);
    }
  });

  it("are lost where a step along the ridge grows, by as much as two samples drift apart", async () => {
    const { density, rng } = { density: twoModes, rng: createRng(0) };
    const model = createExactScore(density);
    const source = sampleNoise({ rng, count: 100 }, 2);
    const options = {
      rng,
      count: 100,
      times,
      stochasticity: 0,
      solver: "exponential",
      dim: 1,
      every: 1,
    } as const;
    const states = async (shift: number) => {
      const start = source.start().map((value, i) => value + (i % 2 === 0 ? shift : 0));
      const xs: Float64Array[] = [];
      const found = await followDynamics(model, density, {
        ...options,
        start,
        onStep: ({ x }) => xs.push(x.slice()),
      });
      return { found, xs };
    };
    const [one, other] = [await states(0), await states(1e-7)];
    const { reachTime, slideEnds } = one.found;
    const apart = one.xs.map((x, i) => x.map((value, j) => Math.abs(other.xs[i][j] - value)));
    let told = 0;
    for (let q = 0; q < 100; q++) {
      if (Number.isNaN(reachTime[q])) continue;
      const from = times.indexOf(reachTime[q]);
      const most = Math.max(...apart.slice(from).map((row) => row[2 * q])) / apart[from][2 * q];
      // both are of order 1 in the step
      expect(Math.abs(slideEnds.growth[q] - Math.log(most))).toBeLessThan(0.15);
      if (slideEnds.growth[q] > 1) told++;
    }
    expect(told).toBeGreaterThan(5);
  });

  it("are NaN where nothing is known of the error, and where they are not asked for", async () => {
    const model = createExactScore(twoModes);
    const found = await followDynamics(model, twoModes, {
      rng: createRng(0),
      count: 10,
      times,
      dim: 1,
      slideEnds: false,
    });
    expect(found.slideEnds.growth.every(Number.isNaN)).toBe(true);
    const points = await followDynamics(model, twoModes, { rng: createRng(0), count: 10, times, dim: 0 });
    expect(points.slideEnds.exact.x.every(Number.isNaN)).toBe(true);
  });
});

describe("slidePlaces", () => {
  const judging = async () => {
    const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 1e-3, tube: true });
    const modes = await cardModes(twoModes, ouLevel(criterion.time));
    return { criterion, modes, timeMin: 1e-3, denoised: false };
  };

  it("measures between the modes of each sample, and shares of classes", async () => {
    const model = createPerturbedScore(twoModes, { dim: 1, tangent: 0.8, rng: createRng(1) });
    const dynamics = await follow(model, twoModes, 1, 1);
    const samples = dynamics.x.map((value) => value / ouLevel(1e-3).scale);
    const places = await slidePlaces(twoModes, { samples, dynamics }, await judging());
    const { rows, measured, predicted } = places;
    for (const [r, q] of rows.entries()) {
      // modes are at ±3: from the nearer to the other
      expect(measured[r]).toBeCloseTo((3 - Math.abs(samples[2 * q])) / 6, 9);
      const end = dynamics.slideEnds.driven.x[2 * q] / ouLevel(1e-3).scale;
      expect(predicted.driven[r]).toBeCloseTo((3 - Math.sign(samples[2 * q]) * end) / 6, 9);
    }
    const [without, linear, driven] = (["exact", "linear", "driven"] as const).map((path) =>
      slideScore(places, path),
    );
    expect(without.within.value).toBeLessThan(0.05);
    expect(driven.within.value).toBeGreaterThan(0.9);
    expect(linear.within.value).toBeGreaterThan(without.within.value);
    const held = slideScore(places, "linear", [-Infinity, Math.log(1.5)]);
    const lost = slideScore(places, "linear", [Math.log(1.5), Infinity]);
    expect(held.within.value).toBeGreaterThan(0.7);
    expect(lost.count).toBeGreaterThan(1);
    expect(lost.within.value).toBeLessThan(held.within.value);
    expect(slideBreaks(places).growth).toBeGreaterThan(0.3);
    // 0.8 from a mode, and 5.2 from the other: a ratio of 0.15
    expect(places.shares?.measured.memorised.value).toBeGreaterThan(0.8);
  });

  it("says nothing where no sample has reached a ridge", async () => {
    const model = createExactScore(twoModes);
    const dynamics = await followDynamics(model, twoModes, {
      rng: createRng(0),
      count: 5,
      times,
      dim: 1,
      slideEnds: false,
    });
    const places = await slidePlaces(twoModes, { samples: dynamics.x, dynamics }, await judging());
    expect([places.rows.length, places.shares]).toEqual([0, undefined]);
  });
});
