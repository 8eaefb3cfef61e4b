import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Calm } from "../../src/compute/calm.ts";
import { checkpoints } from "../../src/compute/checkpoints.ts";
import { coarseToFine } from "../../src/compute/film-order.ts";
import { classIndices, trainingTimes } from "../../src/compute/training-curves.ts";

describe("a film", () => {
  test("is made from coarse to fine: both ends, the middle, middles of middles", () => {
    expect(coarseToFine(5)).toEqual([0, 1, 0.5, 0.25, 0.75]);
    expect(coarseToFine(65).slice(0, 5)).toEqual([0, 1, 0.5, 0.25, 0.75]);
  });

  test("has every picture once, however many there are", () => {
    for (const count of [2, 3, 4, 5, 10, 64, 65, 100]) {
      const all = Array.from({ length: count }, (_, i) => i / (count - 1));
      expect(coarseToFine(count).sort((a, b) => a - b)).toEqual(all);
    }
  });
});

describe("a network", () => {
  test("is looked at ever further apart, and at the end", () => {
    const steps = checkpoints(0, 2000);
    expect([steps[0], steps.at(-1)]).toEqual([50, 2000]);
    const gaps = steps.slice(1, -1).map((step, i) => step - steps[i]);
    for (const [i, gap] of gaps.slice(1).entries()) expect(gap).toBeGreaterThan(gaps[i]);
    expect(checkpoints(0, 1)).toEqual([1]);
    expect(checkpoints(0, 50)).toEqual([50]);
  });

  test("that has been trained goes on from there, and one that is done does not", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 100_000 }), (from, last) => {
        const steps = checkpoints(from, last);
        expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
        if (from >= last) expect(steps).toEqual([]);
        else expect([steps[0] > from, steps.at(-1)]).toEqual([true, last]);
        expect(steps.length).toBeLessThan(30);
      }),
    );
  });
});

describe("training times of the curves", () => {
  const solved = (...eigenvalues: number[]) => ({
    eigenvalues: Float64Array.from(eigenvalues),
    cut: 1e-6,
    momentError: 0,
  });

  test("go from before the first eigenmode is learned to after the last, in equal steps, and end with infinity", () => {
    const taus = trainingTimes(solved(10, 1, 0.01, 1e-9));
    expect([taus.length, taus.at(-1)]).toEqual([33, Infinity]);
    expect(taus[0]).toBeCloseTo(0.1 / 20, 12);
    expect(taus[31]).toBeCloseTo(10 / 0.02, 6);
    const steps = Array.from({ length: 31 }, (_, i) => taus[i + 1] / taus[i]);
    for (const step of steps) expect(step).toBeCloseTo(steps[0], 9);
  });

  test("end at a million where modes are slower, and bear an empty spectrum", () => {
    expect(trainingTimes(solved(1, 1e-5))[31]).toBeCloseTo(10 / 2e-5, 3);
    expect(trainingTimes(solved(1, 2e-6))[31]).toBeCloseTo(1e6, 3);
    for (const eigenvalues of [[], [1e-9], [3]]) {
      const taus = trainingTimes(solved(...eigenvalues));
      expect(taus.slice(0, 32).every((tau, i) => Number.isFinite(tau) && tau > (taus[i - 1] ?? 0))).toBe(
        true,
      );
    }
  });

  test("have classes at every fourth, and at infinity", () => {
    expect(classIndices()).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32]);
  });
});

describe("calm", () => {
  test("comes at once where nothing plays, and else when it has ended, for all that wait", async () => {
    const gate = new Calm();
    await gate.calm();
    gate.busy = true;
    const passed: number[] = [];
    const waits = [1, 2].map((one) => gate.calm().then(() => passed.push(one)));
    await Promise.resolve();
    expect(passed).toEqual([]);
    gate.busy = false;
    await Promise.all(waits);
    expect(passed).toEqual([1, 2]);
  });

  test("is waited for again where a film starts before work could", async () => {
    const gate = new Calm();
    gate.busy = true;
    let isPassed = false;
    const wait = gate.calm().then(() => {
      isPassed = true;
    });
    gate.busy = false;
    gate.busy = true;
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(isPassed).toBe(false);
    gate.busy = false;
    await wait;
    expect(isPassed).toBe(true);
  });
});
