/**
 * The instrument calibrated on real data: four generators whose truth is known, on one MNIST digit in PCA latents. The
 * exact score must memorise; held-out digits must lie on the ridge; a Gaussian fit must not.
 */
import { encode, fitPca, type Pca } from "../../data/pca.ts";
import { readMatrix } from "../../data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { sampleDensity } from "../../density/sample-density.ts";
import { defaultAnalysisTime } from "../../diagnosis/classes.ts";
import { type Dynamics, followDynamics } from "../../dynamics/dynamics.ts";
import { predictionRanksSamples, reachBeforeSlide, type Verdict } from "../../dynamics/falsification.ts";
import { type AutoDim, autoDim } from "../../ridge/auto-dim.ts";
import { type BandwidthSensitivity, bandwidthSensitivity } from "../../ridge/sensitivity.ts";
import { timeGrid } from "../../sample/time-grid.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { createExactScore } from "../../score/exact.ts";
import { createGaussianScore, fitGaussian } from "../../score/gaussian.ts";
import { createInflatedScore } from "../../score/inflated.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import type { MnistReferenceConfig } from "../config.ts";
import { cached } from "../parts/cached.ts";
import { chooseDim } from "../parts/choose-dim.ts";
import { type Diagnosis, diagnoseSamples, type SampleSet } from "../parts/diagnosis.ts";
import { knownModelTests } from "../parts/known-models.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { GENERATORS, mnistReferenceResult } from "./report.ts";

/** Everything measured, before it is put into words and figures. */
export interface MnistReferenceRun {
  readonly config: MnistReferenceConfig;
  readonly pca: Pca;
  readonly density: EmpiricalDensity;
  readonly diagnosis: Diagnosis;
  readonly generated: readonly { readonly name: string; readonly dynamics: Dynamics }[];
  readonly falsification: Readonly<Record<string, Verdict>>;
  readonly spectrum: AutoDim;
  readonly sensitivity: BandwidthSensitivity;
}

/** Runs the experiment. */
export async function runMnistReference(
  config: MnistReferenceConfig,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { kernels, rng, progress } = context;
  progress("reading digits", 0, 1);
  const train = await readMatrix(config.data.train);
  const heldOut = await readMatrix(config.data.held_out);
  const pca = await fitPca(
    kernels,
    { data: train.data, n: train.rows, d: train.columns },
    Number(config.data.latent.slice(4)),
  );
  const density = createDensity(kernels, {
    data: await encode(kernels, pca, train.data),
    n: train.rows,
    d: pca.k,
  });
  const { dim, spectrum } = await ridgeDim(density, config, context);
  const generated: { name: string; dynamics: Dynamics }[] = [];
  for (const [name, model] of await models(density, config)) {
    const dynamics = await cached(context, `samples-${name}`, () =>
      generate(model, density, { config, context, dim }),
    );
    generated.push({ name, dynamics });
  }
  const diagnosis = await diagnoseSamples(
    density,
    await sampleSets(generated, config, pca, heldOut.data, context),
    {
      dim,
      timeMin: config.time.min,
      rng: rng.split("diagnosis"),
      ...(config.ridge.analysis_time === "auto" ? {} : { analysisTime: config.ridge.analysis_time }),
      times: config.analysis.times,
      calibration: config.analysis.calibration,
      onProgress: progress,
    },
  );
  const known = await knownModelTests(density, {
    criterion: diagnosis.criterion,
    count: 48,
    rng: rng.split("known"),
    size: 0.3,
    times: timeGrid("karras", { horizon: config.time.horizon, timeMin: config.time.min, steps: 60 }),
    onProgress: (done, total) => progress("known errors", done, total),
  });
  const inflated = generated[1].dynamics;
  const falsification = {
    F1: reachBeforeSlide(inflated),
    F2: predictionRanksSamples(inflated, rng.split("F2")),
    F4: known.F4,
    F5: known.F5,
  };
  const sensitivity = await sensitivityAt(density, diagnosis.criterion.time, dim, context, config);
  return mnistReferenceResult(
    { config, pca, density, diagnosis, generated, falsification, spectrum, sensitivity },
    context,
  );
}

/** k as set, or chosen as `analyze` does; the spectrum is shown either way. */
async function ridgeDim(
  density: EmpiricalDensity,
  { ridge, time }: MnistReferenceConfig,
  { rng }: ExperimentContext,
): Promise<{ dim: number; spectrum: AutoDim }> {
  if (ridge.dim !== "auto") {
    return {
      dim: ridge.dim,
      spectrum: await autoDim(density, ouLevel(SPECTRUM_TIME), { rng: rng.split("dim") }),
    };
  }
  const at = ridge.analysis_time === "auto" ? await defaultAnalysisTime(density) : ridge.analysis_time;
  return chooseDim(density, { time: at, timeMin: time.min, rng: rng.split("dim") });
}

/** Where the spectrum is shown when k is set. */
const SPECTRUM_TIME = 0.2;

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

async function generate(
  model: ScoreModel,
  density: EmpiricalDensity,
  { config, context, dim }: { config: MnistReferenceConfig; context: ExperimentContext; dim: number },
): Promise<Dynamics> {
  const { count, steps, stochasticity, solver, grid } = config.sampling;
  const times = timeGrid(grid, { horizon: config.time.horizon, timeMin: config.time.min, steps });
  return followDynamics(model, density, {
    rng: context.rng.split("samples"),
    count,
    times,
    stochasticity,
    solver,
    dim,
    every: config.analysis.every,
    snapshotTimes: config.analysis.snapshots,
    onStep: ({ step }) => context.progress(`generating, ${model.name}`, step, steps),
  });
}

/** Finished samples in latent units, and the held-out digits beside them. */
async function sampleSets(
  generated: readonly { name: string; dynamics: Dynamics }[],
  { time }: MnistReferenceConfig,
  pca: Pca,
  heldOut: Float64Array,
  { kernels }: ExperimentContext,
): Promise<SampleSet[]> {
  const { scale } = ouLevel(time.min);
  const made = generated.map(({ name, dynamics }) => ({
    name,
    samples: dynamics.x.map((value) => value / scale),
  }));
  return [...made, { name: GENERATORS.heldOut, samples: await encode(kernels, pca, heldOut) }];
}

/** How far the ridge moves with the bandwidth, from draws of p_t at the analysis time. */
async function sensitivityAt(
  density: EmpiricalDensity,
  time: number,
  dim: number,
  { rng, progress }: ExperimentContext,
  { generators }: MnistReferenceConfig,
): Promise<BandwidthSensitivity> {
  const level = ouLevel(time);
  const { x } = sampleDensity(density, level, { count: 200, rng: rng.split("sensitivity") });
  const model = createInflatedScore(density, generators.inflated_bandwidth);
  const learned = await model.posteriorMean(x, time);
  return bandwidthSensitivity(density, level, {
    dim,
    points: x,
    learned,
    onProgress: (done, total) => progress("bandwidth sensitivity", done, total),
  });
}
