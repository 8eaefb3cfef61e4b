/** A score network trained on a small data set: the picture of reach, align and slide over training. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import { spread } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { classify, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { type Details, measureDetails } from "../../diagnosis/details.ts";
import { type CheckpointStudy, type JudgedCheckpoint, studyCheckpoints } from "../parts/checkpoint-study.ts";
import { smallSet } from "../parts/criterion.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import type { NetworkModesConfig } from "./settings.ts";

/** Everything measured, before it is put into words and figures. */
export interface NetworkModesRun {
  readonly config: NetworkModesConfig;
  readonly density: EmpiricalDensity;
  readonly criterion: RidgeCriterion;
  readonly study: CheckpointStudy;
  readonly entries: readonly JudgedCheckpoint[];
  /** Metrics of some checkpoints, and cards of the last. */
  readonly details: Details;
}

/** Runs the experiment. */
export async function runNetworkModes(
  config: NetworkModesConfig,
  context: ExperimentContext,
): Promise<NetworkModesRun> {
  const { density, criterion } = await smallSet(config, context);
  const study = await studyCheckpoints(density, { config, dim: criterion.dim }, context);
  const entries = await mapInTurn(study.entries, async (entry) => ({
    ...entry,
    classes: await classify(density, entry.samples, criterion),
  }));
  const options = { ...context, criterion, space: spaceOf("none") };
  const details = await measureDetails(density, spread(entries, 4), options);
  return { config, density, criterion, study, entries, details };
}
