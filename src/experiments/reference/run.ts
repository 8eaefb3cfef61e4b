/**
 * The instrument calibrated on real data: four generators whose truth is known, on one MNIST digit in PCA latents. The
 * exact score must memorise; held-out digits must lie on the ridge; a Gaussian fit must not.
 */

import { mapInTurn } from "../../arrays/in-turn.ts";
import { present } from "../../arrays/present.ts";
import { readMatrix } from "../../data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { sampleDensity } from "../../density/sample-density.ts";
import { chooseDim } from "../../diagnosis/choose-dim.ts";
import { type Details, measureDetails } from "../../diagnosis/details.ts";
import { type DiagnosedSet, type Diagnosis, diagnoseSamples } from "../../diagnosis/diagnose.ts";
import type { Regimes } from "../../diagnosis/regimes.ts";
import { predictionRanksSamples, reachVerdict, type Verdict } from "../../dynamics/falsification.ts";
import { type AutoDim, autoDim } from "../../ridge/auto-dim.ts";
import { type BandwidthSensitivity, bandwidthSensitivity } from "../../ridge/sensitivity.ts";
import { finishedSamples } from "../../sample/sampler.ts";
import { timeGrid } from "../../sample/time-grid.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { createExactScore } from "../../score/exact.ts";
import { createGaussianScore, fitGaussian } from "../../score/gaussian.ts";
import { createInflatedScore } from "../../score/inflated.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { cached } from "../parts/cached.ts";
import { analysisTimeOf, setTime } from "../parts/criterion.ts";
import type { NamedDynamics } from "../parts/dynamics.ts";
import { generateDynamics, knownTests } from "../parts/generate.ts";
import { type PcaSpace, pcaSpace } from "../parts/latent-data.ts";
import { regimesOf } from "../parts/regimes.ts";
import { type NamedSlide, slidesOf } from "../parts/slides.ts";
import type { ExperimentContext } from "../result.ts";
import type { MnistReferenceConfig } from "./settings.ts";

/** Names of the generators, in the order of the report. */
export const GENERATORS: Readonly<Record<"exact" | "inflated" | "gaussian" | "heldOut", string>> = {
  exact: "exact score",
  inflated: "inflated bandwidth",
  gaussian: "Gaussian fit",
  heldOut: "held-out digits",
};

/** Everything measured, before it is put into words and figures. */
export interface MnistReferenceRun {
  readonly config: MnistReferenceConfig;
  readonly space: PcaSpace;
  readonly density: EmpiricalDensity;
  readonly diagnosis: Diagnosis;
  /** Exact, inflated, Gaussian. */
  readonly generated: readonly NamedDynamics[];
  readonly falsification: Readonly<Record<string, Verdict>>;
  readonly spectrum: AutoDim;
  readonly sensitivity: BandwidthSensitivity;
  /** Metrics of the generators beside those of the held-out digits; cards of the inflated one. */
  readonly details: Details;
  readonly regimes: Regimes;
  readonly slides: readonly NamedSlide[];
}

/** Runs the experiment. */
export async function runMnistReference(
  config: MnistReferenceConfig,
  context: ExperimentContext,
): Promise<MnistReferenceRun> {
  const { kernels, rng, progress } = context;
  const { every, snapshots: snapshotTimes } = config.analysis;
  progress("reading digits", 0, 1);
  const train = await readMatrix(config.data.train);
  const heldOut = await readMatrix(config.data.held_out);
  const space = await pcaSpace(train, Number(config.data.latent.slice("pca:".length)), context);
  const data = await space.encode(train.data);
  const density = createDensity(kernels, { data, n: train.rows, d: space.d });
  const { dim, spectrum } = await ridgeDim(density, config, context);
  const setup = { config, context, density, space, dim };
  const options = { config, rng, progress, dim, every, snapshotTimes };
  const generated = await mapInTurn(await models(density, config), async ([name, model]) => ({
    name,
    dynamics: await cached(context, `samples-${name}`, () => generateDynamics(model, density, options)),
  }));
  const diagnosis = await diagnose(setup, generated, await space.encode(heldOut.data));
  const F1 = reachVerdict(generated[1].dynamics);
  const F2 = predictionRanksSamples(generated[1].dynamics, rng.split("F2"));
  const { horizon, min: timeMin } = config.time;
  const times = timeGrid("karras", { horizon, timeMin, steps: 60 });
  const tested = { criterion: diagnosis.criterion, times, count: 48, size: 0.3 };
  const { F4, F5 } = await knownTests(density, tested, context);
  const details = await detailsOf(setup, diagnosis);
  const { modes } = details.cards;
  const judging = { criterion: diagnosis.criterion, modes, timeMin, denoised: false };
  const sets = generated.map((one, i) => ({ ...one, ...diagnosis.sets[i] }));
  return {
    config,
    space,
    density,
    diagnosis,
    generated,
    falsification: { ...F1, F2, F4, F5 },
    spectrum,
    sensitivity: await sensitivityAt(setup, diagnosis.criterion.time),
    details,
    regimes: await regimesOf(density, context),
    slides: await slidesOf(density, { sets, ...judging }, context),
  };
}

/** The set of a generator. */
export function setOf({ sets }: Diagnosis, generator: keyof typeof GENERATORS): DiagnosedSet {
  return present(sets.find(({ name }) => name === GENERATORS[generator]));
}

interface Setup extends Pick<MnistReferenceRun, "config" | "density" | "space"> {
  readonly context: ExperimentContext;
  /** k. */
  readonly dim: number;
}

/** OU time at which the spectrum is shown where k is set. */
export const SPECTRUM_TIME = 0.2;

/** k as set, or chosen as `analyze` does; the spectrum is shown either way. */
async function ridgeDim(
  density: EmpiricalDensity,
  config: MnistReferenceConfig,
  context: ExperimentContext,
): Promise<{ dim: number; spectrum: AutoDim }> {
  const { dim } = config.ridge;
  const rng = context.rng.split("dim");
  if (dim !== "auto") return { dim, spectrum: await autoDim(density, ouLevel(SPECTRUM_TIME), { rng }) };
  const time = await analysisTimeOf(density, config);
  return chooseDim(density, { time, timeMin: config.time.min, rng });
}

async function models(
  density: EmpiricalDensity,
  { generators }: MnistReferenceConfig,
): Promise<[string, ScoreModel][]> {
  return [
    [GENERATORS.exact, createExactScore(density)],
    [GENERATORS.inflated, createInflatedScore(density, generators.inflated_bandwidth)],
    [GENERATORS.gaussian, createGaussianScore(density.kernels, await fitGaussian(density))],
  ];
}

/** Judges finished samples in latent units, and the held-out digits (H × k, latents) beside them. */
function diagnose(
  { config, context, density, dim }: Setup,
  generated: readonly NamedDynamics[],
  heldOut: Float64Array,
): Promise<Diagnosis> {
  const { time, analysis } = config;
  const made = generated.map(({ name, dynamics }) => ({
    name,
    samples: finishedSamples(dynamics.x, time.min),
  }));
  return diagnoseSamples(density, [...made, { name: GENERATORS.heldOut, samples: heldOut }], {
    dim,
    timeMin: time.min,
    rng: context.rng.split("diagnosis"),
    analysisTime: setTime(config),
    times: analysis.times,
    calibration: analysis.calibration,
    onProgress: context.progress,
  });
}

/** The held-out digits are the real points that every generator is measured beside. */
function detailsOf({ context, density, space }: Setup, diagnosis: Diagnosis): Promise<Details> {
  const { rng, progress } = context;
  const shown = (["exact", "gaussian", "inflated"] as const).map((name) => setOf(diagnosis, name));
  return measureDetails(density, shown, {
    criterion: diagnosis.criterion,
    space: space.name,
    heldOut: setOf(diagnosis, "heldOut").samples,
    times: diagnosis.curve.map((point) => point.criterion.time),
    rng,
    progress,
  });
}

/** How far the ridge moves with the bandwidth, from draws of p_t at the analysis time. */
async function sensitivityAt(
  { config, context, density, dim }: Setup,
  time: number,
): Promise<BandwidthSensitivity> {
  const { rng, progress } = context;
  const level = ouLevel(time);
  const { x } = sampleDensity(density, level, { count: 200, rng: rng.split("sensitivity") });
  const model = createInflatedScore(density, config.generators.inflated_bandwidth);
  const learned = await model.posteriorMean(x, time);
  return bandwidthSensitivity(density, level, {
    dim,
    points: x,
    learned,
    onProgress: (done, total) => progress("bandwidth sensitivity", done, total),
  });
}
