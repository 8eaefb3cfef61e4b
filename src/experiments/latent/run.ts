/** Latent diffusion on images: an autoencoder, a score network on its latents, and where samples go as it trains. */
import { lastOf } from "../../arrays/present.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { geometry } from "../../density/geometry.ts";
import { type ChosenDim, chooseDim } from "../../diagnosis/choose-dim.ts";
import { CALIBRATION_POINTS, defaultAnalysisTime } from "../../diagnosis/classes.ts";
import { type DiagnoseOptions, type Diagnosis, diagnoseSamples } from "../../diagnosis/diagnose.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import {
  type CheckpointStudy,
  checkpointName,
  type JudgedCheckpoint,
  studyCheckpoints,
} from "../parts/checkpoint-study.ts";
import { type Details, measureDetails } from "../parts/details.ts";
import { HELD_OUT, type LatentData, measureLatents } from "../parts/latent-data.ts";
import type { ExperimentContext } from "../result.ts";
import type { LatentDiffusionConfig } from "./settings.ts";

/** The finished samples of the last checkpoint, judged with one ridge dimension. */
export interface DimEntry {
  readonly dim: number;
  /** Chosen from the data rather than set. */
  readonly auto: boolean;
  /** Of the last checkpoint and of the held-out images. */
  readonly diagnosis: Diagnosis;
  /** |P_N s*|, |P_N s*| / |s*| and |δ| at the end of sampling, M. */
  readonly residual: Float64Array;
  readonly relativeResidual: Float64Array;
  readonly newtonDistance: Float64Array;
  /** Share of samples whose ridge condition λ_{k+1} < 0 holds there. */
  readonly curved: number;
}

/** Everything measured, before it is put into words and figures; the latent space is open. */
export interface LatentDiffusionRun {
  readonly config: LatentDiffusionConfig;
  readonly data: LatentData;
  readonly study: CheckpointStudy;
  readonly entries: readonly JudgedCheckpoint[];
  /** Of every checkpoint, and of the held-out images. */
  readonly diagnosis: Diagnosis;
  readonly chosen: ChosenDim;
  readonly dims: readonly DimEntry[];
  /** Metrics and cards of the last checkpoint. */
  readonly details: Details;
}

/** Runs the experiment. */
export function runLatentDiffusion(
  config: LatentDiffusionConfig,
  context: ExperimentContext,
): Promise<LatentDiffusionRun> {
  return measureLatents(config, context, (data) => measure(config, data, context));
}

async function measure(
  config: LatentDiffusionConfig,
  data: LatentData,
  context: ExperimentContext,
): Promise<LatentDiffusionRun> {
  const { density, heldOut, space } = data;
  const { rng, progress } = context;
  const { ridge, time, analysis } = config;
  progress("ridge dimension", 0, 1);
  const at = ridge.analysis_time === "auto" ? await analysisTime(density, time.min) : ridge.analysis_time;
  const chosen = await chooseDim(density, { time: at, timeMin: time.min, rng: rng.split("dim") });
  const dim = ridge.dim === "auto" ? chosen.dim : ridge.dim;
  const study = await studyCheckpoints(density, config, context, { dim });
  const sets = study.entries.map((entry) => ({ name: checkpointName(entry), samples: entry.samples }));
  const judged = { analysisTime: at, timeMin: time.min, calibration: analysis.calibration };
  const diagnosis = await diagnoseSamples(density, [...sets, { name: HELD_OUT, samples: heldOut }], {
    ...judged,
    dim,
    rng: rng.split("diagnosis"),
    onProgress: progress,
    times: analysis.factors.map((factor) => factor * at),
  });
  const entries = study.entries.map((entry, i) => ({ ...entry, classes: diagnosis.sets[i].classes }));
  const dims = await judgeByDims(lastOf(entries), { ...judged, rng }, { config, data, chosen, progress });
  const { criterion } = diagnosis;
  const details = await measureDetails(density, [diagnosis.sets[entries.length - 1]], {
    criterion,
    space: space.name,
    heldOut,
    rng,
    progress,
  });
  return { config, data, study, entries, diagnosis, chosen, dims, details };
}

/** Too few training points cannot calibrate a threshold at a larger time (THEORY.md section 6). */
async function analysisTime(density: EmpiricalDensity, timeMin: number): Promise<number> {
  return density.n < CALIBRATION_POINTS ? timeMin : defaultAnalysisTime(density);
}

/** A checkpoint and the held-out images, judged with each ridge dimension that is asked for and possible, once. */
async function judgeByDims(
  checkpoint: JudgedCheckpoint,
  options: Omit<DiagnoseOptions, "dim" | "times">,
  {
    config,
    data,
    chosen,
    progress,
  }: Pick<LatentDiffusionRun, "config" | "data" | "chosen"> & Pick<ExperimentContext, "progress">,
): Promise<DimEntry[]> {
  const { density, heldOut } = data;
  const sets = [
    { name: checkpointName(checkpoint), samples: checkpoint.samples },
    { name: HELD_OUT, samples: heldOut },
  ];
  const dims: DimEntry[] = [];
  for (const wanted of config.analysis.dims) {
    const auto = wanted === "auto";
    const dim = auto ? chosen.dim : wanted;
    if (dim >= density.d || dims.some((entry) => entry.dim === dim)) continue;
    progress(`ridge dimension ${dim}`, 0, 1);
    const diagnosis = await diagnoseSamples(density, sets, { ...options, dim, times: [] });
    dims.push({
      dim,
      auto,
      diagnosis,
      ...(await residuals(data, checkpoint, { time: config.time.min, dim })),
    });
  }
  return dims;
}

/** Residuals of the last state of a checkpoint's samples, at the time at which sampling ended. */
async function residuals(
  { density }: LatentData,
  { dynamics }: JudgedCheckpoint,
  { time, dim }: { time: number; dim: number },
): Promise<Omit<DimEntry, "dim" | "auto" | "diagnosis">> {
  const found = await geometry(density, ouLevel(time), { x: dynamics.x, dim });
  return {
    residual: found.normalScoreNorm,
    relativeResidual: found.relativeResidual,
    newtonDistance: found.newtonDistance,
    curved: found.curvature.filter((value) => value < 0).length / found.m,
  };
}
