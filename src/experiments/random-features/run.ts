/**
 * Random features in closed form on a small data set: for every loss weight and training time, where do samples go,
 * and which part of the error is the architecture's? (THEORY.md sections 7 and 9.)
 */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { geometry } from "../../density/geometry.ts";
import { type Classes, classify, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { type Dynamics, followDynamics } from "../../dynamics/dynamics.ts";
import { knownModelTests } from "../../dynamics/known-errors.ts";
import { createDataQuadrature } from "../../random-features/data-quadrature.ts";
import { drawErrorSamples, type ErrorSamples, predictAll } from "../../random-features/error-samples.ts";
import { type ErrorSplit, splitErrors } from "../../random-features/error-split.ts";
import { drawFeatureMap, type FeatureMap } from "../../random-features/feature-map.ts";
import type { LossWeight, MomentProblem } from "../../random-features/moment-problem.ts";
import { featureMoments, type MomentError } from "../../random-features/moments.ts";
import { createRandomFeatureMean } from "../../random-features/random-feature-mean.ts";
import {
  excessLossAt,
  lossAt,
  nullSpaceError,
  outputWeights,
  solveFeatures,
  timeScales,
} from "../../random-features/solve.ts";
import { createTimeRule, type TimeRule } from "../../random-features/time-rule.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { cached } from "../parts/cached.ts";
import { criterionOf, gridOf, smallSetDim } from "../parts/criterion.ts";
import { type Details, type JudgedSet, measureDetails } from "../parts/details.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import type { RandomFeatureConfig } from "./settings.ts";

/** One trained model: a loss weight and a training time. */
export interface TrainedEntry {
  readonly weight: LossWeight;
  readonly tau: number;
  readonly dynamics: Dynamics;
  /** Finished samples in the data's units, M × d. */
  readonly samples: Float64Array;
  readonly classes: Classes;
  /** Directional errors over p_t, integrated over t with the loss weight. */
  readonly split: ErrorSplit;
  readonly loss: number;
  readonly excessLoss: number;
}

/** What one loss weight has in common over training times. */
export interface WeightEntry {
  readonly weight: LossWeight;
  /** Eigenvalues of U, descending, and their time scales 1 / 2λ. */
  readonly eigenvalues: Float64Array;
  readonly scales: Float64Array;
  readonly nullDirections: number;
  /** What the null directions leave of A_0 in the error, one number a coordinate. */
  readonly nullSpaceError: Float64Array;
  readonly momentError: MomentError;
}

/** Everything measured, before it is put into words and figures. */
export interface RandomFeatureRun {
  readonly config: RandomFeatureConfig;
  readonly density: EmpiricalDensity;
  readonly criterion: RidgeCriterion;
  readonly weights: readonly WeightEntry[];
  readonly entries: readonly TrainedEntry[];
  readonly known: Awaited<ReturnType<typeof knownModelTests>>;
  /** Metrics of some training times of the last weight, and cards of the last. */
  readonly details: Details;
}

/** Runs the experiment. */
export async function runRandomFeatures(
  config: RandomFeatureConfig,
  context: ExperimentContext,
): Promise<RandomFeatureRun> {
  const { kernels, rng } = context;
  const { data, n, d } = syntheticSet(config.data.set);
  const density = createDensity(kernels, { data, n, d });
  const criterion = await criterionOf(density, config, await smallSetDim(density, config, context));
  const { p, harmonics } = config.features;
  const features = drawFeatureMap({ p, harmonics, d, horizon: config.time.horizon }, rng.split("features"));
  const rule = createTimeRule({
    rule: config.time.rule,
    timeMin: config.time.min,
    horizon: config.time.horizon,
    harmonics,
  });
  const weights: WeightEntry[] = [];
  const entries: TrainedEntry[] = [];
  for (const weight of config.loss.weights) {
    const trained = await trainWeight({ config, context, density, criterion, features, rule }, weight);
    weights.push(trained.weight);
    entries.push(...trained.entries);
  }
  const options = {
    criterion,
    times: gridOf(config),
    count: Math.min(200, config.sampling.count),
    rng: rng.split("known"),
    size: 0.05 * Math.sqrt(density.data.reduce((sum, v) => sum + v * v, 0) / n),
    onProgress: (done: number, total: number) => context.progress("known errors", done, total),
  };
  const known = await cached(context, "known", () => knownModelTests(density, options));
  const details = await measureDetails(density, shownSets(entries), {
    criterion,
    space: spaceOf("none"),
    rng,
    progress: context.progress,
  });
  return { config, density, criterion, weights, entries, known, details };
}

/** The training times of the last weight that stand for it in figures, at most four. */
export function shownEntries(entries: readonly TrainedEntry[]): TrainedEntry[] {
  const { weight } = lastOf(entries);
  return spread(
    entries.filter((entry) => entry.weight === weight),
    4,
  );
}

function shownSets(entries: readonly TrainedEntry[]): JudgedSet[] {
  return shownEntries(entries).map(({ tau, samples, classes }) => ({
    name: `τ = ${tauName(tau)}`,
    samples,
    classes,
  }));
}

/** A training time in words. */
export function tauName(tau: number): string {
  return tau === Infinity ? "∞" : String(tau);
}

interface Setup {
  config: RandomFeatureConfig;
  context: ExperimentContext;
  density: EmpiricalDensity;
  criterion: RidgeCriterion;
  features: FeatureMap;
  rule: TimeRule;
}

/** Moments and spectrum once, then every training time. */
async function trainWeight(
  setup: Setup,
  weight: LossWeight,
): Promise<{ weight: WeightEntry; entries: TrainedEntry[] }> {
  const { config, context } = setup;
  const trained = await cached(context, `trained-${weight}`, () => solveWeight(setup, weight));
  const entries: TrainedEntry[] = [];
  for (const [i, tau] of trainingTimes(config).entries()) {
    const what = `weight ${weight}, τ ${tau}`;
    const run = await cached(context, `samples-${weight}-${tau}`, () =>
      generate(setup, trained.outputs[i], what),
    );
    const { splits, losses, excessLosses } = trained;
    const { scale } = ouLevel(config.time.min);
    const samples = run.dynamics.x.map((value) => value / scale);
    entries.push({
      weight,
      tau,
      ...run,
      samples,
      split: splits[i],
      loss: losses[i],
      excessLoss: excessLosses[i],
    });
  }
  return { weight: trained.shared, entries };
}

function trainingTimes({ tau }: RandomFeatureConfig): number[] {
  return tau.map((value) => (value === "inf" ? Infinity : value));
}

/** All training times of one weight in closed form. */
interface SolvedWeight {
  shared: WeightEntry;
  outputs: Float64Array[];
  splits: ErrorSplit[];
  losses: number[];
  excessLosses: number[];
}

async function solveWeight(setup: Setup, weight: LossWeight): Promise<SolvedWeight> {
  const { config, context, density, features, rule } = setup;
  const { kernels, rng } = context;
  context.progress(`moments, weight ${weight}`, 0, 1);
  const quadrature = createDataQuadrature(rule, { count: density.n, rng: rng.split("quadrature") });
  const { parameterization } = config.loss;
  const problem: MomentProblem = { features, data: density, quadrature, weight, parameterization };
  const moments = await featureMoments(kernels, problem, { rng: rng.split("entries") });
  const solution = await solveFeatures(kernels, { features, moments });
  const taus = trainingTimes(config);
  const outputs: Float64Array[] = [];
  for (const tau of [...taus, Infinity]) outputs.push(await outputWeights(kernels, solution, tau));
  return {
    shared: {
      weight,
      eigenvalues: solution.eigen.values,
      ...timeScales(solution),
      nullSpaceError: nullSpaceError(solution),
      momentError: moments.error,
    },
    outputs,
    splits: await errorSplits(setup, weight, outputs),
    losses: taus.map((tau) => lossAt(solution, tau)),
    excessLosses: taus.map((tau) => excessLossAt(solution, tau)),
  };
}

/** Directional errors over p_t for every training time; the last output is A(∞). */
async function errorSplits(
  setup: Setup,
  weight: LossWeight,
  outputs: readonly Float64Array[],
): Promise<ErrorSplit[]> {
  const { config, context, density, criterion, features } = setup;
  const { min, horizon } = config.time;
  const rule = createTimeRule({ timeMin: min, horizon, harmonics: features.harmonics, density: 8 });
  const perNode = config.analysis.error_draws;
  const samples = drawErrorSamples({
    data: density,
    rule,
    weight,
    perNode,
    rng: context.rng.split("errors"),
  });
  const { exact, tangent } = await exactAt(density, samples, criterion.dim);
  const { parameterization } = config.loss;
  const predictions = await predictAll(context.kernels, samples, { features, outputs, parameterization });
  const limit = lastOf(predictions);
  return predictions
    .slice(0, -1)
    .map((trained) => splitErrors({ samples, exact, trained, limit, tangent, dim: criterion.dim }));
}

/** Exact posterior means and tangent frames at the samples of every time node. */
async function exactAt(
  density: EmpiricalDensity,
  { points, times, perNode, d }: ErrorSamples,
  dim: number,
): Promise<{ exact: Float64Array; tangent: Float64Array }> {
  const exact = new Float64Array(points.length);
  const tangent = new Float64Array(points.length * dim);
  const rows = perNode * d;
  for (const [node, time] of times.entries()) {
    const found = await geometry(density, ouLevel(time), {
      x: points.subarray(node * rows, (node + 1) * rows),
      dim,
    });
    exact.set(found.posteriorMean, node * rows);
    tangent.set(found.tangent, node * rows * dim);
  }
  return { exact, tangent };
}

/** Samples of one trained model, followed and classified. */
async function generate(
  { config, context, density, criterion, features }: Setup,
  output: Float64Array,
  what: string,
): Promise<{ dynamics: Dynamics; classes: Classes }> {
  const { kernels, rng, progress } = context;
  const { count, stochasticity, solver, steps } = config.sampling;
  const model = {
    name: what,
    d: density.d,
    posteriorMean: createRandomFeatureMean(kernels, features, {
      output,
      parameterization: config.loss.parameterization,
    }),
  };
  const dynamics = await followDynamics(model, density, {
    rng: rng.split("samples"),
    count,
    stochasticity,
    solver,
    times: gridOf(config),
    dim: criterion.dim,
    every: config.analysis.every,
    exponent: true,
    // An eighth of the period of the fastest time feature.
    longestGap: config.time.horizon / (8 * Math.max(1, features.harmonics)),
    snapshotTimes: config.analysis.snapshots,
    onStep: ({ step }) => progress(`generating, ${what}`, step, steps),
  });
  const { scale } = ouLevel(config.time.min);
  const classes = await classify(
    density,
    dynamics.x.map((value) => value / scale),
    criterion,
  );
  return { dynamics, classes };
}
