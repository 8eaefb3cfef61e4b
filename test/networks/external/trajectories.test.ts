import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastOf } from "../../../src/arrays/present.ts";
import { syntheticSet } from "../../../src/data/synthetic.ts";
import { writeNpz } from "../../../src/data/write-npz.ts";
import { createDensity, type EmpiricalDensity } from "../../../src/density/empirical-density.ts";
import { type DynamicsState, followDynamics, followStates } from "../../../src/dynamics/dynamics.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import {
  finishedSamples,
  levelTimes,
  type ModelFrame,
  modelFrame,
  modelTimeAt,
  readTrajectories,
  type ScheduleDescription,
  toModel,
  trajectoryStates,
} from "../../../src/networks/external/index.ts";
import { createRng } from "../../../src/random/rng.ts";
import { sample } from "../../../src/sample/sampler.ts";
import { timeGrid } from "../../../src/sample/time-grid.ts";
import { ouLevel } from "../../../src/schedule/noise-level.ts";
import { createInflatedScore } from "../../../src/score/inflated.ts";
import { npy, npz, temporaryFolder, writeBytes } from "../../data/build.ts";

const folder = temporaryFolder();
let kernels: Kernels;
let density: EmpiricalDensity;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
  const { data, n, d } = syntheticSet("thirteen-points");
  density = createDensity(kernels, { data, n, d });
});
afterAll(() => kernels.close());

const like = { columns: 2, like: "the data" };

/** What a sampler of the exact score of somewhat wider data does, written as a user's sampler would. */
async function written(
  name: string,
  frame: ModelFrame,
  x0: boolean,
): Promise<{ path: string; options: Parameters<typeof followDynamics>[2] }> {
  const levels = levelTimes(frame);
  const times = levels
    ? Float64Array.from([990, 700, 500, 300, 200, 100, 50, 20, 8, 3, 1, 0], (i) => levels[i])
    : timeGrid("exponential", { horizon: 4, timeMin: 1e-3, steps: 40 });
  const options = {
    rng: createRng(6),
    count: 50,
    times,
    stochasticity: 1,
    solver: "exponential" as const,
    dim: 1,
    every: 1,
  };
  const [own, xs, clean]: [number[], number[], number[]] = [[], [], []];
  for await (const { time, x, posteriorMean } of sample(createInflatedScore(density, 0.2), options)) {
    const at = modelTimeAt(frame, time);
    own.push(at.input);
    xs.push(...toModel(frame, x, { time, own: at }));
    clean.push(...toModel(frame, posteriorMean, { time, own: at }).map((value) => value / at.level.scale));
  }
  const shape = [own.length, 50, 2];
  const path = `${folder}/${name}.npz`;
  await writeNpz(path, {
    times: { data: Float64Array.from(own), shape: [own.length] },
    x: { data: Float64Array.from(xs), shape },
    ...(x0 && { x0: { data: Float64Array.from(clean), shape } }),
  });
  return { path, options };
}

describe("trajectories from a file", () => {
  it.each<[ScheduleDescription, { scale: number; shift: number }]>([
    [{ name: "ou" }, { scale: 1, shift: 0 }],
    [{ name: "edm" }, { scale: 2, shift: -1 }],
    [
      { name: "edm", time: "c-noise" },
      { scale: 1, shift: 0 },
    ],
    [
      { name: "flow", time: "data-at-one" },
      { scale: 0.5, shift: 0.1 },
    ],
    [{ name: "ddpm-cosine" }, { scale: 1, shift: 0 }],
  ])(
    "of schedule %j in units %j have the dynamics of the sampler that wrote them",
    async (schedule, units) => {
      const frame = modelFrame(schedule, units);
      const { path, options } = await written(`${schedule.name}-${schedule.time}`, frame, true);
      const expected = await followDynamics(createInflatedScore(density, 0.2), density, options);
      const trajectories = await readTrajectories(path, frame, like);
      const states = [...trajectoryStates(trajectories, frame, { count: 50, looks: 1000 })];
      const found = await followStates(states, density, { dim: 1, stochasticity: 1 });
      for (const name of [
        "times",
        "insideTube",
        "measuredDistance",
        "predictedDistance",
        "predictedFinal",
        "slideLength",
        "x",
      ] as const) {
        const gap = Math.max(
          ...found[name].map((value, i) =>
            Number.isNaN(value) && Number.isNaN(expected[name][i]) ? 0 : Math.abs(value - expected[name][i]),
          ),
        );
        expect([name, gap < 1e-6]).toEqual([name, true]);
      }
      const { samples, from } = finishedSamples(trajectories, frame);
      expect(from).toBe("last predicted clean points");
      expect(samples.length).toBe(100);
    },
  );

  it("without predicted clean points have measured distances, and NaN where the error is needed", async () => {
    const frame = modelFrame({ name: "ou" }, { scale: 1, shift: 0 });
    const { path, options } = await written("no-x0", frame, false);
    const expected = await followDynamics(createInflatedScore(density, 0.2), density, options);
    const trajectories = await readTrajectories(path, frame, like);
    const found = await followStates(
      trajectoryStates(trajectories, frame, { count: 50, looks: 1000 }),
      density,
      { dim: 1 },
    );
    const gap = Math.max(
      ...found.measuredDistance.map((value, i) => Math.abs(value - expected.measuredDistance[i])),
    );
    expect(gap).toBeLessThan(1e-9);
    expect(found.predictedDistance.every(Number.isNaN)).toBe(true);
    expect(found.slideLength.every(Number.isNaN)).toBe(true);
    expect(found.errors.every(({ normal }) => Number.isNaN(normal))).toBe(true);
    expect(found.slideExact.every(Number.isFinite)).toBe(true);
    const { samples, from } = finishedSamples(trajectories, frame);
    expect(from).toBe("last state, noise and all");
    expect(samples[3]).toBeCloseTo(expected.x[3] / ouLevel(1e-3).scale, 9);
  });

  it("keep the last level where there are more than are looked at, and the trajectories that are followed", async () => {
    const frame = modelFrame({ name: "edm" }, { scale: 1, shift: 0 });
    const { path } = await written("looks", frame, true);
    const trajectories = await readTrajectories(path, frame, like);
    const states: DynamicsState[] = [...trajectoryStates(trajectories, frame, { count: 3, looks: 10 })];
    expect(states.length).toBe(9);
    expect(lastOf(states).time).toBeCloseTo(1e-3, 12);
    expect(states[0].x.length).toBe(6);
  });

  it("may begin with pure noise and end with none", async () => {
    const values = [9, 9, 3, 2, 1, 0.5];
    const cases: [ScheduleDescription, number[]][] = [
      [{ name: "flow" }, [1, 0.5, 0.2, 0]],
      [{ name: "flow", time: "data-at-one" }, [0, 0.5, 0.8, 1]],
      [{ name: "ddpm-linear" }, [999, 500, 0, -1]],
      [{ name: "edm" }, [80, 2, 0.1, 0]],
    ];
    for (const [i, [schedule, times]] of cases.entries()) {
      const x = times.flatMap(() => values.slice(0, 4));
      x.splice(-4, 4, 1, 2, 3, 4);
      const path = writeBytes(folder, `ends-${i}.npz`, npz({ times: npy(times, [4]), x: npy(x, [4, 2, 2]) }));
      const frame = modelFrame(schedule, { scale: 2, shift: 1 });
      const trajectories = await readTrajectories(path, frame, like);
      expect([trajectories.endsClean, trajectories.levels.length]).toEqual([
        true,
        schedule.name === "flow" ? 2 : 3,
      ]);
      const { samples, from } = finishedSamples(trajectories, frame);
      expect([[...samples], from]).toEqual([[0, 0.5, 1, 1.5], "last state"]);
    }
  });
});

describe("what trajectories must be", () => {
  const four = [1, 2, 3, 4];
  const x = npy([...four, ...four], [2, 2, 2]);
  it.each<[string, Record<string, Uint8Array>, RegExp]>([
    ["no times", { x }, /: expected a key of x, got "times"$/],
    ["no states", { times: npy([2, 1], [2]) }, /: expected a key of times, got "x"$/],
    [
      "one time",
      { times: npy([2], [1]), x: npy(four, [1, 2, 2]) },
      /:times: expected 2 or more times in a row, got shape \(1\)$/,
    ],
    [
      "times in a table",
      { times: npy([2, 1], [1, 2]), x },
      /:times: expected 2 or more times in a row, got shape \(1, 2\)$/,
    ],
    [
      "more times than states",
      { times: npy([3, 2, 1], [3]), x },
      /:x: expected shape \(3, points, …\), as there are 3 times, got \(2, 2, 2\)$/,
    ],
    [
      "states without an axis",
      { times: npy([2, 1], [2]), x: npy(four, [2, 2]) },
      /:x: expected shape \(2, points, …\)/,
    ],
    [
      "another width",
      { times: npy([2, 1], [2]), x: npy(four, [2, 2, 1]) },
      /:x: expected points of 2 numbers, as the data has columns, got 1$/,
    ],
    [
      "x0 of another shape",
      { times: npy([2, 1], [2]), x, x0: npy(four, [2, 1, 2]) },
      /:x0: expected the shape of x \(2, 2, 2\), got \(2, 1, 2\)$/,
    ],
    [
      "NaN",
      { times: npy([2, 1], [2]), x: npy([...four, 1, NaN, 3, 4], [2, 2, 2]) },
      /:x: expected finite numbers, got NaN in row 2, column 1/,
    ],
    [
      "rising noise",
      { times: npy([1, 2], [2]), x },
      /:times: expected times of falling noise \(schedule edm\), got 2 after 1$/,
    ],
    [
      "times that there are not",
      { times: npy([2, -1], [2]), x },
      /:times: expected times that schedule edm has, got -1$/,
    ],
    [
      "no noise within",
      { times: npy([2, 0, 1], [3]), x: npy([...four, ...four, ...four], [3, 2, 2]) },
      /:times: expected times that schedule edm has, got 0$/,
    ],
    ["one level", { times: npy([2, 0], [2]), x }, /:times: expected 2 or more times with noise, got 2, 0$/],
  ])("%s is refused in one line", async (what, arrays, message) => {
    const path = writeBytes(folder, `${what.replaceAll(" ", "-")}.npz`, npz(arrays));
    const frame = modelFrame({ name: "edm" }, { scale: 1, shift: 0 });
    await expect(readTrajectories(path, frame, like)).rejects.toThrow(message);
  });

  it.each([
    ["t.npy", "an array of NumPy"],
    ["t.csv:x,y", "numbers separated by commas"],
    ["t.parquet", "a table of numeric columns"],
    ["t.npz:x", "a choice of one"],
    ["t.txt", "another format"],
  ])("%s, which cannot hold several arrays or is only one, is refused", async (file, got) => {
    const frame = modelFrame({ name: "edm" }, { scale: 1, shift: 0 });
    await expect(readTrajectories(file, frame, like)).rejects.toThrow(
      `${file}: expected an .npz file, of which several arrays are read, got ${got}`,
    );
  });
});
