import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { createDensity } from "../../../src/density/empirical-density.ts";
import { posterior } from "../../../src/density/posterior.ts";
import { sampleDensity } from "../../../src/density/sample-density.ts";
import { externalSpace } from "../../../src/experiments/analysis/external-space.ts";
import { readAnalysisData } from "../../../src/experiments/analysis/inputs.ts";
import { VAE_SETTINGS } from "../../../src/experiments/parts/latent-settings.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import { createRng } from "../../../src/random/rng.ts";
import { ouLevel } from "../../../src/schedule/noise-level.ts";
import { configOf } from "../../../src/settings/config.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

function read(train: string, latent: string): ReturnType<typeof readAnalysisData> {
  const context = { kernels, rng: createRng(0), progress: () => {} };
  return readAnalysisData(
    {
      data: { train, held_out: "none", scale: [1, 0], held_out_scale: [], latent },
      vae: configOf(VAE_SETTINGS),
    },
    context,
  );
}

describe("broughtSpace", () => {
  it("brings states to latents where the exact posterior mean goes with them", async () => {
    // All components are kept: then the latents are the data, moved, turned and scaled.
    const data = await read("synthetic:thirteen-points", "pca:2");
    const { train } = data;
    const density = createDensity(kernels, { data: train.data, n: train.rows, d: train.columns });
    const space = externalSpace(data, 30);
    for (const time of [0.01, 0.3, 2]) {
      const { x } = sampleDensity(density, ouLevel(time), { count: 30, rng: createRng(0) });
      const { posteriorMean } = await posterior(density, ouLevel(time), { x });
      const brought = await space.bring({ time, x, posteriorMean });
      expect(brought.time).toBe(space.time(time));
      const there = await posterior(data.density, ouLevel(brought.time), { x: brought.x });
      const gaps = there.posteriorMean.map((value, i) => Math.abs(value - present(brought.posteriorMean)[i]));
      expect(Math.max(...gaps)).toBeLessThan(1e-9);
    }
  });

  it("follows what memory takes, and nothing above 256 dimensions", async () => {
    const of = async (train: string, latent: string, count: number) =>
      externalSpace(await read(train, latent), count).followed;
    expect(await of("synthetic:thirteen-points", "none", 1000)).toBe(1000);
    expect(await of("mnist:test/1", "none", 1000)).toBe(0);
    expect(await of("mnist:test/1", "pca:4", 1000)).toBe(1000);
    expect(await of("mnist:test/1", "pca:250", 5000)).toBe(1024);
  });
});
