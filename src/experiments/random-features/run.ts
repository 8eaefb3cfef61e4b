/**
 * Random features in closed form on a small data set: for every loss weight and training time, where do samples go,
 * and which part of the error is the architecture's? (THEORY.md sections 7 and 9.)
 */

import { mapInTurn } from "../../arrays/in-turn.ts";
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { classify, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { type Details, type JudgedSet, measureDetails } from "../../diagnosis/details.ts";
import type { Regimes } from "../../diagnosis/regimes.ts";
import type { Dynamics } from "../../dynamics/dynamics.ts";
import type { Verdict } from "../../dynamics/falsification.ts";
import { drawFeatureMap, type FeatureMap } from "../../random-features/feature-map.ts";
import type { LossWeight } from "../../random-features/moment-problem.ts";
import { densityMoments } from "../../random-features/moments.ts";
import { createFeatureModel } from "../../random-features/random-feature-mean.ts";
import { nullSpaceError, solveFeatures, timeScales } from "../../random-features/solve.ts";
import { createTimeRule } from "../../random-features/time-rule.ts";
import { type TrainedTime, trainedTimes } from "../../random-features/trained-times.ts";
import { finishedSamples } from "../../sample/sampler.ts";
import { cached } from "../parts/cached.ts";
import { gridOf, smallSet } from "../parts/criterion.ts";
import { generateDynamics, knownTests } from "../parts/generate.ts";
import { regimesOf } from "../parts/regimes.ts";
import { spaceOf } from "../parts/ridge.ts";
import { type NamedSlide, slidesOf } from "../parts/slides.ts";
import type { ExperimentContext } from "../result.ts";
import type { RandomFeatureConfig } from "./settings.ts";

/** One trained model: a loss weight and a training time; samples are in the data's units, M × d. */
export interface TrainedEntry extends JudgedSet, Omit<TrainedTime, "output"> {
  readonly weight: LossWeight;
  readonly dynamics: Dynamics;
}

/** Everything measured, before it is put into words and figures. */
export interface RandomFeatureRun {
  readonly config: RandomFeatureConfig;
  readonly density: EmpiricalDensity;
  readonly criterion: RidgeCriterion;
  /** What each loss weight has in common over training times. */
  readonly weights: readonly SolvedWeight["shared"][];
  readonly entries: readonly TrainedEntry[];
  readonly known: Readonly<Record<"F4" | "F5", Verdict>>;
  /** Metrics of some training times of the last weight, and cards of the last. */
  readonly details: Details;
  readonly regimes: Regimes;
  readonly slides: readonly NamedSlide[];
}

/** Runs the experiment. */
export async function runRandomFeatures(
  config: RandomFeatureConfig,
  context: ExperimentContext,
): Promise<RandomFeatureRun> {
  const { density, criterion } = await smallSet(config, context);
  const sizes = { ...config.features, d: density.d, horizon: config.time.horizon };
  const features = drawFeatureMap(sizes, context.rng.split("features"));
  const setup = { config, context, density, criterion, features };
  const trained = await mapInTurn(config.loss.weights, (weight) => trainWeight(setup, weight));
  const weights = trained.map(({ shared }) => shared);
  const entries = trained.flatMap((one) => one.entries);
  const tested = { criterion, times: gridOf(config), count: Math.min(200, config.sampling.count) };
  const known = await cached(context, "known", () => knownTests(density, tested, context));
  const shown = spread(entriesByTau(entries), 4);
  const details = await measureDetails(density, shown, { ...context, criterion, space: spaceOf("none") });
  const regimes = await regimesOf(density, context);
  const { modes } = details.cards;
  const judging = { criterion, modes, timeMin: config.time.min, denoised: false };
  const slides = await slidesOf(density, { sets: entries, ...judging }, context);
  return { config, density, criterion, weights, entries, known, details, regimes, slides };
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

interface Setup extends Pick<RandomFeatureRun, "config" | "density" | "criterion"> {
  readonly context: ExperimentContext;
  readonly features: FeatureMap;
}

/** Moments and spectrum once, then every training time. */
async function trainWeight(setup: Setup, weight: LossWeight) {
  const { context } = setup;
  const { shared, trained } = await cached(context, `trained-${weight}`, () => solveWeight(setup, weight));
  const entries = await mapInTurn(trained, async ({ output, ...time }): Promise<TrainedEntry> => {
    const { tau } = time;
    const what = `weight ${weight}, τ ${tau}`;
    const run = await cached(context, `samples-${weight}-${tau}`, () => generate(setup, output, what));
    return { weight, name: `λ = ${weightName(weight)}, ${tauName(tau)}`, ...time, ...run };
  });
  return { shared, entries };
}

type SolvedWeight = Awaited<ReturnType<typeof solveWeight>>;

/** All training times of one weight in closed form. */
async function solveWeight({ config, context, density, criterion, features }: Setup, weight: LossWeight) {
  const { kernels, rng } = context;
  const { min: timeMin, horizon, rule } = config.time;
  const { harmonics } = features;
  context.progress(`moments, weight ${weight}`, 0, 1);
  const problem = { features, weight, parameterization: config.loss.parameterization };
  const times = createTimeRule({ rule, timeMin, horizon, harmonics });
  const moments = await densityMoments(density, { ...problem, rule: times }, { rng });
  const solution = await solveFeatures(kernels, { features, moments });
  const taus = config.tau.map((tau) => (tau === "inf" ? Infinity : tau));
  const trained = await trainedTimes(
    density,
    { solution, taus },
    {
      ...problem,
      rule: createTimeRule({ timeMin, horizon, harmonics, density: 8 }),
      perNode: config.analysis.error_draws,
      dim: criterion.dim,
      rng: rng.split("errors"),
    },
  );
  return {
    shared: {
      weight,
      /** Of U, descending. */
      eigenvalues: solution.eigen.values,
      ...timeScales(solution),
      /** What the null directions leave of A_0 in the error, one number a coordinate. */
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
  const { every, snapshots: snapshotTimes } = config.analysis;
  // An eighth of the period of the fastest time feature.
  const longestGap = config.time.horizon / (8 * Math.max(1, features.harmonics));
  const measured = { dim: criterion.dim, every, snapshotTimes, longestGap, exponent: true };
  const dynamics = await generateDynamics(model, density, { config, rng, progress, ...measured });
  const samples = finishedSamples(dynamics.x, config.time.min);
  return { dynamics, samples, classes: await classify(density, samples, criterion) };
}
