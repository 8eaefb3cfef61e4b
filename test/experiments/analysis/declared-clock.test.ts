import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../../src/density/empirical-density.ts";
import { readDeclared } from "../../../src/experiments/analysis/declared-clock.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import type { ScheduleDescription } from "../../../src/networks/external/description.ts";
import { createRng } from "../../../src/random/rng.ts";
import { npy, npz, temporaryFolder, writeBytes } from "../../data/build.ts";

const folder = temporaryFolder();
let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const FOUR = Float64Array.of(-3, 0, 3, 0, -3, 0.5, 3, -0.5);
const COUNT = 100;

/** Trajectories of the four points with noise of standard deviation `spread` at each time. */
function written(name: string, times: readonly number[], spread: (time: number) => number): string {
  const x = times.flatMap((time) => [
    ...createRng(7)
      .normals(2 * COUNT)
      .map((z, i) => FOUR[i % 8] + spread(time) * z),
  ]);
  return writeBytes(
    folder,
    name,
    npz({ times: npy([...times], [times.length]), x: npy(x, [times.length, COUNT, 2]) }),
  );
}

/** Noise levels of EDM, with rounding that whole timesteps do not have. */
const SIGMAS = [79.99999999999999, 30, 10.5, 4, 2, 1, 0.5, 0.1];

function read(file: string, name: ScheduleDescription["name"]) {
  const density = createDensity(kernels, { data: FOUR, n: 4, d: 2 });
  return readDeclared({ file, declared: { name }, units: { scale: 1, shift: 0 }, density, like: "four.csv" });
}

describe("times that the declared schedule lacks", () => {
  const edm = written("edm.npz", SIGMAS, (sigma) => sigma);

  it.each(["ddpm-linear", "ddpm-cosine", "ddpm-scaled-linear", "flow"] as const)(
    "name the one that fits in place of %s",
    async (declared) => {
      await expect(read(edm, declared)).rejects.toThrow(
        `--schedule: expected edm, whose times and noise ${edm} has, got ${declared}`,
      );
    },
  );

  it("are said themselves where the noise is that of no other schedule", async () => {
    const none = written("none.npz", SIGMAS, () => 400);
    await expect(read(none, "ddpm-linear")).rejects.toThrow(
      `${none}:times: expected times that schedule ddpm-linear has, got 79.99999999999999`,
    );
  });

  it("are none under the right one", async () => {
    expect((await read(edm, "edm")).trajectories.levels.length).toBe(SIGMAS.length);
  });
});
