/** Gradient descent beside the closed form: the same A(τ), the same samples (THEORY.md section 9). */

import { lastOf } from "../../arrays/present.ts";
import { norm } from "../../arrays/vectors.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { classify, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { type Details, type JudgedSet, measureDetails } from "../../diagnosis/details.ts";
import type { Verdict } from "../../dynamics/falsification.ts";
import { drawFeatureMap, type FeatureMap } from "../../random-features/feature-map.ts";
import { type DescentStop, descendTo, largestLearningRate } from "../../random-features/gradient-descent.ts";
import { densityMoments, type FeatureMoments } from "../../random-features/moments.ts";
import { createFeatureModel } from "../../random-features/random-feature-mean.ts";
import { type FeatureSolution, lossAt, outputWeights, solveFeatures } from "../../random-features/solve.ts";
import { createTimeRule } from "../../random-features/time-rule.ts";
import { finalSamples, finishedSamples } from "../../sample/sampler.ts";
import { gridOf, smallSet } from "../parts/criterion.ts";
import { knownTests } from "../parts/generate.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import type { TrainingCheckConfig } from "./settings.ts";

/** The two ways in words. */
export const WAYS = { closed: "closed form", descent: "gradient descent" } as const;

/** Output weights trained one way up to one training time, with what they generate. */
export interface Trained extends JudgedSet {
  /** How they were trained: names its samples in `arrays/`. */
  readonly way: keyof typeof WAYS;
  readonly tau: number;
  /** A(τ), d × p. */
  readonly output: Float64Array;
}

/** One training time, trained both ways. */
export interface Checked {
  readonly tau: number;
  /** Of gradient descent. */
  readonly steps: number;
  /** |A_descent - A_closed| / |A_closed|. */
  readonly weightError: number;
  readonly loss: number;
  readonly closed: Trained;
  readonly descent: Trained;
}

/** Everything measured, before it is put into words and figures. */
export interface TrainingCheckRun {
  readonly config: TrainingCheckConfig;
  readonly density: EmpiricalDensity;
  readonly criterion: RidgeCriterion;
  readonly momentError: FeatureMoments["error"];
  readonly checked: readonly Checked[];
  readonly known: Readonly<Record<"F4" | "F5", Verdict>>;
  /** Metrics of both ways at the last training time, and cards of gradient descent. */
  readonly details: Details;
}

interface Setup extends Pick<TrainingCheckRun, "config" | "density" | "criterion"> {
  readonly context: ExperimentContext;
  readonly features: FeatureMap;
}

/** Runs the experiment. */
export async function runTrainingCheck(
  config: TrainingCheckConfig,
  context: ExperimentContext,
): Promise<TrainingCheckRun> {
  const { density, criterion } = await smallSet(config, context, 1);
  const sizes = { ...config.features, d: density.d, horizon: config.time.horizon };
  const features = drawFeatureMap(sizes, context.rng.split("features"));
  const setup = { config, context, density, criterion, features };
  const moments = await momentsOf(setup);
  const checked = await trainBothWays(setup, moments);
  const count = Math.min(200, config.sampling.count);
  const tested = { criterion, times: gridOf(config), count, size: 0.2 };
  const known = await knownTests(density, tested, context);
  const { closed, descent } = lastOf(checked);
  const options = { ...context, criterion, space: spaceOf("none") };
  const details = await measureDetails(density, [closed, descent], options);
  return { config, density, criterion, momentError: moments.error, checked, known, details };
}

/** The moments that both ways are trained by. */
function momentsOf({ config, context, density, features }: Setup): Promise<FeatureMoments> {
  const { horizon, min: timeMin, rule } = config.time;
  const times = createTimeRule({ rule, timeMin, horizon, harmonics: features.harmonics });
  context.progress("moments", 0, 1);
  return densityMoments(density, { ...config.loss, features, rule: times }, { rng: context.rng });
}

/** Descends through all training times once, and compares at each. */
async function trainBothWays(setup: Setup, moments: FeatureMoments): Promise<Checked[]> {
  const { config, context, density, features } = setup;
  const { kernels, progress } = context;
  const solution = await solveFeatures(kernels, { features, moments });
  const largest = largestLearningRate(solution.eigen.values[0], density.d);
  const stepTau = (config.descent.learning_rate_share * largest) / density.d;
  const onStep = (step: number, last: number) => {
    if (step % 50 === 0) progress("gradient descent", step, last);
  };
  const stops = descendTo(kernels, { features, moments }, { stepTau, taus: config.tau, onStep });
  const out: Checked[] = [];
  for await (const stop of stops) out.push(await compareAt(setup, solution, stop));
  return out;
}

async function compareAt(
  setup: Setup,
  solution: FeatureSolution,
  { wanted, tau, step, output }: DescentStop,
): Promise<Checked> {
  const exact = await outputWeights(setup.context.kernels, solution, tau);
  return {
    tau: wanted,
    steps: step,
    weightError: norm(output.map((value, i) => value - exact[i])) / norm(exact),
    loss: lossAt(solution, tau),
    closed: await generate(setup, { way: "closed", tau: wanted, output: exact }),
    descent: await generate(setup, { way: "descent", tau: wanted, output }),
  };
}

async function generate(
  { config, context, density, criterion, features }: Setup,
  trained: Pick<Trained, "way" | "tau" | "output">,
): Promise<Trained> {
  const { count, stochasticity, solver } = config.sampling;
  const { parameterization } = config.loss;
  const feature = { name: "random features", output: trained.output, parameterization };
  const model = createFeatureModel(context.kernels, features, feature);
  const options = { rng: context.rng.split("samples"), count, stochasticity, solver, times: gridOf(config) };
  const { x } = await finalSamples(model, options);
  const samples = finishedSamples(x, config.time.min);
  const name = `τ = ${trained.tau}, ${WAYS[trained.way]}`;
  return { ...trained, name, samples, classes: await classify(density, samples, criterion) };
}
