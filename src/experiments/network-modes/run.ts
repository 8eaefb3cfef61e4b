/** A score network trained on a small data set: the picture of reach, align and slide over training. */
import { spread } from "../../arrays/rows.ts";
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity } from "../../density/empirical-density.ts";
import { classify } from "../../diagnosis/classes.ts";
import { measureDetails } from "../../diagnosis/details.ts";
import { type JudgedCheckpoint, studyCheckpoints } from "../parts/checkpoint-study.ts";
import { criterionOf, smallSetDim } from "../parts/criterion.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import type { NetworkModesConfig } from "./settings.ts";

/** Everything measured, before it is put into words and figures. */
export type NetworkModesRun = Awaited<ReturnType<typeof runNetworkModes>>;

/** Runs the experiment. */
export async function runNetworkModes(config: NetworkModesConfig, context: ExperimentContext) {
  const { data, n, d } = syntheticSet(config.data.set);
  const density = createDensity(context.kernels, { data, n, d });
  const criterion = await criterionOf(density, config, await smallSetDim(density, config, context));
  const study = await studyCheckpoints(density, { config, dim: criterion.dim }, context);
  const entries: JudgedCheckpoint[] = [];
  for (const entry of study.entries)
    entries.push({ ...entry, classes: await classify(density, entry.samples, criterion) });
  // Metrics of some checkpoints, and cards of the last.
  const options = { ...context, criterion, space: spaceOf("none") };
  const details = await measureDetails(density, spread(entries, 4), options);
  return { config, density, criterion, study, entries, details };
}
