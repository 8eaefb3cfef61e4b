/** Settings of a score network on a small data set. */
import type { ConfigOf } from "../../settings/config.ts";
import { constant } from "../../settings/setting.ts";
import { CHECKPOINT_SETTINGS } from "../parts/network-settings.ts";
import { EXPERIMENT, FEATURES, SAMPLING, SEED } from "../parts/settings.ts";

/** The rows. */
export const NETWORK_MODES_SETTINGS = {
  experiment: EXPERIMENT,
  model: constant("mlp", "the model: a score network"),
  seed: SEED,
  data: FEATURES.data,
  ...CHECKPOINT_SETTINGS,
  sampling: {
    ...SAMPLING,
    count: { ...SAMPLING.count, default: 1000 },
    steps: { ...SAMPLING.steps, default: 500 },
  },
};

/** Settings of a network on a small data set. */
export type NetworkModesConfig = ConfigOf<typeof NETWORK_MODES_SETTINGS>;
