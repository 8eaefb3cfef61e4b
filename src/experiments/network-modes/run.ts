/** A score network trained on a small data set: the picture of reach, align and slide over training. */
import { spread } from "../../arrays/rows.ts";
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { classify, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { type Details, measureDetails } from "../../diagnosis/details.ts";
import { type CheckpointStudy, type JudgedCheckpoint, studyCheckpoints } from "../parts/checkpoint-study.ts";
import { criterionOf, smallSetDim } from "../parts/criterion.ts";
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
  const { data, n, d } = syntheticSet(config.data.set);
  const density = createDensity(context.kernels, { data, n, d });
  const dim = await smallSetDim(density, config, context);
  const criterion = await criterionOf(density, config, dim);
  const study = await studyCheckpoints(density, { config, dim }, context);
  const entries: JudgedCheckpoint[] = [];
  for (const entry of study.entries)
    entries.push({ ...entry, classes: await classify(density, entry.samples, criterion) });
  const options = { ...context, criterion, space: spaceOf("none") };
  const details = await measureDetails(density, spread(entries, 4), options);
  return { config, density, criterion, study, entries, details };
}
