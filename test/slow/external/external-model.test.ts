import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { syntheticSet } from "../../../src/data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../../src/density/empirical-density.ts";
import { posterior } from "../../../src/density/posterior.ts";
import { sampleDensity } from "../../../src/density/sample-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import {
  checkDeclaration,
  createExternalModel,
  declareModel,
  levelTimes,
  type ModelDeclaration,
  modelFrame,
  type Predictor,
  type ScheduleDescription,
  samplingTimes,
  timeRange,
} from "../../../src/networks/external/index.ts";
import { createRng } from "../../../src/random/rng.ts";
import { NAMED_SCHEDULES, timeInputsOf } from "../../../src/schedule/model-clock.ts";
import { ouLevel } from "../../../src/schedule/noise-level.ts";
import { PREDICTION_KINDS, type PredictionKind } from "../../../src/score/prediction.ts";
import { exactPredictor } from "../../networks/external/exact-predictor.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const { data, n, d } = syntheticSet("thirteen-points");
const points = (scale = 1, shift = 0): EmpiricalDensity =>
  createDensity(kernels, { data: data.map((value) => scale * value + shift), n, d });
const SCHEDULES: ScheduleDescription[] = NAMED_SCHEDULES.flatMap((name) =>
  timeInputsOf(name).map((time) => ({ name, time })),
);
const READINGS = SCHEDULES.flatMap((schedule) => PREDICTION_KINDS.map((kind) => ({ schedule, kind })));
const nameOf = ({ name, time }: ScheduleDescription) => `${name} (${time})`;

describe("createBroughtModel", () => {
  it.each(SCHEDULES)(
    "has the posterior mean of an exact $name ($time) model, for every prediction and unit",
    async (schedule) => {
      for (const units of [
        { scale: 1, shift: 0 },
        { scale: 2, shift: -1 },
        { scale: 0.05, shift: 3 },
      ]) {
        const frame = modelFrame(schedule, units);
        const seen = points(units.scale, units.shift);
        const levels = levelTimes(frame);
        for (const time of levels ? [levels[2], levels[400], levels[990]] : [0.01, 0.4, 3]) {
          if (time > timeRange(frame).most) continue;
          const { x } = sampleDensity(points(), ouLevel(time), { count: 20, rng: createRng(1) });
          const exact = (await posterior(points(), ouLevel(time), { x })).posteriorMean;
          for (const kind of PREDICTION_KINDS) {
            const model = createExternalModel(exactPredictor(seen, kind, frame), { kind, frame, d });
            const found = await model.posteriorMean(x, time);
            const gap = Math.max(...found.map((value, i) => Math.abs(value - exact[i])));
            expect(gap).toBeLessThan(1e-8);
          }
        }
      }
    },
  );

  it("refuses times between the levels of a discrete schedule, and answers that are not finite", async () => {
    const frame = modelFrame({ name: "ddpm-linear" }, { scale: 1, shift: 0 });
    const x = new Float64Array(6);
    const model = createExternalModel(exactPredictor(points(), "noise", frame), { kind: "noise", frame, d });
    await expect(model.posteriorMean(x, 0.3)).rejects.toThrow(
      "time: expected a level that ddpm-linear has, got 0.3",
    );
    const broken: Predictor = {
      ...exactPredictor(points(), "noise", frame),
      predict: async () => Float64Array.of(0, 1, 2, NaN, 0, 0),
    };
    const at = present(levelTimes(frame))[7];
    await expect(
      createExternalModel(broken, { kind: "noise", frame, d }).posteriorMean(x, at),
    ).rejects.toThrow("exact: expected finite predictions, got NaN for point 1 at its time 7");
  });
});

describe("samplingTimes", () => {
  const options = { steps: 1000, min: "auto", horizon: "auto", grid: "karras", size: 2 } as const;

  it("goes through levels that a discrete schedule has, all of them or evenly", () => {
    const frame = modelFrame({ name: "ddpm-linear" }, { scale: 1, shift: 0 });
    const levels = present(levelTimes(frame));
    expect(samplingTimes(frame, options)).toEqual(levels.slice().reverse());
    const few = samplingTimes(frame, { ...options, steps: 9 });
    expect([...few]).toEqual([999, 888, 777, 666, 555, 444, 333, 222, 111, 0].map((i) => levels[i]));
    const part = samplingTimes(frame, { ...options, min: levels[500], steps: 5000 });
    expect([part.length, part.at(-1)]).toEqual([500, levels[500]]);
    expect(() => samplingTimes(frame, { ...options, min: 50 })).toThrow(
      /^--time-min: expected less than 5\.0\d, /,
    );
  });

  it("takes a grid for a continuous one, to OU time 1e-3 of the model's units and within its range", () => {
    const ends = (schedule: ScheduleDescription, change: object = {}, scale = 1) => {
      const times = samplingTimes(modelFrame(schedule, { scale, shift: 0 }), { ...options, ...change });
      return [times[0], times.at(-1)];
    };
    const horizon = Math.log(200);
    expect(ends({ name: "ou" })).toEqual([horizon, 1e-3]);
    expect(ends({ name: "ou" }, { min: 0.01, horizon: 8 })).toEqual([8, 0.01]);
    expect(ends({ name: "edm" })[0]).toBeCloseTo(0.5 * Math.log(6401), 12);
    const [, scaled] = ends({ name: "ou" }, {}, 0.1);
    expect(Math.expm1(2 * present(scaled)) * 0.01).toBeCloseTo(Math.expm1(2e-3), 12);
    expect(() => ends({ name: "flow" }, { min: 1e-9 })).toThrow("--time-min: expected a time from");
  });
});

describe("checkDeclaration", () => {
  const declare = (kind: PredictionKind, schedule: ScheduleDescription): ModelDeclaration => ({
    ...declareModel("exact", { prediction: kind, schedule }),
  });
  const check = (predictor: Predictor, kind: PredictionKind, schedule: ScheduleDescription) =>
    checkDeclaration({ predictor, declared: declare(kind, schedule), density: points(), rng: createRng(0) });
  /** With a = 1 the two are the same. */
  const same = (a: PredictionKind, b: PredictionKind, { name }: ScheduleDescription) =>
    a === b || (name === "edm" && [a, b].every((kind) => kind === "x0" || kind === "posterior-mean"));

  it.each(READINGS)(
    "takes an exact $schedule.name ($schedule.time) model that predicts $kind for what it is, and for no other prediction",
    async ({ schedule, kind }) => {
      const predictor = exactPredictor(points(), kind, modelFrame(schedule, { scale: 1, shift: 0 }));
      const { declared } = await check(predictor, kind, schedule);
      expect(declared.error).toBeLessThan(1e-9);
      for (const wrong of PREDICTION_KINDS.filter((other) => !same(other, kind, schedule)))
        await expect(check(predictor, wrong, schedule)).rejects.toThrow(
          /^--prediction: expected (\S+), which fits the data \(denoising error \S+ against \S+\), got /,
        );
    },
  );

  it("takes none of them under another schedule, and says so of two that are alike", async () => {
    const accepted: string[] = [];
    for (const [i, schedule] of SCHEDULES.entries()) {
      const kind = PREDICTION_KINDS[i % PREDICTION_KINDS.length];
      const predictor = exactPredictor(points(), kind, modelFrame(schedule, { scale: 1, shift: 0 }));
      for (const step of [1, 3, 5]) {
        const other = SCHEDULES[(i + step) % SCHEDULES.length];
        const pair = `${nameOf(schedule)} as ${nameOf(other)}`;
        const found = await check(predictor, kind, other).catch((error: Error) => error.message);
        if (typeof found === "string")
          expect(found).toMatch(/^--(prediction|schedule|model-time)\b.*: expected .* which fits the data/);
        else {
          accepted.push(pair);
          expect(found.alike.map((one) => nameOf({ time: "native", ...one.schedule }))).toContain(
            nameOf(schedule),
          );
        }
      }
    }
    // Down to where the data are lost in the noise these two are one.
    const oneClock = /^ddpm-linear(-zero-snr)? \((.*)\) as ddpm-linear(-zero-snr)? \(\2\)$/;
    expect(accepted.filter((pair) => !oneClock.test(pair))).toEqual([]);
  }, 120_000);

  it("says so where nothing fits, and where answers are not finite", async () => {
    const frame = modelFrame({ name: "ou" }, { scale: 1, shift: 0 });
    const exact = exactPredictor(points(), "noise", frame);
    const waves: Predictor = { ...exact, predict: async (x) => x.map((value) => Math.sin(40 * value)) };
    await expect(check(waves, "noise", { name: "ou" })).rejects.toThrow(
      /^exact: expected a model of the data: .*, got relative error 1\.\d+ read as noise with ou, and no known/,
    );
    const broken: Predictor = { ...exact, predict: async (x) => x.map(() => NaN) };
    await expect(check(broken, "noise", { name: "ou" })).rejects.toThrow(
      "exact: expected finite predictions for noised data, got NaN or infinity",
    );
  });

  it("takes a model of the distribution that the data are drawn from, in high dimension", async () => {
    const [count, wide] = [200, 300];
    const drawn = createDensity(kernels, { data: createRng(1).normals(count * wide), n: count, d: wide });
    for (const schedule of [{ name: "edm" }, { name: "ddpm-linear" }] as const) {
      const { clock } = modelFrame(schedule, { scale: 1, shift: 0 });
      const predictor: Predictor = {
        source: "normal",
        integerTime: clock.discrete !== undefined,
        close: async () => {},
        // The mean of x_0 given x, where x_0 is standard normal.
        async predict(x, time) {
          const { scale, variance } = clock.of(clock.discrete ? time : Math.max(1e-6, time)).level;
          return x.map((value) => (scale * value) / (scale * scale + variance));
        },
      };
      const declared = declare("x0", schedule);
      const { declared: fit } = await checkDeclaration({
        predictor,
        declared,
        density: drawn,
        rng: createRng(0),
      });
      expect(fit.error).toBeLessThan(0.15);
      await expect(
        checkDeclaration({
          predictor,
          declared: declare("noise", schedule),
          density: drawn,
          rng: createRng(0),
        }),
      ).rejects.toThrow(/^--prediction: expected (x0|posterior-mean), which fits/);
    }
  });

  it("takes an undertrained model for what it is", async () => {
    const schedule: ScheduleDescription = { name: "ddpm-linear" };
    const exact = exactPredictor(points(), "noise", modelFrame(schedule, { scale: 1, shift: 0 }));
    const noise = createRng(3).normals(256);
    const rough: Predictor = {
      ...exact,
      predict: async (x, time) =>
        (await exact.predict(x, time)).map((value, i) => value + 0.3 * noise[i % 256]),
    };
    const { declared } = await check(rough, "noise", schedule);
    expect(Math.abs(declared.error - 0.3)).toBeLessThan(0.05);
  });
});
