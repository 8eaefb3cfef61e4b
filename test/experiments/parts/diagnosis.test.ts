import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../../src/density/empirical-density.ts";
import { diagnoseSamples } from "../../../src/diagnosis/diagnose.ts";
import { diagnosisSections } from "../../../src/experiments/parts/diagnosis.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import { createRng } from "../../../src/random/rng.ts";
import { ring } from "../../support/ring.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

describe("a diagnosis", () => {
  it("is reported in two sections: where samples end with all numbers, and how far from the ridge", async () => {
    const density = createDensity(kernels, { data: ring(400, 0.03, "training"), n: 400, d: 5 });
    const sets = [
      { name: "near", samples: ring(40, 0.03, "new") },
      { name: "far", samples: ring(20, 0.5, "far") },
    ];
    const options = { dim: 1, timeMin: 1e-3, times: [0.02], calibration: 200, rng: createRng(1) };
    const diagnosis = await diagnoseSamples(density, sets, options);
    const [ends, distances] = diagnosisSections(diagnosis, {
      fileOf: ({ name }) => `of-${name}`,
      notes: ["a note"],
    });
    expect(ends.figures.map(({ id }) => id)).toEqual(["classes", "classes-over-time"]);
    expect(distances.figures.map(({ id }) => id)).toEqual([
      "ridge-distance",
      "residual-absolute",
      "residual-cosine",
      "ridge-against-nearest",
    ]);
    expect(ends.notes).toEqual(["a note"]);
    expect(ends.arrays["of-far"]["samples"]).toEqual({ data: sets[1].samples, shape: [20, 5] });
    // Shares are counts of labels over samples: 0 is memorised, 2 off the ridge.
    const labels = [...ends.arrays["of-far"]["class"].data];
    const share = (name: string) =>
      ends.metrics.find(
        (line) => line.name === name && line.entry === "far" && line.time === diagnosis.criterion.time,
      )?.value;
    expect(share("off_ridge")).toBe(labels.filter((label) => label === 2).length / 20);
    expect(share("on_ridge")).toBe(labels.filter((label) => label !== 2).length / 20);
    expect(share("memorised")).toBe(labels.filter((label) => label === 0).length / 20);
  });
});
