/** A score network trained on a small data set: the picture of reach, align and slide over training. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import { spread } from "../../arrays/rows.ts";
import { classify } from "../../diagnosis/classes.ts";
import { measureDetails } from "../../diagnosis/details.ts";
import { studyCheckpoints } from "../parts/checkpoint-study.ts";
import { smallSet } from "../parts/criterion.ts";
import { regimesOf } from "../parts/regimes.ts";
import { spaceOf } from "../parts/ridge.ts";
import { slidesOf } from "../parts/slides.ts";
import type { ExperimentContext } from "../result.ts";
import type { NetworkModesConfig } from "./settings.ts";

/** Everything measured, before it is put into words and figures. */
export type NetworkModesRun = Awaited<ReturnType<typeof runNetworkModes>>;

/** Runs the experiment. */
export async function runNetworkModes(config: NetworkModesConfig, context: ExperimentContext) {
  const { density, criterion } = await smallSet(config, context);
  const study = await studyCheckpoints(density, { config, dim: criterion.dim }, context);
  const entries = await mapInTurn(study.entries, async (entry) => ({
    ...entry,
    classes: await classify(density, entry.samples, criterion),
  }));
  // Metrics of some checkpoints, and cards of the last.
  const options = { ...context, criterion, space: spaceOf("none") };
  const details = await measureDetails(density, spread(entries, 4), options);
  const regimes = await regimesOf(density, context);
  const { modes } = details.cards;
  const judging = { criterion, modes, timeMin: config.time.min, denoised: config.study.denoise };
  const slides = await slidesOf(density, { sets: entries, ...judging }, context);
  return { config, density, criterion, study, entries, details, regimes, slides };
}
