/** Latent diffusion on images: an autoencoder, a score network on its latents, and where samples go as it trains. */

import { lastOf } from "../../arrays/present.ts";
import { type Geometry, geometry } from "../../density/geometry.ts";
import { type ChosenDim, chooseDim } from "../../diagnosis/choose-dim.ts";
import { type Details, measureDetails } from "../../diagnosis/details.ts";
import { type DiagnoseOptions, type Diagnosis, diagnoseSamples } from "../../diagnosis/diagnose.ts";
import type { Regimes } from "../../diagnosis/regimes.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { type CheckpointStudy, type JudgedCheckpoint, studyCheckpoints } from "../parts/checkpoint-study.ts";
import { analysisTimeOf, setTime } from "../parts/criterion.ts";
import { HELD_OUT, type LatentData, measureLatents } from "../parts/latent-data.ts";
import { regimesOf } from "../parts/regimes.ts";
import { type NamedSlide, slidesOf } from "../parts/slides.ts";
import type { ExperimentContext } from "../result.ts";
import type { LatentDiffusionConfig } from "./settings.ts";

/**
 * The finished samples of the last checkpoint, judged with one ridge dimension: |P_N s*|, |P_N s*| / |s*| and |δ| at the
 * end of sampling, M.
 */
export interface DimEntry extends Pick<Geometry, "normalScoreNorm" | "relativeResidual" | "newtonDistance"> {
  readonly dim: number;
  /** Chosen from the data rather than set. */
  readonly auto: boolean;
  /** Of the last checkpoint and of the held-out images. */
  readonly diagnosis: Diagnosis;
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
  /** Speciation and collapse of the latents. */
  readonly regimes: Regimes;
  readonly slides: readonly NamedSlide[];
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
  const at = await analysisTimeOf(density, config);
  const chosen = await chooseDim(density, { time: at, timeMin: time.min, rng: rng.split("dim") });
  const dim = ridge.dim === "auto" ? chosen.dim : ridge.dim;
  const study = await studyCheckpoints(density, { config, dim }, context);
  const sets = study.entries.map(({ name, samples }) => ({ name, samples }));
  const judged = { analysisTime: setTime(config), timeMin: time.min, calibration: analysis.calibration };
  const diagnosis = await diagnoseSamples(density, [...sets, { name: HELD_OUT, samples: heldOut }], {
    ...judged,
    dim,
    rng: rng.split("diagnosis"),
    onProgress: progress,
    times: (t) => analysis.factors.map((factor) => factor * t),
  });
  const entries = study.entries.map((entry, i) => ({ ...entry, classes: diagnosis.sets[i].classes }));
  const measured = { config, data, study, entries, diagnosis, chosen };
  const dims = await judgeByDims(measured, { ...judged, rng }, progress);
  const details = await measureDetails(density, [diagnosis.sets[entries.length - 1]], {
    criterion: diagnosis.criterion,
    space: space.name,
    heldOut,
    rng,
    progress,
  });
  const { criterion } = diagnosis;
  const { modes } = details.cards;
  const judging = { criterion, modes, timeMin: time.min, denoised: config.study.denoise };
  const slides = await slidesOf(density, { sets: entries, ...judging }, context);
  return { ...measured, dims, details, regimes: await regimesOf(density, context), slides };
}

/** The last checkpoint and the held-out images, judged with each ridge dimension that is asked for and possible, once. */
async function judgeByDims(
  {
    config,
    data,
    entries,
    diagnosis,
    chosen,
  }: Omit<LatentDiffusionRun, "dims" | "details" | "regimes" | "slides">,
  options: Omit<DiagnoseOptions, "dim" | "times">,
  progress: ExperimentContext["progress"],
): Promise<DimEntry[]> {
  const { density } = data;
  const { x } = lastOf(entries).dynamics;
  const sets = diagnosis.sets.slice(-2);
  const dims: DimEntry[] = [];
  for (const wanted of config.analysis.dims) {
    const auto = wanted === "auto";
    const dim = auto ? chosen.dim : wanted;
    if (dim >= density.d || dims.some((entry) => entry.dim === dim)) continue;
    progress(`ridge dimension ${dim}`, 0, 1);
    const judged = await diagnoseSamples(density, sets, { ...options, dim, times: [] });
    const found = await geometry(density, ouLevel(config.time.min), { x, dim });
    const { normalScoreNorm, relativeResidual, newtonDistance, curvature, m } = found;
    const curved = curvature.filter((value) => value < 0).length / m;
    dims.push({ dim, auto, diagnosis: judged, normalScoreNorm, relativeResidual, newtonDistance, curved });
  }
  return dims;
}
