/** Settings of what `ridgescope analyze` runs: analyses of samples, of a model, and of trajectories. */
import {
  declarationSchema,
  type ModelDeclaration,
  type ScheduleDescription,
  scheduleSchema,
} from "../../networks/external/description.ts";
import { EQUIVARIANT } from "../../score/equivariant.ts";
import { LOCAL } from "../../score/local.ts";
import { SMOOTHED } from "../../score/smoothed.ts";
import type { ConfigOf } from "../../settings/config.ts";
import { choice, number, numbers, part, text, whole, wholes } from "../../settings/setting.ts";
import { VAE_SETTINGS } from "../parts/latent-settings.ts";
import { experimentNamed, RIDGE, SAMPLING, SEED, TIME } from "../parts/settings.ts";

/** No OU time is later. */
const LATEST = 100;

/** What is compared with what is analysed, and in which coordinates. */
const DATA = {
  train: text("", "training points D: a file or the name of a set"),
  held_out: text("none", "real points H outside D, to calibrate on, or none"),
  scale: numbers([1, 0], "a and b: D and H are read as a · x + b", { length: 2 }),
  held_out_scale: numbers(
    [],
    "a and b: H is read as a · x + b; none: as D is, and refused where other units fit far better",
  ),
  latent: text(
    "none",
    "coordinates of the ridge: those of the data, principal components, or an autoencoder's",
    { pattern: /^(none|(pca|vae):[1-9]\d{0,8})$/, expected: "none, pca:k or vae:k" },
  ),
};

const JUDGED_RIDGE = { ...RIDGE, analysis_time: { ...RIDGE.analysis_time, max: LATEST } };

/** The curves over the analysis time. */
const CURVES = {
  factors: numbers(
    [0.125, 0.25, 0.5, 2, 4],
    "further analysis times of the curves (none above 256 dimensions)",
    { item: { above: 0 }, unit: "t_a" },
  ),
  calibration: whole(2000, "real points at most that calibrate each further analysis time", { min: 1 }),
};

/** How samples are followed on their way from noise to data. */
const FOLLOWED = {
  ...CURVES,
  looks: whole(100, "looks at the geometry along a generation, at most about so many", { min: 1 }),
  snapshots: numbers(
    [1.58, 0.63, 0.25, 0.1, 0.04, 0.016, 0.0063, 0.0025],
    "times at which the residuals of every sample are kept",
    { item: { above: 0 }, unit: "OU time in the space of the ridge" },
  ),
};

/** What analyses of models and of trajectories share. */
const OF_BOTH = { seed: SEED, data: DATA, vae: VAE_SETTINGS, ridge: JUDGED_RIDGE, analysis: FOLLOWED };

/** The closed forms that a model is compared with, from the same noise. */
const CLOSED_FORMS = {
  of: text("auto", "which: auto (those that are not too costly), none, or names", {
    pattern: /^[a-z]+(,[a-z]+)*$/,
    expected: "auto, none or names parted by commas",
  }),
  count: whole("auto", "samples that are compared; auto: as many as the cost allows, 100 at most", {
    min: 2,
    words: ["auto"],
  }),
  image: wholes([], "rows and columns of the images; none: as the data have them", { item: { min: 1 } }),
  inflated: {
    bandwidth: number(
      "auto",
      "standard deviation of the kernel; auto: half the spacing of the data, over √d",
      {
        above: 0,
        words: ["auto"],
        unit: "data units",
      },
    ),
  },
  smoothed: {
    sigma: number("auto", "σ of the shifts; auto: half the spacing of the data", {
      min: 0,
      words: ["auto"],
      unit: "data units",
    }),
    relative: SMOOTHED.settings.relative,
    draws: SMOOTHED.settings.draws,
  },
  local: LOCAL.settings,
  equivariant: EQUIVARIANT.settings,
};

/** An end of the generation. */
function endOfTime(meaning: string) {
  return number("auto", meaning, {
    above: 0,
    max: LATEST,
    words: ["auto"],
    unit: "OU time in the data's units",
  });
}

/** The rows of an analysis of samples. */
export const ANALYSIS_SETTINGS = {
  experiment: experimentNamed("analyze"),
  seed: SEED,
  data: {
    ...DATA,
    samples: text("", "what the model made: a file or the name of a set"),
    samples_scale: numbers(
      [],
      "a and b: the samples are read as a · x + b; none: as they are, and refused where other units fit far better",
    ),
  },
  vae: VAE_SETTINGS,
  ridge: JUDGED_RIDGE,
  time: { min: { ...TIME.min, max: LATEST, meaning: "where the sampling of the samples ended" } },
  analysis: CURVES,
};

/** The rows of an analysis of a model. */
export const MODEL_ANALYSIS_SETTINGS = {
  experiment: experimentNamed("analyze-model"),
  ...OF_BOTH,
  model: part<ModelDeclaration>(
    { default: {} as ModelDeclaration, check: declarationSchema, expected: "a model's declaration" },
    "where the model is, what it predicts, its schedule, and how it sees the data",
  ),
  sampling: {
    ...SAMPLING,
    final: choice(
      { of: ["denoised", "state"], default: "denoised" },
      "finished samples: predictions of the clean points at the last time, or states there over a",
    ),
  },
  time: { min: endOfTime("where generation ends"), horizon: endOfTime("where generation starts") },
  closed_forms: CLOSED_FORMS,
};

/** The rows of an analysis of trajectories. */
export const TRAJECTORY_ANALYSIS_SETTINGS = {
  experiment: experimentNamed("analyze-trajectories"),
  ...OF_BOTH,
  trajectories: {
    file: text("", "the trajectories: times, states x and perhaps predicted clean points x0", {
      pattern: /./,
      expected: "an .npz file",
    }),
    schedule: part<ScheduleDescription>(
      { default: {} as ScheduleDescription, check: scheduleSchema, expected: "a schedule" },
      "the noise schedule of the sampler that made them",
    ),
    data: {
      scale: number(1, "the file holds scale · x + shift of the data's x", { above: 0 }),
      shift: number(0, "see scale"),
    },
    stochasticity: { ...SAMPLING.stochasticity, meaning: "η of the sampler that made them" },
  },
};

/** Settings of an analysis of samples. */
export type AnalysisConfig = ConfigOf<typeof ANALYSIS_SETTINGS>;
/** Settings of an analysis of a model. */
export type ModelAnalysisConfig = ConfigOf<typeof MODEL_ANALYSIS_SETTINGS>;
/** Settings of an analysis of trajectories. */
export type TrajectoryAnalysisConfig = ConfigOf<typeof TRAJECTORY_ANALYSIS_SETTINGS>;

/** The settings that say what is compared, whatever is analysed. */
export type ComparedConfig = { data: ConfigOf<typeof DATA> } & Pick<AnalysisConfig, "vae">;
/** The settings by which finished samples are judged, however they came about. */
export type JudgedConfig = ComparedConfig &
  Pick<AnalysisConfig, "ridge" | "time" | "analysis"> & { experiment: string };
