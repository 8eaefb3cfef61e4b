/**
 * Which clock a model was trained with, from models whose predictions are closed forms: the best linear prediction of the
 * four points, coordinate by coordinate, and the exact posterior mean of the points. Schedules are written down here anew.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity, type EmpiricalDensity } from "../../../src/density/empirical-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import {
  checkDeclaration,
  declareModel,
  openPredictor,
  type Predictor,
  type ScheduleDescription,
} from "../../../src/networks/external/index.ts";
import { createRng } from "../../../src/random/rng.ts";
import { NAMED_SCHEDULES } from "../../../src/schedule/model-clock.ts";
import { TIME_INPUTS } from "../../../src/schedule/time-input.ts";
import type { PredictionKind } from "../../../src/score/prediction.ts";
import { NETWORKS } from "../../networks/external/fixtures.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const FOUR = [-3, 0, 3, 0, -3, 0.5, 3, -0.5];
const four = (): EmpiricalDensity => createDensity(kernels, { data: Float64Array.from(FOUR), n: 4, d: 2 });

interface Level {
  a: number;
  s: number;
}
const ofAlphaBars =
  (alphaBars: number[]): ((i: number) => Level | undefined) =>
  (i) =>
    alphaBars[i] === undefined ? undefined : { a: Math.sqrt(alphaBars[i]), s: Math.sqrt(1 - alphaBars[i]) };
const cumulative = (beta: (share: number) => number): number[] => {
  let product = 1;
  return Array.from({ length: 1000 }, (_, i) => {
    product *= 1 - beta(i / 999);
    return product;
  });
};
const cosine = (): number[] => {
  const f = (u: number) => Math.cos(((u + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  let product = 1;
  return Array.from({ length: 1000 }, (_, i) => {
    product *= 1 - Math.min(0.999, 1 - f((i + 1) / 1000) / f(i / 1000));
    return product;
  });
};
const zeroSnr = (alphaBars: number[]): number[] => {
  const roots = alphaBars.map(Math.sqrt);
  return roots.map((root) => (((root - roots[999]) * roots[0]) / (roots[0] - roots[999])) ** 2);
};
const LINEAR = cumulative((u) => 1e-4 + (0.02 - 1e-4) * u);
const SCALED = cumulative((u) => (Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * u) ** 2);

/** From the number that a model is given to its level, by name of the schedule and its time input. */
const CLOCKS: Record<string, (t: number) => Level | undefined> = {
  ou: (t) => ({ a: Math.exp(-t), s: Math.sqrt(1 - Math.exp(-2 * t)) }),
  edm: (t) => ({ a: 1, s: t }),
  "edm c-noise": (t) => ({ a: 1, s: Math.exp(4 * t) }),
  flow: (t) => ({ a: 1 - t, s: t }),
  "flow data-at-one": (t) => ({ a: t, s: 1 - t }),
  "ddpm-linear": ofAlphaBars(LINEAR),
  "ddpm-cosine": ofAlphaBars(cosine()),
  "ddpm-scaled-linear": ofAlphaBars(SCALED),
  "ddpm-scaled-linear-zero-snr": ofAlphaBars(zeroSnr(SCALED)),
  "ddpm-linear reversed": ofAlphaBars([...LINEAR].reverse()),
  "ddpm-cosine reversed": ofAlphaBars(cosine().reverse()),
};

type Denoiser = (x: Float64Array, level: Level) => Float64Array;

/** The variances of the coordinates are 9 and 1/8, and their means 0. */
const linear: Denoiser = (x, { a, s }) =>
  x.map((value, i) => (i % 2 === 0 ? 9 : 0.125) * a * (value / (a * a * (i % 2 === 0 ? 9 : 0.125) + s * s)));

const exact: Denoiser = (x, { a, s }) => {
  const mean = new Float64Array(x.length);
  for (let q = 0; q < x.length; q += 2) {
    const squares = [0, 2, 4, 6].map((i) => (x[q] - a * FOUR[i]) ** 2 + (x[q + 1] - a * FOUR[i + 1]) ** 2);
    const least = Math.min(...squares);
    const weights = squares.map((square) => Math.exp((least - square) / (2 * s * s)));
    const total = weights.reduce((sum, weight) => sum + weight);
    for (const [k, weight] of weights.entries())
      for (const j of [0, 1]) mean[q + j] += (weight / total) * FOUR[2 * k + j];
  }
  return mean;
};

const OUTPUTS: Record<PredictionKind, (x0: number, z: number, at: Level & { x: number }) => number> = {
  noise: (_, z) => z,
  score: (_, z, { s }) => -z / s,
  x0: (x0) => x0,
  "posterior-mean": (x0, _, { a }) => a * x0,
  v: (x0, z, { a, s }) => (a * z - s * x0) / Math.hypot(a, s),
};

function modelOf(clock: string, kind: PredictionKind, denoise: Denoiser, error = 0): Predictor {
  const noise = createRng(5).normals(512);
  return {
    source: clock,
    integerTime: false,
    close: async () => {},
    async predict(x, t) {
      const level = CLOCKS[clock](t);
      if (!level || !(level.a >= 0 && level.s > 0)) return x.map(() => NaN);
      const clean = denoise(x, level);
      return x.map((value, i) => {
        const z = (value - level.a * clean[i]) / level.s;
        const wrong = 1 + error * noise[i % 512];
        return OUTPUTS[kind](clean[i], z, { ...level, x: value }) * wrong;
      });
    },
  };
}

const read = (words: string): ScheduleDescription => {
  const [name, time] = words.split(" ");
  return { name, ...(time && { time }) } as ScheduleDescription;
};
const declared = (source: string, prediction: PredictionKind, words: string) =>
  declareModel(source, { prediction, schedule: read(words) });
const check = (predictor: Predictor, prediction: PredictionKind, words: string) =>
  checkDeclaration({
    predictor,
    declared: declared("net", prediction, words),
    density: four(),
    rng: createRng(1),
  });

/** What a refusal names as the schedule that fits. */
const flagsAnd = (words: string) => {
  const { name, time } = read(words);
  return time ? `${name} \\(time ${time}\\)` : name;
};

describe.each<[string, PredictionKind, string, string[]]>([
  [
    "clock-scaled-linear.onnx",
    "noise",
    "ddpm-scaled-linear",
    ["ddpm-linear", "ddpm-cosine", "ddpm-scaled-linear reversed", "ddpm-scaled-linear-zero-snr"],
  ],
  [
    "clock-reversed.onnx",
    "noise",
    "ddpm-linear reversed",
    ["ddpm-linear", "ddpm-cosine", "ddpm-cosine reversed", "ddpm-scaled-linear"],
  ],
  [
    "clock-zero-snr.onnx",
    "v",
    "ddpm-scaled-linear-zero-snr",
    ["ddpm-linear", "ddpm-cosine", "ddpm-scaled-linear", "ddpm-linear reversed"],
  ],
])("%s", (file, kind, right, wrong) => {
  const checked = async (words: string, prediction = kind) => {
    const source = `${NETWORKS}${file}`;
    const predictor = await openPredictor(declared(source, prediction, words), 2, "the data");
    try {
      return await check(predictor, prediction, words);
    } finally {
      await predictor.close();
    }
  };

  it("is taken as it was made", async () => {
    const { declared: fit, miscalibration } = await checked(right);
    // The model is no more than the best linear prediction of four points, and is that.
    expect(fit.error).toBeLessThan(0.1);
    expect(miscalibration).toBeLessThan(0.002);
  });

  it("is refused under other clocks, with the name of its own", async () => {
    for (const words of wrong)
      await expect(checked(words)).rejects.toThrow(
        new RegExp(
          `^--\\S.*: expected ${flagsAnd(right)}, which fits the data \\(denoising error 0\\.91\\d against `,
        ),
      );
  });

  it("is refused as another prediction under another clock, with the name of both", async () => {
    await expect(checked("edm", kind === "v" ? "noise" : "v")).rejects.toThrow(
      new RegExp(`^--prediction, --schedule.*: expected ${kind} with ${flagsAnd(right)}, which fits`),
    );
  });
});

const ALL = Object.keys(CLOCKS);

describe.each(ALL)("models with the clock of %s", (clock) => {
  it.each<[string, Denoiser, number]>([
    ["linear", linear, 0],
    ["exact", exact, 0],
    ["exact but for errors of 10 %", exact, 0.1],
    ["linear but for errors of 30 %", linear, 0.3],
  ])(
    "are taken for what they are: %s",
    async (_what, denoise, error) => {
      for (const kind of ["noise", "x0"] as const)
        if (!(kind === "x0" && error > 0)) {
          const { alike } = await check(modelOf(clock, kind, denoise, error), kind, clock);
          // What cannot be told apart here are schedules that are nearly one, never another family.
          const family = (name: string) => name.replace("-zero-snr", "");
          expect(alike.map(({ schedule }) => family(schedule.name))).toEqual(
            alike.map(() => family(read(clock).name)),
          );
        }
    },
    60_000,
  );

  it("are refused under three others, with the name of their own", async () => {
    const at = ALL.indexOf(clock);
    for (const [i, step] of [1, 2, 5].entries()) {
      const kind = (["noise", "x0", "v"] as const)[i];
      // The velocities of flow matching are others.
      if (kind === "v" && clock.startsWith("flow")) continue;
      const other = ALL[(at + step) % ALL.length];
      await expect(check(modelOf(clock, kind, linear), kind, other)).rejects.toThrow(
        new RegExp(`: expected (${kind} with )?${flagsAnd(clock)}, which fits the data`),
      );
    }
  }, 60_000);
});

describe("docs/bring-your-own.md", () => {
  it("has every schedule and every time input that can be declared", () => {
    const page = readFileSync(new URL("../../../docs/bring-your-own.md", import.meta.url), "utf8");
    const [, table] = page.split("**Its schedule**");
    const [rows] = table.split("**The check.**");
    const missing = [
      ...NAMED_SCHEDULES.filter((name) => !rows.includes(`\`${name}\``)),
      ...TIME_INPUTS.filter((name) => name !== "native" && !rows.includes(`--model-time ${name}`)),
    ];
    expect(missing).toEqual([]);
    expect(rows).toContain("`betas=FILE`");
  });
});
