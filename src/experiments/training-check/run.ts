/** Gradient descent beside the closed form: the same A(τ), the same samples (THEORY.md section 9). */

import { lastOf } from "../../arrays/present.ts";
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { type Classes, classify, type RidgeCriterion, ridgeCriterion } from "../../diagnosis/classes.ts";
import type { Figure, Series } from "../../figure/figure.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { createDataQuadrature } from "../../random-features/data-quadrature.ts";
import { drawFeatureMap, type FeatureMap } from "../../random-features/feature-map.ts";
import { gradientDescent, largestLearningRate } from "../../random-features/gradient-descent.ts";
import type { MomentProblem } from "../../random-features/moment-problem.ts";
import { type FeatureMoments, featureMoments } from "../../random-features/moments.ts";
import { createRandomFeatureMean } from "../../random-features/random-feature-mean.ts";
import { type FeatureSolution, lossAt, outputWeights, solveFeatures } from "../../random-features/solve.ts";
import { createTimeRule } from "../../random-features/time-rule.ts";
import { finalSamples } from "../../sample/sampler.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import type { TrainingCheckConfig } from "../config.ts";
import { classesFigure, classNames, summaryClasses } from "../parts/classes.ts";
import { gridOf } from "../parts/criterion.ts";
import { knownModelTests } from "../parts/known-models.ts";
import { drawingPlane, type Plane } from "../parts/plane.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { ridgePolylines } from "../parts/ridges.ts";
import type { ExperimentContext, ExperimentResult, ResultArray, Summary } from "../result.ts";

/** One training time, trained both ways. */
interface Checked {
  tau: number;
  steps: number;
  /** |A_descent - A_closed| / |A_closed|. */
  weightError: number;
  loss: number;
  closed: Trained;
  descent: Trained;
}

interface Trained {
  output: Float64Array;
  samples: Float64Array;
  classes: Classes;
}

interface Setup {
  config: TrainingCheckConfig;
  context: ExperimentContext;
  density: EmpiricalDensity;
  criterion: RidgeCriterion;
  features: FeatureMap;
}

/** Runs the experiment. */
export async function runTrainingCheck(
  config: TrainingCheckConfig,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { kernels, rng, progress } = context;
  const { data, n, d } = syntheticSet(config.data.set);
  const density = createDensity(kernels, { data, n, d });
  const { dim, analysis_time: at } = config.ridge;
  const fixed = at === "auto" ? {} : { time: at };
  const criterion = await ridgeCriterion(density, {
    dim: dim === "auto" ? 1 : dim,
    timeMin: config.time.min,
    ...fixed,
  });
  const { horizon, min, rule } = config.time;
  const features = drawFeatureMap({ ...config.features, d, horizon }, rng.split("features"));
  const times = createTimeRule({ rule, timeMin: min, horizon, harmonics: config.features.harmonics });
  const quadrature = createDataQuadrature(times, { count: n, rng: rng.split("quadrature") });
  const problem: MomentProblem = { features, data: density, quadrature, ...config.loss };
  progress("moments", 0, 1);
  const moments = await featureMoments(kernels, problem, { rng: rng.split("entries") });
  const solution = await solveFeatures(kernels, { features, moments });
  const checked = await trainBothWays({ config, context, density, criterion, features }, moments, solution);
  const known = await knownModelTests(density, {
    criterion,
    times: gridOf(config),
    count: Math.min(200, config.sampling.count),
    rng: rng.split("known"),
    size: 0.2,
    onProgress: (done, total) => progress("known errors", done, total),
  });
  return {
    summary: summaryOf(config, criterion, checked, known, moments),
    metrics: checked.flatMap(({ tau, weightError, loss }) => [
      { name: "relative_weight_error", value: weightError, tau },
      { name: "loss", value: loss, tau },
    ]),
    arrays: arraysOf(checked, density),
    figures: await figuresOf(config, density, criterion, checked),
  };
}

/** Descends through all training times once, and compares at each. */
async function trainBothWays(
  setup: Setup,
  moments: FeatureMoments,
  solution: FeatureSolution,
): Promise<Checked[]> {
  const { config, context, density, features } = setup;
  const { kernels, progress } = context;
  const taus = [...config.tau].sort((a, b) => a - b);
  const largest = largestLearningRate(solution.eigen.values[0], density.d);
  const stepTau = (config.descent.learning_rate_share * largest) / density.d;
  // A step count that lands on every training time exactly would need a common divisor; the nearest step does.
  const stops = taus.map((tau) => Math.round(tau / stepTau));
  const out: Checked[] = [];
  for await (const { step, tau, output } of gradientDescent(
    kernels,
    { features, moments },
    { learningRate: stepTau * density.d },
  )) {
    if (step % 50 === 0) progress("gradient descent", step, lastOf(stops));
    while (out.length < stops.length && step === stops[out.length]) {
      const exact = await outputWeights(kernels, solution, tau);
      const [closed, descent] = [await generate(setup, exact), await generate(setup, output.slice())];
      const weightError = distance(output, exact) / distance(exact, new Float64Array(exact.length));
      out.push({
        tau: taus[out.length],
        steps: step,
        weightError,
        loss: lossAt(solution, tau),
        closed,
        descent,
      });
    }
    if (out.length === stops.length) break;
  }
  return out;
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));
}

async function generate(
  { config, context, density, criterion, features }: Setup,
  output: Float64Array,
): Promise<Trained> {
  const { count, stochasticity, solver } = config.sampling;
  const posteriorMean = createRandomFeatureMean(context.kernels, features, {
    output,
    parameterization: config.loss.parameterization,
  });
  const model = { name: "random features", d: density.d, posteriorMean };
  const options = { rng: context.rng.split("samples"), count, stochasticity, solver, times: gridOf(config) };
  const { x } = await finalSamples(model, options);
  const { scale } = ouLevel(config.time.min);
  const samples = x.map((value) => value / scale);
  return { output, samples, classes: await classify(density, samples, criterion) };
}

type Known = Awaited<ReturnType<typeof knownModelTests>>;

function summaryOf(
  config: TrainingCheckConfig,
  criterion: RidgeCriterion,
  checked: readonly Checked[],
  known: Known,
  { error }: FeatureMoments,
): Summary {
  const worst = Math.max(...checked.map((entry) => entry.weightError));
  const last = lastOf(checked);
  const agree = checked.every(({ closed, descent }) => classesAgree(closed.classes, descent.classes));
  return {
    experiment: config.experiment,
    title: "Gradient descent beside the closed form",
    verdict:
      `The weights of gradient descent and of the closed form differ by at most ${(100 * worst).toFixed(2)} % at all ` +
      `${checked.length} training times; their class fractions ${agree ? "agree within their intervals" : "do not all agree within their intervals"}.`,
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(last.closed.classes.fractions),
    falsification: { F4: known.F4, F5: known.F5 },
    figures: { largest_relative_weight_error: worst, class_fractions_agree: agree ? 1 : 0 },
    entries: checked.flatMap(({ tau, closed, descent, weightError }) => [
      {
        name: `τ = ${tau}, closed form`,
        arrays: `tau-${tau}-closed`,
        classes: summaryClasses(closed.classes.fractions),
      },
      {
        name: `τ = ${tau}, gradient descent`,
        arrays: `tau-${tau}-descent`,
        classes: summaryClasses(descent.classes.fractions),
        figures: { relative_weight_error: weightError },
      },
    ]),
    notes: [
      `Gradient descent takes steps of ${config.descent.learning_rate_share} of the largest stable learning rate, ${last.steps} in all; τ = lr · E / d.`,
      `Moments by ${error.method}, relative error ${error.relative.toExponential(1)} on sampled entries; both ways use the same moments.`,
      "The ridge is in the data's own coordinates. F1–F3 are for runs that follow trajectories; see the other presets.",
    ],
  };
}

/** Whether every class's fraction lies within the other way's interval. */
function classesAgree(a: Classes, b: Classes): boolean {
  const overlap = (x: Estimate, y: Estimate) => x.low <= y.high && y.low <= x.high;
  const [x, y] = [a.fractions, b.fractions];
  return (
    overlap(x.memorised, y.memorised) && overlap(x.interMode, y.interMode) && overlap(x.offRidge, y.offRidge)
  );
}

function arraysOf(checked: readonly Checked[], { d, data, n }: EmpiricalDensity): ExperimentResult["arrays"] {
  const out: Record<string, Record<string, ResultArray>> = { data: { data: { data, shape: [n, d] } } };
  for (const { tau, closed, descent } of checked) {
    for (const [way, { output, samples, classes }] of [
      ["closed", closed],
      ["descent", descent],
    ] as const) {
      out[`tau-${tau}-${way}`] = {
        A: { data: output, shape: [d, output.length / d] },
        samples: { data: samples, shape: [samples.length / d, d] },
        class: { data: classes.labels, shape: [classes.labels.length] },
      };
    }
  }
  return out;
}

async function figuresOf(
  { time }: TrainingCheckConfig,
  density: EmpiricalDensity,
  criterion: RidgeCriterion,
  checked: readonly Checked[],
): Promise<Figure[]> {
  const plane = await drawingPlane(density);
  const rows = checked.flatMap(({ tau, closed, descent }) => [
    { label: `τ = ${tau}, closed form`, fractions: closed.classes.fractions },
    { label: `τ = ${tau}, descent`, fractions: descent.classes.fractions },
  ]);
  return [
    await scene(density, criterion, plane, lastOf(checked), time.min),
    classesFigure(rows),
    weightFigure(checked),
  ];
}

async function scene(
  density: EmpiricalDensity,
  criterion: RidgeCriterion,
  plane: Plane,
  { tau, closed, descent }: Checked,
  timeMin: number,
): Promise<Figure> {
  const { scale } = ouLevel(criterion.time ?? timeMin);
  const ridges = (await ridgePolylines(density, criterion.time, plane)).map((line) =>
    line.map((v) => v / scale),
  );
  const panel = (title: string, { samples, classes }: Trained) => ({
    title,
    samples: plane.project(samples, 1),
    classes: classNames(classes.labels),
    training: plane.project(density.data, 1),
    ridges,
  });
  return {
    kind: "scene",
    id: "finals",
    title: `Finished samples at τ = ${tau}`,
    caption: "The same noise through both models: the two pictures should be the same.",
    xLabel: plane.xLabel,
    yLabel: plane.yLabel,
    shared: true,
    panels: [panel("closed form", closed), panel("gradient descent", descent)],
  };
}

function weightFigure(checked: readonly Checked[]): Figure {
  const x = Float64Array.from(checked, (entry) => entry.tau);
  const series = (name: string, y: Float64Array): Series => ({ name, x, y, dots: true });
  return {
    kind: "lines",
    id: "weights",
    title: "Gradient descent against the closed form",
    caption:
      "Relative difference of the output weights A(τ), and the training loss: Euler's method converges to the gradient flow.",
    panels: [
      {
        x: { label: "training time τ" },
        y: { label: "|A_descent − A_closed| / |A_closed|", scale: "log" },
        series: [
          series(
            "weights",
            Float64Array.from(checked, (entry) => entry.weightError),
          ),
        ],
      },
      {
        x: { label: "training time τ" },
        y: { label: "denoising loss L(A(τ))" },
        series: [
          series(
            "loss",
            Float64Array.from(checked, (entry) => entry.loss),
          ),
        ],
      },
    ],
  };
}
