/** A model that a user brings: checked, sampled, followed along the way, and its samples diagnosed. */

import { z } from "zod";
import { lastOf, present } from "../../arrays/present.ts";
import type { Matrix } from "../../data/matrix.ts";
import { createDensity } from "../../density/empirical-density.ts";
import { type Dynamics, type DynamicsState, followStates, stretchOf } from "../../dynamics/dynamics.ts";
import { declarationSchema, type ModelDeclaration } from "../../networks/external/description.ts";
import { createExternalModel, modelFrame } from "../../networks/external/model-frame.ts";
import { openPredictor } from "../../networks/external/open-model.ts";
import { samplingTimes } from "../../networks/external/sampling.ts";
import { checkDeclaration, type SelfCheck } from "../../networks/external/self-check.ts";
import { type SampleState, sample } from "../../sample/sampler.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { checkConfig, type SamplingConfig } from "../config.ts";
import { cached } from "../parts/cached.ts";
import { brief } from "../parts/ridges.ts";
import type { Preset } from "../presets.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import {
  type ExternalSamples,
  type ExternalSpace,
  externalSpace,
  judgedConfig,
  type SharedConfig,
} from "./external-space.ts";
import { followedResult } from "./followed.ts";
import {
  type AnalysisData,
  type AnalysisRidge,
  chooseRidge,
  judgeSamples,
  RECORDED_STEPS,
  readAnalysisData,
} from "./samples.ts";
import { sharedDefaults, sharedSchemas } from "./settings.ts";

/** Settings of the analysis of a model, as its `config.json` holds them. */
export interface ModelAnalysisConfig extends SharedConfig {
  experiment: "analyze-model";
  model: ModelDeclaration;
  sampling: SamplingConfig & {
    /** Finished samples: the model's prediction of the clean point at the last time, or the state there over a. */
    final: "denoised" | "state";
  };
  /** Ends of the generation: OU times in the data's units. */
  time: { min: number | "auto"; horizon: number | "auto" };
}

const endOfTime = z.union(
  [z.number().positive().max(100), z.literal("auto")],
  "expected a positive number or auto",
);

const modelAnalysisSchema: z.ZodType<ModelAnalysisConfig> = z.strictObject({
  experiment: z.literal("analyze-model"),
  ...sharedSchemas,
  model: declarationSchema,
  sampling: z.strictObject({
    count: z.number().int().positive(),
    steps: z.number().int().positive(),
    stochasticity: z.number().min(0).max(1),
    solver: z.enum(["euler", "heun", "exponential", "dpm++2m"]),
    grid: z.enum(["exponential", "linear", "cosine", "karras"]),
    final: z.enum(["denoised", "state"]),
  }),
  time: z.strictObject({ min: endOfTime, horizon: endOfTime }),
});

/** The analysis of a model as an experiment, so that its `config.json` runs again. */
export const MODEL_ANALYSIS: Preset = {
  name: "analyze-model",
  summary: "a model that the user brings: sampled, followed along the way, its samples told apart",
  config: {
    experiment: "analyze-model",
    ...sharedDefaults,
    model: {},
    sampling: {
      count: 2000,
      steps: 1000,
      stochasticity: 1,
      solver: "exponential",
      grid: "karras",
      final: "denoised",
    },
    time: { min: "auto", horizon: "auto" },
  },
  check: (config, source) => checkConfig(modelAnalysisSchema, config, source),
  run: (config, context) => analyzeModel(checkConfig(modelAnalysisSchema, config, "analyze"), context),
};

/**
 * Checks that the model is read as it was trained, samples from it, and diagnoses.
 * @throws {InputError} where model, declaration, data and options do not fit each other
 */
export async function analyzeModel(
  config: ModelAnalysisConfig,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { kernels, rng, progress } = context;
  const { model: declared, sampling } = config;
  progress("reading", 0, 1);
  const data = await readAnalysisData(config, context);
  const { train } = data;
  const times = timesOf(config, train);
  const space = externalSpace(data, sampling.count, kernels);
  const judged = judgedConfig(config, declared.source, space.time(lastOf(times)));
  const predictor = await openPredictor(declared, train.columns, train.source);
  try {
    progress("checking the model", 0, 1);
    const density =
      data.pca || data.vae
        ? createDensity(kernels, { data: train.data, n: train.rows, d: train.columns })
        : data.density;
    const check = await checkDeclaration({ predictor, declared, density, rng: rng.split("check") });
    const ridge = await chooseRidge(judged, data, context);
    const model = createExternalModel(predictor, {
      kind: declared.prediction,
      frame: frameOf(declared),
      d: train.columns,
    });
    const made = await cached(context, "samples", () =>
      generate(model, { config, times, data, space, ridge, context }),
    );
    const samples = { data: made.samples, rows: sampling.count, ...described(train, declared.source) };
    const { records } = made;
    const run = await judgeSamples(judged, { data, samples, ridge, records }, context);
    const notes = [...readingNotes(config, check), ...samplingNotes(config, times, space)];
    return await followedResult(
      {
        run,
        ...made,
        name: "analyze-model",
        predicted: true,
        notes,
        extra: { self_check_error: check.declared.error },
      },
      context,
    );
  } finally {
    await Promise.all([predictor.close(), data.close()]);
  }
}

function described({ columns }: Matrix, source: string): Pick<Matrix, "columns" | "source" | "shape"> {
  return { columns, source, shape: [columns] };
}

function frameOf({ schedule, data }: ModelDeclaration): ReturnType<typeof modelFrame> {
  return modelFrame(schedule, data);
}

function timesOf({ model, sampling, time }: ModelAnalysisConfig, { data }: Matrix): Float64Array {
  const size = Math.sqrt(data.reduce((sum, value) => sum + (value * value) / data.length, 0));
  const { steps, grid } = sampling;
  return samplingTimes(frameOf(model), { steps, grid, ...time, size });
}

interface Generation {
  readonly config: ModelAnalysisConfig;
  /** OU times in the data's units. */
  readonly times: Float64Array;
  readonly data: AnalysisData;
  readonly space: ExternalSpace;
  readonly ridge: AnalysisRidge;
  readonly context: ExperimentContext;
}

async function generate(model: ScoreModel, generation: Generation): Promise<ExternalSamples> {
  const { config, times, data, space, ridge, context } = generation;
  const { stochasticity, final } = config.sampling;
  let last: SampleState | undefined;
  const records: Float64Array[] = [];
  const states = statesOf(model, generation, (state) => {
    last = state;
    if (state.step > times.length - 1 - RECORDED_STEPS)
      records.push(state.posteriorMean.map((value) => value / ouLevel(state.time).scale));
    context.progress("sampling the model", state.step, times.length - 1);
  });
  let dynamics: Dynamics | undefined;
  if (space.followed > 0)
    dynamics = await followStates(states, data.density, {
      dim: ridge.dim,
      stochasticity,
      snapshotTimes: config.analysis.snapshots,
      ...(!data.pca && { stretch: stretchOf(model) }),
    });
  else for await (const _ of states);
  const { scale } = ouLevel(present(last).time);
  const end = final === "denoised" ? present(last).posteriorMean : present(last).x;
  return { samples: end.map((value) => value / scale), records, ...(dynamics && { dynamics }) };
}

/** The sampler's states at which to look, in the space of the ridge, the followed samples of them. */
async function* statesOf(
  model: ScoreModel,
  { config, times, space, context: { rng } }: Generation,
  onStep: (state: SampleState) => void,
): AsyncGenerator<DynamicsState, void> {
  const { count, stochasticity, solver } = config.sampling;
  const steps = times.length - 1;
  const every = Math.ceil(steps / config.analysis.looks);
  const rows = space.followed * model.d;
  for await (const state of sample(model, {
    rng: rng.split("samples"),
    count,
    times,
    stochasticity,
    solver,
  })) {
    onStep(state);
    if (rows === 0 || (steps - state.step) % every !== 0) continue;
    const { time, x, posteriorMean } = state;
    yield space.bring({ time, x: x.subarray(0, rows), posteriorMean: posteriorMean.subarray(0, rows) });
  }
}

function readingNotes({ model }: ModelAnalysisConfig, { declared }: SelfCheck): string[] {
  const { prediction, schedule, data } = model;
  const time = schedule.time && schedule.time !== "native" ? ` (time ${schedule.time})` : "";
  const shift = data.shift === 0 ? "" : ` ${data.shift < 0 ? "−" : "+"} ${Math.abs(data.shift)}`;
  const units =
    data.scale === 1 && shift === "" ? "" : ` What it sees is ${data.scale} x${shift} of the data's x.`;
  return [
    `${model.source} is read as predicting ${prediction} under schedule ${schedule.name}${time}; at large noise it agrees with the exact prediction of the data to a relative error of ${brief(declared.error)}.${units}`,
  ];
}

function samplingNotes(
  { sampling }: ModelAnalysisConfig,
  times: Float64Array,
  space: ExternalSpace,
): string[] {
  const { count, steps, solver, stochasticity, final } = sampling;
  const taken = times.length - 1;
  const fewer = taken < steps ? ` (of ${steps} asked for, as the schedule has no more levels)` : "";
  const end =
    final === "denoised"
      ? "finished samples are the model's prediction of the clean point at the last time"
      : "finished samples are the state at the last time, divided by a";
  return [
    `Sampled in ${taken} steps${fewer} of the ${solver} solver, η = ${stochasticity}, from OU time ${brief(times[0])} to ${brief(lastOf(times))} of the data; ${end}.`,
    ...(space.followed > 0 && space.followed < count
      ? [
          `Dynamics are those of the first ${space.followed} samples, as memory takes no more in this dimension.`,
        ]
      : []),
  ];
}
