/**
 * Random features in closed form on a small data set: for every loss weight and training time, where do samples go,
 * and which part of the error is the architecture's? (THEORY.md sections 7 and 9.)
 */

import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { classify, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { type Details, type JudgedSet, measureDetails } from "../../diagnosis/details.ts";
import { type Dynamics, followDynamics } from "../../dynamics/dynamics.ts";

import { knownModelTests } from "../../dynamics/known-errors.ts";

import { drawFeatureMap, type FeatureMap } from "../../random-features/feature-map.ts";
import type { LossWeight } from "../../random-features/moment-problem.ts";
import { densityMoments, type MomentError } from "../../random-features/moments.ts";
import { createFeatureModel } from "../../random-features/random-feature-mean.ts";
import { nullSpaceError, solveFeatures, type TimeScales, timeScales } from "../../random-features/solve.ts";
import { createTimeRule, type TimeRule } from "../../random-features/time-rule.ts";
import { type TrainedTime, trainedTimes } from "../../random-features/trained-times.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { cached } from "../parts/cached.ts";
import { criterionOf, gridOf, smallSetDim } from "../parts/criterion.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import type { RandomFeatureConfig } from "./settings.ts";

/** One trained model: a loss weight and a training time; samples are in the data's units, M × d. */
export interface TrainedEntry extends JudgedSet, Omit<TrainedTime, "output"> {
  readonly weight: LossWeight;
  readonly dynamics: Dynamics;
}

/** What one loss weight has in common over training times. */
interface WeightEntry extends TimeScales {
  readonly weight: LossWeight;
  /** Eigenvalues of U, descending. */
  readonly eigenvalues: Float64Array;
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
  const shown = spread(entriesByTau(entries), 4);
  const details = await measureDetails(density, shown, { ...context, criterion, space: spaceOf("none") });
  return { config, density, criterion, weights, entries, known, details };
}

/** The training times of the last weight, named by them alone. */
export function entriesByTau(entries: readonly TrainedEntry[]): TrainedEntry[] {
  const { weight } = lastOf(entries);
  const own = entries.filter((entry) => entry.weight === weight);
  return own.map((entry) => ({ ...entry, name: tauName(entry.tau) }));
}

function tauName(tau: number): string {
  return `τ = ${tau === Infinity ? "∞" : tau}`;
}

/** A loss weight in words. */
export function weightName(weight: LossWeight): string {
  return weight === "h2" ? "h²" : weight;
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
  const { context } = setup;
  const { shared, trained } = await cached(context, `trained-${weight}`, () => solveWeight(setup, weight));
  const entries: TrainedEntry[] = [];
  for (const { output, ...time } of trained) {
    const { tau } = time;
    const what = `weight ${weight}, τ ${tau}`;
    const run = await cached(context, `samples-${weight}-${tau}`, () => generate(setup, output, what));
    const name = `λ = ${weightName(weight)}, ${tauName(tau)}`;
    entries.push({ weight, name, ...time, ...run });
  }
  return { weight: shared, entries };
}

/** All training times of one weight in closed form. */
interface SolvedWeight {
  readonly shared: WeightEntry;
  readonly trained: readonly TrainedTime[];
}

async function solveWeight(
  { config, context, density, criterion, features, rule }: Setup,
  weight: LossWeight,
): Promise<SolvedWeight> {
  const { kernels, rng } = context;
  const { min, horizon } = config.time;
  context.progress(`moments, weight ${weight}`, 0, 1);
  const problem = { features, weight, parameterization: config.loss.parameterization };
  const moments = await densityMoments(density, { ...problem, rule }, { rng });
  const solution = await solveFeatures(kernels, { features, moments });
  const taus = config.tau.map((tau) => (tau === "inf" ? Infinity : tau));
  const trained = await trainedTimes(
    density,
    { solution, taus },
    {
      ...problem,
      rule: createTimeRule({ timeMin: min, horizon, harmonics: features.harmonics, density: 8 }),
      perNode: config.analysis.error_draws,
      dim: criterion.dim,
      rng: rng.split("errors"),
    },
  );
  return {
    shared: {
      weight,
      eigenvalues: solution.eigen.values,
      ...timeScales(solution),
      nullSpaceError: nullSpaceError(solution),
      momentError: moments.error,
    },
    trained,
  };
}

/** Samples of one trained model, followed and classified. */
async function generate(
  { config, context, density, criterion, features }: Setup,
  output: Float64Array,
  what: string,
): Promise<Pick<TrainedEntry, "dynamics" | "samples" | "classes">> {
  const { kernels, rng, progress } = context;
  const { parameterization } = config.loss;
  const model = createFeatureModel(kernels, features, { name: what, output, parameterization });
  const dynamics = await followDynamics(model, density, {
    ...config.sampling,
    rng: rng.split("samples"),
    times: gridOf(config),
    dim: criterion.dim,
    every: config.analysis.every,
    exponent: true,
    // An eighth of the period of the fastest time feature.
    longestGap: config.time.horizon / (8 * Math.max(1, features.harmonics)),
    snapshotTimes: config.analysis.snapshots,
    onStep: ({ step }) => progress(`generating, ${what}`, step, config.sampling.steps),
  });
  const { scale } = ouLevel(config.time.min);
  const samples = dynamics.x.map((value) => value / scale);
  return { dynamics, samples, classes: await classify(density, samples, criterion) };
}
