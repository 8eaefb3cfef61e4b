import { describe, expect, it } from "vitest";
import {
  type AlignState,
  advanceAlignment,
  endWeights,
  normalSquares,
  type SampleKick,
  startAlignment,
} from "../../src/dynamics/alignment.ts";
import {
  advanceAttribution,
  CAUSES,
  displacements,
  startAttribution,
} from "../../src/dynamics/attribution.ts";
import { inferNoise } from "../../src/dynamics/path-noise.ts";
import { createRng, type Rng } from "../../src/random/rng.ts";
import { SOLVERS } from "../../src/sample/solvers.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";

/** Any rotation of R³ as rows. */
function rotation(rng: Rng): Float64Array {
  const [a, b, c, d] = rng.normals(4);
  const n = a * a + b * b + c * c + d * d;
  return Float64Array.from([
    (a * a + b * b - c * c - d * d) / n,
    (2 * (b * c - a * d)) / n,
    (2 * (b * d + a * c)) / n,
    (2 * (b * c + a * d)) / n,
    (a * a - b * b + c * c - d * d) / n,
    (2 * (c * d - a * b)) / n,
    (2 * (b * d - a * c)) / n,
    (2 * (c * d + a * b)) / n,
    (a * a - b * b - c * c + d * d) / n,
  ]);
}

/** At one training point, the origin: all eigenvalues are -1/h, and the frame is arbitrary. */
function atPoint(
  time: number,
  x: Float64Array,
  options: { frame: Float64Array; meanError: Float64Array },
): AlignState {
  const { variance: h } = ouLevel(time);
  return {
    time,
    eigenvalues: new Float64Array(3).fill(-1 / h),
    frame: options.frame,
    score: x.map((value) => -value / h),
    error: options.meanError.map((value) => value / h),
  };
}

describe("endWeights", () => {
  it("integrates constants and 1 / t exactly", () => {
    for (const [from, to] of [
      [3, 2.9],
      [0.01, 0.001],
    ]) {
      const [w0, w1] = endWeights(from, to);
      expect(Math.abs((w0 + w1) / (from - to) - 1)).toBeLessThan(1e-12);
      expect(Math.abs((w0 / from + w1 / to) / Math.log(from / to) - 1)).toBeLessThan(1e-12);
      expect(Math.min(w0, w1)).toBeGreaterThan(0);
    }
  });
});

describe("inferNoise", () => {
  it.each([0.3, 1])("finds what the exponential solver added, at η = %d", async (eta) => {
    const rng = createRng(3);
    const [x, mean, noise] = ["x", "m", "n"].map((name) => rng.split(name).normals(6));
    const after = new Float64Array(6);
    const { step, spread } = SOLVERS.exponential;
    const evaluate = async () => mean;
    await step(after, { t: 0.4, s: 0.3, eta, x, mean, noise, evaluate });
    const found = inferNoise({ time: 0.4, x, posteriorMean: mean }, { time: 0.3, x: after }, eta);
    const size = spread(0.4, 0.3, eta);
    expect(size).toBeGreaterThan(0.01);
    found.noise.forEach((value, i) => {
      expect(Math.abs(value - size * noise[i])).toBeLessThan(1e-14);
    });
  });
});

describe("the align prediction", () => {
  it.each([0, 0.5, 1])(
    "does not see frames turn about one point, and follows the closed form at η = %d",
    (eta) => {
      const rng = createRng(4);
      const times = timeGrid("exponential", { horizon: 2, timeMin: 1e-3, steps: 150 });
      const x = rng.split("x").normals(3);
      const meanError = Float64Array.of(0.02, -0.05, 0.03);
      const states = [...times].map((time, i) =>
        atPoint(time, x, { frame: rotation(rng.split(i)), meanError }),
      );
      const found = startAlignment(states[0], eta);
      for (let i = 1; i < states.length; i++)
        advanceAlignment(found, { before: states[i - 1], now: states[i] }, { eta });
      // What was there at the start falls as it does with a constant prediction, the rest is as fine Euler steps give it.
      const [end, start] = [ouLevel(1e-3).variance, ouLevel(2).variance];
      const keep = Math.exp(-eta * eta * (2 - 1e-3)) * (end / start) ** (0.5 * (1 + eta * eta));
      const reference = relaxed({ eta, from: 2, to: 1e-3 });
      found.mean.forEach((value, i) => {
        const pushed = value - keep * x[i];
        expect(Math.abs(pushed / (reference.push * meanError[i]) - 1)).toBeLessThan(2e-3);
      });
      const whole = normalSquares(found, states[states.length - 1], 0);
      const variance = whole.expected - found.mean.reduce((sum, value) => sum + value * value, 0);
      if (eta === 0) expect(variance).toBe(0);
      else expect(Math.abs(variance / (3 * reference.variance) - 1)).toBeLessThan(5e-3);
    },
  );

  it("drops a direction that is no longer concave, and starts a new one from its Newton step", () => {
    const frame = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
    const state = (time: number, h: readonly number[]): AlignState => ({
      time,
      frame,
      eigenvalues: Float64Array.from(h, (value) => value / ouLevel(time).variance),
      score: Float64Array.of(1, 1, 1),
      error: new Float64Array(3),
    });
    const [first, second] = [state(0.5, [0.2, -0.5, -1]), state(0.49, [-0.05, -0.6, -1])];
    const third = state(0.48, [-0.2, 0.1, -1]);
    const found = startAlignment(first, 1);
    expect(found.mean[0]).toBe(0);
    advanceAlignment(found, { before: first, now: second }, { eta: 1 });
    expect(found.mean[0]).toBe(0);
    advanceAlignment(found, { before: second, now: third }, { eta: 1 });
    expect(found.mean[0]).toBeCloseTo(1 / third.eigenvalues[0], 14);
    expect(found.mean[1]).toBe(0);
    expect(found.covariance[0]).toBe(0);
    expect(found.covariance[8]).toBeGreaterThan(0);
  });
});

/** ∫ of a unit push and of the noise at one point, by 200,000 Euler steps in log t. */
function relaxed({ eta, from, to }: { eta: number; from: number; to: number }): {
  push: number;
  variance: number;
} {
  const steps = 200_000;
  const ratio = (to / from) ** (1 / steps);
  let [push, variance, t] = [0, 0, from];
  for (let i = 0; i < steps; i++) {
    const middle = t * Math.sqrt(ratio);
    const dt = t * (1 - ratio);
    const { variance: h } = ouLevel(middle);
    const rate = 1 - (1 + eta * eta) / h;
    push += dt * (rate * push + (1 + eta * eta) / h);
    variance += dt * (2 * rate * variance + 2 * eta * eta);
    t *= ratio;
  }
  return { push, variance };
}

/** A Gaussian along fixed directions, of which some are wide: H depends on time alone. */
function gaussianState(time: number, x: Float64Array, error: Float64Array) {
  const { scale, variance: h } = ouLevel(time);
  const eigenvalues = Float64Array.from([4, 0.5, 0], (width) => -1 / (scale * scale * width + h));
  const frame = Float64Array.of(0.6, 0.8, 0, -0.8, 0.6, 0, 0, 0, 1);
  const score = new Float64Array(3);
  for (let j = 0; j < 3; j++)
    for (let i = 0; i < 3; i++)
      for (let l = 0; l < 3; l++) score[i] += eigenvalues[j] * frame[3 * j + l] * x[l] * frame[3 * j + i];
  return { time, eigenvalues, frame, score, error: error.map((value) => value / h), first: 1 };
}

/** Carries the parts along a simulated reverse path of a Gaussian, looking at every so-many-th of 3000 steps. */
function attributed(eta: number, { every, path = 0 }: { every: number; path?: number }) {
  const times = timeGrid("exponential", { horizon: 2, timeMin: 1e-2, steps: 3000 });
  const rng = createRng(6).split(path);
  const error = Float64Array.of(0.05, -0.02, 0.04);
  let x = rng.split("x").normals(3);
  let before = gaussianState(times[0], x, error);
  const parts = startAttribution(before.score);
  let kicks: SampleKick[] = [];
  for (let i = 0; i + 1 < times.length; i++) {
    const { score, error: pull } = gaussianState(times[i], x, error);
    const dt = times[i] - times[i + 1];
    const noise = rng
      .split(i)
      .normals(3)
      .map((value) => eta * Math.sqrt(2 * dt) * value);
    x = x.map((value, j) => value + dt * (value + (1 + eta * eta) * (score[j] + pull[j])) + noise[j]);
    kicks.push({ from: times[i], to: times[i + 1], noise });
    if ((i + 1) % every !== 0) continue;
    const now = gaussianState(times[i + 1], x, error);
    advanceAttribution(parts, { before, now }, { eta, kicks });
    [before, kicks] = [now, []];
  }
  const total = new Float64Array(3);
  const shown = displacements(parts, before);
  CAUSES.forEach((_, c) => {
    total.forEach((_, i) => {
      total[i] += shown[3 * c + i];
    });
  });
  const step = displacements(startAttribution(before.score), before).subarray(0, 3);
  const left = Math.hypot(...step.map((value, i) => value - total[i]));
  return { parts, left, length: Math.hypot(...step) };
}

/** RMS of what the parts leave over that of the displacement, over 40 paths. */
function leftOver(eta: number, every: number): number {
  const paths = Array.from({ length: 40 }, (_, path) => attributed(eta, { every, path }));
  return Math.hypot(...paths.map(({ left }) => left)) / Math.hypot(...paths.map(({ length }) => length));
}

describe("attribution", () => {
  it("adds up to the displacement along paths of a Gaussian, the better the finer the looks", () => {
    for (const eta of [0.6, 1]) {
      const [coarse, fine] = [leftOver(eta, 150), leftOver(eta, 15)];
      expect(coarse).toBeLessThan(0.1);
      expect(fine).toBeLessThan(0.02);
      expect(fine).toBeLessThan(0.5 * coarse);
    }
    // Without noise what is left is the sampler's own step.
    expect(leftOver(0, 15)).toBeLessThan(1e-3);
  });

  it("finds no part of what is not there", () => {
    const { parts } = attributed(0, { every: 15 });
    const part = (cause: (typeof CAUSES)[number]) =>
      parts.subarray(3 * CAUSES.indexOf(cause), 3 * CAUSES.indexOf(cause) + 3);
    expect([...part("thirdDerivative"), ...part("noise")]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(Math.hypot(...part("normalError"))).toBeGreaterThan(0.01);
    expect(Math.hypot(...part("tangentError"))).toBeGreaterThan(0.01);
  });
});
