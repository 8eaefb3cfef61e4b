/** Trajectories that a user brings: followed along the way, and their ends diagnosed. Needs no model. */
import { lastOf } from "../../arrays/present.ts";
import { type Dynamics, followStates } from "../../dynamics/dynamics.ts";
import { readBetas } from "../../networks/external/betas.ts";
import { type ModelFrame, ouTimeOf } from "../../networks/external/model-frame.ts";
import {
  type FinishedSamples,
  finishedSamples,
  lastPredictions,
  type Trajectories,
  trajectoryStates,
} from "../../networks/external/trajectories.ts";
import { checkTrajectories, type TrajectoryCheck } from "../../networks/external/trajectory-check.ts";
import type { ExperimentContext } from "../result.ts";
import { readDeclared } from "./declared-clock.ts";
import { externalSpace } from "./external-space.ts";
import { type FollowedRun, type FollowedSubject, judgeFollowed, undiverged } from "./followed.ts";
import { dataDensity, withAnalysisData } from "./inputs.ts";
import { RECORDED_STEPS } from "./samples.ts";
import type { TrajectoryAnalysisConfig } from "./settings.ts";

/** What was measured of trajectories and their ends. */
export interface TrajectoryAnalysisRun extends FollowedRun {
  readonly config: TrajectoryAnalysisConfig;
  readonly trajectories: Trajectories;
  readonly frame: ModelFrame;
  readonly finished: FinishedSamples;
  readonly check: TrajectoryCheck;
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
  return withAnalysisData(config, context, async (data) => {
    const { file, schedule, data: units } = config.trajectories;
    const declared = await readBetas(schedule);
    const density = dataDensity(config, data, context);
    const like = data.train.source;
    const { frame, trajectories } = await readDeclared({ file, declared, units, density, like });
    const space = externalSpace(data, trajectories.count);
    const subject = { config, frame, trajectories, data, space, context };
    const finished = finishedSamples(trajectories, frame);
    const check = await checkTrajectories({
      trajectories,
      schedule: declared,
      frame,
      density,
      // In reverse order they end in the noise, which is no divergence.
      usable: undiverged(finished.samples, data, noiseLength(trajectories, frame)),
    });
    const end = ouTimeOf(frame, lastOf(trajectories.levels).own);
    const followed = await judgeFollowed(subject, { source: file, end }, async (dim) => ({
      samples: finished.samples,
      records: lastPredictions(trajectories, frame, RECORDED_STEPS),
      dynamics: space.followed > 0 ? await follow(subject, dim) : undefined,
    }));
    return { ...followed, config, trajectories, frame, finished, check };
  });
}

/** RMS length of the noise at the noisiest level, in the data's units. */
function noiseLength({ levels: [first], d }: Trajectories, { scale }: ModelFrame): number {
  return Math.sqrt(first.own.level.variance * d) / scale;
}

function follow(
  {
    config,
    frame,
    trajectories,
    data,
    space,
    context,
  }: FollowedSubject<TrajectoryAnalysisConfig> & Pick<TrajectoryAnalysisRun, "frame" | "trajectories">,
  dim: number,
): Promise<Dynamics> {
  const { looks, snapshots: snapshotTimes } = config.analysis;
  const { stochasticity } = config.trajectories;
  async function* brought() {
    let done = 0;
    for (const state of trajectoryStates(trajectories, frame, { count: space.followed, looks })) {
      context.progress("following trajectories", done++, Math.min(looks, trajectories.levels.length));
      yield space.bring(state);
    }
  }
  return followStates(brought(), data.density, { dim, stochasticity, snapshotTimes });
}
