/** Trajectories that a user brings: followed along the way, and their ends diagnosed. Needs no model. */

import { z } from "zod";
import { lastOf } from "../../arrays/present.ts";
import { type Dynamics, type DynamicsState, followStates } from "../../dynamics/dynamics.ts";
import { type ScheduleDescription, scheduleSchema } from "../../networks/external/description.ts";
import { type ModelFrame, modelFrame, ouTimeOf } from "../../networks/external/model-frame.ts";
import {
  type FinishedSamples,
  finishedSamples,
  lastPredictions,
  readTrajectories,
  type Trajectories,
  trajectoryStates,
} from "../../networks/external/trajectories.ts";
import { dataVariance } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { checkConfig } from "../config.ts";
import type { Preset } from "../preset.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { type ExternalSpace, externalSpace, judgedConfig, type SharedConfig } from "./external-space.ts";
import { followedResult } from "./followed.ts";
import { type AnalysisData, chooseRidge, judgeSamples, RECORDED_STEPS, readAnalysisData } from "./samples.ts";
import { sharedDefaults, sharedSchemas } from "./settings.ts";

/** Settings of the analysis of trajectories, as its `config.json` holds them. */
export interface TrajectoryAnalysisConfig extends SharedConfig {
  experiment: "analyze-trajectories";
  trajectories: {
    file: string;
    schedule: ScheduleDescription;
    /** The file holds scale · x + shift of the data's x. */
    data: { scale: number; shift: number };
    /** η of the sampler that made them. */
    stochasticity: number;
  };
}

const trajectoryAnalysisSchema: z.ZodType<TrajectoryAnalysisConfig> = z.strictObject({
  experiment: z.literal("analyze-trajectories"),
  ...sharedSchemas,
  trajectories: z.strictObject({
    file: z.string().min(1),
    schedule: scheduleSchema,
    data: z.strictObject({ scale: z.number().positive(), shift: z.number() }),
    stochasticity: z.number().min(0).max(1),
  }),
});

/** The analysis of trajectories as an experiment, so that its `config.json` runs again. */
export const TRAJECTORY_ANALYSIS: Preset = {
  name: "analyze-trajectories",
  summary: "trajectories that the user brings: followed along the way, their ends told apart",
  config: { experiment: "analyze-trajectories", ...sharedDefaults, trajectories: {} },
  check: (config, source) => checkConfig(trajectoryAnalysisSchema, config, source),
  run: (config, context) =>
    analyzeTrajectories(checkConfig(trajectoryAnalysisSchema, config, "analyze"), context),
};

/**
 * Reads trajectories, follows them, and diagnoses where they end.
 * @throws {InputError} where file, schedule, data and options do not fit each other
 */
export async function analyzeTrajectories(
  config: TrajectoryAnalysisConfig,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  context.progress("reading", 0, 1);
  const data = await readAnalysisData(config, context);
  try {
    return await analyzeWith(data, config, context);
  } finally {
    await data.close();
  }
}

async function analyzeWith(
  data: AnalysisData,
  config: TrajectoryAnalysisConfig,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { file, schedule, data: units } = config.trajectories;
  const { columns, source: like } = data.train;
  const frame = modelFrame(schedule, units);
  const trajectories = await readTrajectories(file, frame, { columns, like });
  const space = externalSpace(data, trajectories.count, context.kernels);
  const end = space.time(ouTimeOf(frame, lastOf(trajectories.levels).own));
  const judged = judgedConfig(config, file, end);
  const ridge = await chooseRidge(judged, data, context);
  const dynamics = await follow(trajectories, { config, frame, data, space, dim: ridge.dim, context });
  const finished = finishedSamples(trajectories, frame);
  const samples = {
    data: finished.samples,
    rows: trajectories.count,
    columns,
    source: file,
    shape: [columns],
  };
  const records = lastPredictions(trajectories, frame, RECORDED_STEPS);
  const asked = { data, samples, ridge, ...(records && { records }) };
  const run = await judgeSamples(judged, asked, context);
  const notes = notesOf(trajectories, config, { frame, finished, space });
  const predicted = trajectories.x0 !== undefined;
  return followedResult(
    { run, ...(dynamics && { dynamics }), name: "analyze-trajectories", predicted, notes },
    context,
  );
}

interface Following {
  readonly config: TrajectoryAnalysisConfig;
  readonly frame: ModelFrame;
  readonly data: AnalysisData;
  readonly space: ExternalSpace;
  readonly dim: number;
  readonly context: ExperimentContext;
}

async function follow(trajectories: Trajectories, following: Following): Promise<Dynamics | undefined> {
  const { config, data, space, dim } = following;
  if (space.followed === 0) return undefined;
  return followStates(statesOf(trajectories, following), data.density, {
    dim,
    stochasticity: config.trajectories.stochasticity,
    snapshotTimes: config.analysis.snapshots,
  });
}

async function* statesOf(
  trajectories: Trajectories,
  { config, frame, space, context }: Following,
): AsyncGenerator<DynamicsState, void> {
  const { looks } = config.analysis;
  let done = 0;
  for (const state of trajectoryStates(trajectories, frame, { count: space.followed, looks })) {
    context.progress("following trajectories", done++, Math.min(looks, trajectories.levels.length));
    yield await space.bring(state);
  }
}

function notesOf(
  { source, count, levels }: Trajectories,
  { trajectories }: TrajectoryAnalysisConfig,
  { frame, finished, space }: { frame: ModelFrame; finished: FinishedSamples; space: ExternalSpace },
): string[] {
  const { followed } = space;
  const { name, time = "native" } = trajectories.schedule;
  const noise = Math.sqrt(dataVariance(lastOf(levels).own.level)) / frame.scale;
  const ends = {
    "last state": "the last state, which has no noise",
    "last predicted clean points": "the last predicted clean points (x0), as the last state has noise",
    "last state, noise and all": `the last state divided by a, noise of standard deviation ${brief(noise)} (data units) included, as there are no predicted clean points`,
  };
  return [
    `${source} holds ${count} trajectories at ${levels.length} noise levels of schedule ${name}${time === "native" ? "" : ` (time ${time})`}; finished samples are ${ends[finished.from]}.`,
    `The predicted distance takes the trajectories to be those of a sampler with η = ${trajectories.stochasticity}, and is coarse where there are few levels.`,
    ...(followed > 0 && followed < count
      ? [
          `Dynamics are those of the first ${followed} trajectories, as memory takes no more in this dimension.`,
        ]
      : []),
  ];
}
