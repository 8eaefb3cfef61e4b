import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withAnalysisData } from "../../../src/experiments/analysis/inputs.ts";
import { VAE_SETTINGS } from "../../../src/experiments/parts/latent-settings.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import { createRng } from "../../../src/random/rng.ts";
import { configOf } from "../../../src/settings/config.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const config = {
  data: {
    train: "synthetic:thirteen-points",
    held_out: "none",
    scale: [1, 0],
    held_out_scale: [],
    latent: "pca:1",
  },
  vae: configOf(VAE_SETTINGS),
};

describe("the data of an analysis", () => {
  it("stay open for the report of a run, with one number a point where they are along one component", async () => {
    const context = { kernels, rng: createRng(0), progress: () => {} };
    const { density, close } = await withAnalysisData(config, context, async ({ density, space }) => ({
      density,
      close: vi.spyOn(space, "close"),
    }));
    expect([density.n, density.d]).toEqual([13, 1]);
    expect(close).not.toHaveBeenCalled();
  });

  it("are closed where the analysis fails", async () => {
    const context = { kernels, rng: createRng(0), progress: () => {} };
    let closed = 0;
    const failing = withAnalysisData(config, context, async ({ space }) => {
      vi.spyOn(space, "close").mockImplementation(async () => {
        closed++;
      });
      throw new RangeError("too far");
    });
    await expect(failing).rejects.toThrow("too far");
    expect(closed).toBe(1);
  });
});
