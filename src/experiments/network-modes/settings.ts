/** Settings of a score network on a small data set. */
import type { ConfigOf } from "../../settings/config.ts";
import { constant, part } from "../../settings/setting.ts";
import {
  guidanceSchema,
  networkDefaults,
  networkSchema,
  networkTrainingSchema,
  studySchema,
} from "../parts/network-settings.ts";
import { EXPERIMENT, FEATURES, RIDGE, SAMPLING, SEED, SNAPSHOT_TIMES, TIME } from "../parts/settings.ts";

/** How checkpoints are measured unless the settings say otherwise. */
const STUDY = {
  every: 10,
  error_draws: 1000,
  error_levels: 24,
  denoise: false,
  snapshots: [...SNAPSHOT_TIMES],
};

/** What is trained, how, and how it is looked at: as all experiments that train networks have it. */
const NETWORK_GROUPS = {
  network: part({
    check: networkSchema,
    default: networkDefaults().network,
    expected: "a network",
    meaning: "the score network",
  }),
  training: part({
    check: networkTrainingSchema,
    default: networkDefaults().training,
    expected: "a training",
    meaning: "how it is trained, and when it is looked at",
  }),
  guidance: part({
    check: guidanceSchema,
    default: { normal: 0, tangent: 0 },
    expected: "two strengths",
    meaning: "guidance γ_N and γ_T while sampling",
  }),
  study: part({
    check: studySchema,
    default: STUDY,
    expected: "a study",
    meaning: "how checkpoints are measured",
  }),
};

/** The rows. */
export const NETWORK_MODES_SETTINGS = {
  experiment: EXPERIMENT,
  model: constant("mlp", "the model: a score network"),
  seed: SEED,
  data: FEATURES.data,
  ...NETWORK_GROUPS,
  time: TIME,
  sampling: {
    ...SAMPLING,
    count: { ...SAMPLING.count, default: 1000 },
    steps: { ...SAMPLING.steps, default: 500 },
  },
  ridge: RIDGE,
};

/** Settings of a network on a small data set. */
export type NetworkModesConfig = ConfigOf<typeof NETWORK_MODES_SETTINGS>;
