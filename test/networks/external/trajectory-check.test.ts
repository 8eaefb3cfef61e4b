/** Trajectories of the four points, noised by closed forms, read under their own schedule and under others. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity, type EmpiricalDensity } from "../../../src/density/empirical-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import {
  modelFrame,
  readTrajectories,
  type ScheduleDescription,
} from "../../../src/networks/external/index.ts";
import { checkTrajectories } from "../../../src/networks/external/trajectory-check.ts";
import { createRng } from "../../../src/random/rng.ts";
import { npy, npz, temporaryFolder, writeBytes } from "../../data/build.ts";

const folder = temporaryFolder();
let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const FOUR = [-3, 0, 3, 0, -3, 0.5, 3, -0.5];
const COUNT = 200;
const TIMESTEPS = [999, 900, 800, 700, 600, 500, 400, 300, 200, 100, 50, 10, 0];
const alphaBar = (beta: (u: number) => number, t: number) => {
  let product = 1;
  for (let i = 0; i <= t; i++) product *= 1 - beta(i / 999);
  return product;
};
const preserving = (kept: number) => ({ a: Math.sqrt(kept), s: Math.sqrt(1 - kept) });

/** Times with the level of each, by schedule. */
const CLOCKS: Record<string, { times: number[]; level(t: number): { a: number; s: number } }> = {
  ou: { times: [5, 3, 2, 1, 0.5, 0.2, 0.1, 0.01], level: (t) => preserving(Math.exp(-2 * t)) },
  edm: { times: [80, 30, 10, 4, 2, 1, 0.5, 0.1, 0.01], level: (t) => ({ a: 1, s: t }) },
  flow: { times: [0.99, 0.9, 0.8, 0.6, 0.5, 0.3, 0.1, 0.01], level: (t) => ({ a: 1 - t, s: t }) },
  "ddpm-linear": { times: TIMESTEPS, level: (t) => preserving(alphaBar((u) => 1e-4 + 0.0199 * u, t)) },
  "ddpm-scaled-linear": {
    times: TIMESTEPS,
    level: (t) =>
      preserving(alphaBar((u) => (Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * u) ** 2, t)),
  },
};

const clean = Array.from({ length: 2 * COUNT }, (_, i) => FOUR[2 * (Math.floor(i / 2) % 4) + (i % 2)]);

interface Written {
  clock: string;
  data?: EmpiricalDensity;
  points?: number[];
  reverse?: boolean;
  /** Standard deviation of what a model adds of its own to the clean points. */
  own?: number;
}

async function check(
  schedule: ScheduleDescription,
  { clock, points = clean, reverse = false, own = 0, data }: Written,
) {
  const { times, level } = CLOCKS[clock];
  const rng = createRng(3);
  const made = points.map((value, i) => value + own * rng.split("own").normals(2 * COUNT)[i]);
  const states = times.map((t, i) => {
    const z = rng.split(i).normals(2 * COUNT);
    const { a, s } = level(t);
    return made.map((value, j) => a * value + s * z[j]);
  });
  if (reverse) states.reverse();
  const shape = [times.length, COUNT, 2];
  const arrays = { times: npy(times, [times.length]), x: npy(states.flat(), shape) };
  const path = writeBytes(folder, `${clock}-${reverse}-${own}.npz`, npz(arrays));
  const frame = modelFrame(schedule, { scale: 1, shift: 0 });
  const trajectories = await readTrajectories(path, frame, { columns: 2, like: "the data" });
  const density = data ?? createDensity(kernels, { data: Float64Array.from(FOUR), n: 4, d: 2 });
  const usable = Array.from({ length: COUNT }, (_, q) => q);
  return checkTrajectories({ trajectories, schedule, frame, density, usable });
}

const named = (name: string) => ({ name }) as ScheduleDescription;
const DDPM = ["ddpm-linear", "ddpm-scaled-linear", "ddpm-cosine"];

describe.each(Object.keys(CLOCKS))("trajectories with the noise of %s", (clock) => {
  it("are taken for what they are, and so are those of a model that generalises", async () => {
    for (const own of [0, 0.2]) {
      const { told, alike } = await check(named(clock), { clock, own });
      expect(told).toBe(true);
      expect(alike.map(({ name }) => name.replace("-zero-snr", ""))).toEqual(alike.map(() => clock));
    }
  });

  it("are refused in the reverse order", async () => {
    await expect(check(named(clock), { clock, reverse: true })).rejects.toThrow(
      /\.npz:x: expected states from noise to data, in the order of the times, got the reverse order/,
    );
  });

  it("are refused under other schedules that have their times", async () => {
    const others = clock.startsWith("ddpm") ? DDPM : ["ou", "edm", "flow"];
    for (const other of others.filter((one) => one !== clock)) {
      if (other === "flow" && clock !== "flow") continue;
      await expect(check(named(other), { clock })).rejects.toThrow(
        new RegExp(`^--schedule.*: expected ${clock}.*, whose noise the states of .* have, got ${other}`),
      );
    }
  });
});

it("says so where white data hide which variance-preserving schedule there is", async () => {
  const white = [...createRng(9).normals(2 * COUNT)];
  const data = createDensity(kernels, { data: Float64Array.from(white), n: COUNT, d: 2 });
  const { told, alike } = await check(named("ddpm-linear"), {
    clock: "ddpm-linear",
    points: white,
    data,
    own: 0.05,
  });
  expect(told).toBe(true);
  expect(alike.map(({ name }) => name)).toContain("ddpm-scaled-linear");
});

it("says that nothing can be told from a few states", async () => {
  const frame = modelFrame({ name: "edm" }, { scale: 1, shift: 0 });
  const x = npy([9, 9, 1, 1], [2, 1, 2]);
  const path = writeBytes(folder, "few.npz", npz({ times: npy([9, 1], [2]), x }));
  const trajectories = await readTrajectories(path, frame, { columns: 2, like: "the data" });
  const density = createDensity(kernels, { data: Float64Array.from(FOUR), n: 4, d: 2 });
  const found = await checkTrajectories({
    trajectories,
    schedule: { name: "edm" },
    frame,
    density,
    usable: [0],
  });
  expect(found).toEqual({ told: false, alike: [] });
});
