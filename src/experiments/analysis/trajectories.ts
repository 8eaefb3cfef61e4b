/** Trajectories that a user brings: followed along the way, and their ends diagnosed. Needs no model. */
import { lastOf } from "../../arrays/present.ts";
import { type Dynamics, type DynamicsState, followStates } from "../../dynamics/dynamics.ts";
import { type ModelFrame, modelFrame, ouTimeOf } from "../../networks/external/model-frame.ts";
import {
  type FinishedSamples,
  finishedSamples,
  lastPredictions,
  readTrajectories,
  type Trajectories,
  trajectoryStates,
} from "../../networks/external/trajectories.ts";
import type { ExperimentContext } from "../result.ts";
import { type ExternalSpace, externalSpace, type FollowedRun } from "./external-space.ts";
import { type AnalysisData, withAnalysisData } from "./inputs.ts";
import { chooseRidge, judgeSamples, RECORDED_STEPS } from "./samples.ts";
import type { TrajectoryAnalysisConfig } from "./settings.ts";

/** What was measured of trajectories and their ends. */
export interface TrajectoryAnalysisRun extends FollowedRun {
  readonly config: TrajectoryAnalysisConfig;
  readonly trajectories: Trajectories;
  readonly frame: ModelFrame;
  readonly finished: FinishedSamples;
}

/**
 * Reads trajectories, follows them, and diagnoses where they end.
 * @throws {InputError} where file, schedule, data and options do not fit each other
 */
export async function analyzeTrajectories(
  config: TrajectoryAnalysisConfig,
  context: ExperimentContext,
): Promise<TrajectoryAnalysisRun> {
  context.progress("reading", 0, 1);
  return withAnalysisData(config, context, (data) => analyzeWith(data, config, context));
}

async function analyzeWith(
  data: AnalysisData,
  config: TrajectoryAnalysisConfig,
  context: ExperimentContext,
): Promise<TrajectoryAnalysisRun> {
  const { file, schedule, data: units } = config.trajectories;
  const { columns, source: like } = data.train;
  const frame = modelFrame(schedule, units);
  const trajectories = await readTrajectories(file, frame, { columns, like });
  const { count, levels, x0 } = trajectories;
  const space = externalSpace(data, count);
  const judging = { ...config, time: { min: space.time(ouTimeOf(frame, lastOf(levels).own)) } };
  const ridge = await chooseRidge(judging, data, context);
  const dynamics = await follow(trajectories, { config, frame, data, space, dim: ridge.dim, context });
  const finished = finishedSamples(trajectories, frame);
  const samples = { data: finished.samples, rows: count, columns, source: file, shape: [columns] };
  const records = lastPredictions(trajectories, frame, RECORDED_STEPS);
  const judged = await judgeSamples(judging, { data, samples, ridge, records }, context);
  const predicted = x0 !== undefined;
  return { config, judged, predicted, trajectories, frame, finished, ...(dynamics && { dynamics }) };
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
