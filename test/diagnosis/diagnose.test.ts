import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { classify, MEMORISED, ridgeCriterion, UNDECIDED } from "../../src/diagnosis/classes.ts";
import { diagnoseSamples } from "../../src/diagnosis/diagnose.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { ring } from "../support/ring.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

describe("diagnoseSamples", () => {
  it("tells copies, new points of the same distribution, and points off it apart", async () => {
    const training = ring(400, 0.03, "training");
    const density = createDensity(kernels, { data: training, n: 400, d: 5 });
    const noise = createRng(12).normals(100 * 5);
    const sets = [
      { name: "copies", samples: training.slice(0, 500).map((value, i) => value + 1e-4 * noise[i]) },
      { name: "new", samples: ring(300, 0.03, "new") },
      { name: "far", samples: ring(100, 0.5, "far") },
    ];
    const options = { dim: 1, timeMin: 1e-3, times: [0.02], calibration: 200, rng: createRng(1) };
    const { sets: judged, criterion, curve } = await diagnoseSamples(density, sets, options);
    expect(criterion.source).toBe("leave-one-out");
    const [copies, fresh, far] = judged.map((set) => set.classes.fractions);
    expect(copies.memorised.value).toBe(1);
    expect(fresh.onRidge.value).toBeGreaterThan(0.88);
    expect(fresh.memorised.value).toBeLessThan(0.1);
    expect(far.offRidge.value).toBeGreaterThan(0.9);
    expect(curve.length).toBe(2);
  });

  it("calibrates on held-out points where they are given, and by the tube where that is asked for", async () => {
    const density = createDensity(kernels, { data: ring(400, 0.03, "training"), n: 400, d: 5 });
    const held = await ridgeCriterion(density, { dim: 1, timeMin: 1e-3, heldOut: ring(200, 0.03, "held") });
    expect(held.source).toBe("held-out");
    const tube = await ridgeCriterion(density, { dim: 1, timeMin: 1e-3, tube: true });
    expect([tube.source, tube.time]).toEqual(["tube", 1e-3]);
    expect(tube.threshold).toBeCloseTo(3 * Math.sqrt(-Math.expm1(-2e-3) * 4), 12);
  });

  it("leaves open what 19 points cannot tell, but not what is a copy", async () => {
    const training = ring(19, 0.03, "training");
    const few = createDensity(kernels, { data: training, n: 19, d: 5 });
    const criterion = await ridgeCriterion(few, { dim: 1, timeMin: 1e-3 });
    expect([criterion.source, criterion.threshold]).toEqual(["undecided", NaN]);
    const samples = Float64Array.of(...training.subarray(0, 5), 9, 9, 9, 9, 9);
    const { labels, fractions } = await classify(few, samples, criterion);
    expect([...labels]).toEqual([MEMORISED, UNDECIDED]);
    expect(fractions.memorised.value).toBe(0.5);
    expect(fractions.offRidge.value).toBeNaN();
  });

  it("refuses a data set of copies of one point", async () => {
    const density = createDensity(kernels, { data: new Float64Array(250 * 2), n: 250, d: 2 });
    await expect(ridgeCriterion(density, { dim: 1, timeMin: 1e-3 })).rejects.toThrow(
      "data: expected at least two different points",
    );
  });
});
