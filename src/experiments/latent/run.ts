/** Latent diffusion on images: an autoencoder, a score network on its latents, and where samples go as it trains. */

import { z } from "zod";
import { lastOf } from "../../arrays/present.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { geometry } from "../../density/geometry.ts";
import { CALIBRATION_POINTS, defaultAnalysisTime } from "../../diagnosis/classes.ts";
import { type SampleCards, sampleCards } from "../../diagnosis/sample-cards.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { checkConfig, type RidgeConfig, ridgeSchema, samplingSchema } from "../config.ts";
import {
  type CheckpointStudy,
  type CheckpointStudyConfig,
  studyCheckpoints,
} from "../parts/checkpoint-study.ts";
import { checkpointName, type JudgedCheckpoint } from "../parts/checkpoints.ts";
import { type ChosenDim, chooseDim } from "../parts/choose-dim.ts";
import { type Diagnosis, diagnoseSamples } from "../parts/diagnosis.ts";
import {
  HELD_OUT,
  type LatentData,
  type LatentDataConfig,
  latentDataSchema,
  loadLatentData,
  type VaeConfig,
  vaeSchema,
} from "../parts/latent-data.ts";
import { type MeasuredEntry, measureSets } from "../parts/metrics.ts";
import {
  guidanceSchema,
  networkSchema,
  networkTrainingSchema,
  studySchema,
} from "../parts/network-settings.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { latentDiffusionResult } from "./report.ts";

/** Settings of a latent diffusion experiment. */
export interface LatentDiffusionConfig extends CheckpointStudyConfig {
  experiment: string;
  /** The set of defaults that the settings started from; it changes nothing by itself. */
  scale: "paper" | "quick" | "long";
  seed: number;
  data: LatentDataConfig;
  vae: VaeConfig;
  ridge: RidgeConfig;
  analysis: {
    /** Further ridge dimensions at which the last checkpoint is judged. */
    dims: (number | "auto")[];
    /** Further analysis times, as multiples of t_a. */
    factors: number[];
    /** At most so many real points calibrate each of them. */
    calibration: number;
  };
}

const count = z.number().int().positive();

/** Checks {@link LatentDiffusionConfig}. */
export const latentDiffusionSchema: z.ZodType<LatentDiffusionConfig> = z.strictObject({
  experiment: z.string(),
  scale: z.enum(["paper", "quick", "long"]),
  seed: z.number().int().nonnegative(),
  data: latentDataSchema,
  vae: vaeSchema,
  network: networkSchema,
  training: networkTrainingSchema,
  time: z.strictObject({ horizon: z.number().positive(), min: z.number().positive() }),
  sampling: samplingSchema,
  guidance: guidanceSchema,
  ridge: ridgeSchema,
  study: studySchema,
  analysis: z.strictObject({
    dims: z.array(
      z.union([z.number().int().nonnegative(), z.literal("auto")], "expected a whole number or auto"),
    ),
    factors: z.array(z.number().positive()),
    calibration: count,
  }),
});

/** The finished samples of the last checkpoint, judged with one ridge dimension. */
export interface DimEntry {
  readonly dim: number;
  /** Chosen from the data rather than set. */
  readonly auto: boolean;
  readonly diagnosis: Diagnosis;
  /** |P_N s*|, |P_N s*| / |s*| and |δ| at the end of sampling, M. */
  readonly residual: Float64Array;
  readonly relativeResidual: Float64Array;
  readonly newtonDistance: Float64Array;
  /** Share of samples whose ridge condition λ_{k+1} < 0 holds there. */
  readonly curved: number;
}

/** Everything measured, before it is put into words and figures. */
export interface LatentDiffusionRun {
  readonly config: LatentDiffusionConfig;
  readonly data: LatentData;
  readonly study: CheckpointStudy;
  readonly entries: readonly JudgedCheckpoint[];
  readonly diagnosis: Diagnosis;
  readonly chosen: ChosenDim;
  readonly dims: readonly DimEntry[];
  /** Metrics and cards of the last checkpoint. */
  readonly measured: readonly MeasuredEntry[];
  readonly cards: SampleCards;
}

/** Runs the experiment. */
export async function runLatentDiffusion(
  given: unknown,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const config = checkConfig(latentDiffusionSchema, given, "latent diffusion");
  const data = await loadLatentData(config.data, config.vae, context);
  try {
    return await latentDiffusionResult(await measure(config, data, context), context);
  } finally {
    await data.space.close();
  }
}

async function measure(
  config: LatentDiffusionConfig,
  data: LatentData,
  context: ExperimentContext,
): Promise<LatentDiffusionRun> {
  const { density } = data;
  const { rng, progress } = context;
  const { ridge, time, analysis } = config;
  progress("ridge dimension", 0, 1);
  const at = ridge.analysis_time === "auto" ? await analysisTime(density, time.min) : ridge.analysis_time;
  const chosen = await chooseDim(density, { time: at, timeMin: time.min, rng: rng.split("dim") });
  const dim = ridge.dim === "auto" ? chosen.dim : ridge.dim;
  const study = await studyCheckpoints(density, config, context, { dim });
  const sets = study.entries.map((entry) => ({ name: checkpointName(entry), samples: entry.samples }));
  const common = { analysisTime: at, timeMin: time.min, calibration: analysis.calibration };
  const diagnosis = await diagnoseSamples(density, [...sets, { name: HELD_OUT, samples: data.heldOut }], {
    ...common,
    dim,
    rng: rng.split("diagnosis"),
    onProgress: progress,
    times: analysis.factors.map((factor) => factor * at),
  });
  const entries = study.entries.map((entry, i) => ({ ...entry, classes: diagnosis.sets[i].classes }));
  const dims: DimEntry[] = [];
  for (const wanted of analysis.dims) {
    const k = wanted === "auto" ? chosen.dim : wanted;
    if (k >= density.d || dims.some((entry) => entry.dim === k)) continue;
    progress(`ridge dimension ${k}`, 0, 1);
    const last = [lastOf(sets), { name: HELD_OUT, samples: data.heldOut }];
    const judged = await diagnoseSamples(density, last, { ...common, dim: k, times: [], rng });
    dims.push({
      dim: k,
      auto: wanted === "auto",
      diagnosis: judged,
      ...(await residuals(data, lastOf(entries), time.min, k)),
    });
  }
  const last = diagnosis.sets[entries.length - 1];
  const measured = await measureSets(density, [last], {
    heldOut: data.heldOut,
    analysisTime: at,
    space: data.space.name,
    rng: rng.split("metrics"),
    onProgress: progress,
  });
  progress("sample cards", 0, 1);
  const cards = await sampleCards(density, last.samples, {
    criterion: diagnosis.criterion,
    classes: last.classes,
  });
  return { config, data, study, entries, diagnosis, chosen, dims, measured, cards };
}

/** Too few training points cannot calibrate a threshold at a larger time (THEORY.md section 6). */
async function analysisTime(density: EmpiricalDensity, timeMin: number): Promise<number> {
  return density.n < CALIBRATION_POINTS ? timeMin : defaultAnalysisTime(density);
}

/** Residuals of the last state of a checkpoint's samples, at the time at which sampling ended. */
async function residuals(
  { density }: LatentData,
  { dynamics }: JudgedCheckpoint,
  time: number,
  dim: number,
): Promise<Omit<DimEntry, "dim" | "auto" | "diagnosis">> {
  const found = await geometry(density, ouLevel(time), { x: dynamics.x, dim });
  return {
    residual: found.normalScoreNorm,
    relativeResidual: found.relativeResidual,
    newtonDistance: found.newtonDistance,
    curved: found.curvature.filter((value) => value < 0).length / found.m,
  };
}
