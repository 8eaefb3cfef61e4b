/** One scene in the plane as an experiment: what the lab shows, with the lab's own functions, as a run directory. */

import { z } from "zod";
import { predictionRanksSamples, reachBeforeSlide, type Verdict } from "../../dynamics/falsification.ts";
import type { Figure } from "../../figure/figure.ts";
import { SCENE_MODELS, type SceneConfig, type SceneModelKind, sceneDefaults } from "../../scene/config.ts";
import {
  featureWeights,
  type TrainingCurves,
  trainFeatures,
  trainingCurves,
  trainingTime,
} from "../../scene/feature-training.ts";
import { type Measured, measurePaths } from "../../scene/measures.ts";
import { createFeatureModels, KNOWN_MODELS } from "../../scene/model.ts";
import { createSceneNetwork, trainScene } from "../../scene/network.ts";
import { generatePaths, type Paths } from "../../scene/paths.ts";
import { createScene, type Scene } from "../../scene/scene.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { brief, percent } from "../../text/numbers.ts";
import { checkConfig, samplingSchema } from "../config.ts";
import { cached } from "../parts/cached.ts";
import { classesFigure, summaryClasses } from "../parts/classes.ts";
import { alignFigure, dynamicsArrays, errorFigure, reachFigure, residualFigures } from "../parts/dynamics.ts";
import { knownModelTests } from "../parts/known-models.ts";
import { drawingPlane } from "../parts/plane.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { finalsFigure, stripFigure, topologySection } from "../parts/scenes.ts";
import type { Preset } from "../preset.ts";
import type { ExperimentContext, ExperimentResult, MetricLine, ResultArray, Summary } from "../result.ts";

const positive = z.number().positive();
const count = z.number().int().positive();
const atLeast0 = z.number().nonnegative();

/** Checks {@link SceneConfig}. */
export const sceneSchema: z.ZodType<SceneConfig> = z.strictObject({
  experiment: z.literal("stage"),
  seed: z.number().int().nonnegative(),
  data: z.strictObject({ set: z.string(), points: z.array(z.array(z.number()).length(2)) }),
  model: z.enum(SCENE_MODELS as unknown as [SceneModelKind, ...SceneModelKind[]]),
  inflated: z.strictObject({ bandwidth: positive }),
  neighbours: z.strictObject({ count }),
  perturbed: z.strictObject({ normal: z.number(), tangent: z.number() }),
  features: z.strictObject({ p: count, harmonics: z.number().int().nonnegative() }),
  loss: z.strictObject({
    weight: z.enum(["1", "h", "h2"]),
    parameterization: z.enum(["posterior-mean", "score"]),
  }),
  tau: z.union([atLeast0, z.literal("inf")], "expected a number or inf"),
  network: z.strictObject({ width: count, layers: count, steps: count, batch: count, rate: positive }),
  time: z.strictObject({ horizon: positive, min: positive }),
  sampling: samplingSchema,
  ridge: z.strictObject({
    dim: z.number().int().min(0).max(1),
    analysis_time: z.union([positive, z.literal("auto")], "expected a positive number or auto"),
  }),
  analysis: z.strictObject({ every: count }),
});

/** The preset `stage`. */
export function scenePreset(): Preset {
  return {
    name: "stage",
    summary: "one scene of the lab: any points in the plane, one model; the lab exports its settings",
    config: { ...sceneDefaults() },
    check: (given, source) => checkConfig(sceneSchema, given, source),
    run: (given, context) => runScene(checkConfig(sceneSchema, given, "stage"), context),
  };
}

interface SceneRun {
  readonly scene: Scene;
  readonly name: string;
  readonly measured: Measured;
  readonly curves?: TrainingCurves;
  readonly spectrum?: Float64Array;
  readonly known: Awaited<ReturnType<typeof knownModelTests>>;
}

interface SceneModel {
  readonly model: ScoreModel;
  readonly curves?: TrainingCurves;
  readonly spectrum?: Float64Array;
}

/** Runs a scene. */
export async function runScene(config: SceneConfig, context: ExperimentContext): Promise<ExperimentResult> {
  const scene = createScene(context.kernels, config);
  const { model, ...training } = await sceneModel(scene, context);
  const paths = await cached(context, "paths", () => generate(scene, model, context));
  const measured = await measurePaths(scene, model, paths);
  const { density, times, rng } = scene;
  const known = await cached(context, "known", () =>
    knownModelTests(density, {
      criterion: measured.criterion,
      times,
      count: Math.min(200, config.sampling.count),
      rng: rng.split("known"),
      size: 0.05 * Math.sqrt(density.data.reduce((sum, v) => sum + v * v, 0) / density.n),
      onProgress: (done, total) => context.progress("known errors", done, total),
    }),
  );
  return resultOf({ scene, name: model.name, measured, known, ...training }, context);
}

function generate(scene: Scene, model: ScoreModel, { progress }: ExperimentContext): Promise<Paths> {
  return generatePaths(scene, model, {
    onStep: (step, steps) => progress(`generating, ${model.name}`, step, steps),
  });
}

async function sceneModel(scene: Scene, context: ExperimentContext): Promise<SceneModel> {
  const { config } = scene;
  if (config.model === "network") {
    const parameters = await cached(context, "network", () =>
      trainScene(scene, { onStep: (step, total) => context.progress("training", step, total) }),
    );
    return { model: await createSceneNetwork(scene, parameters) };
  }
  if (config.model !== "random-features") return { model: KNOWN_MODELS[config.model](scene) };
  const { output, curves, spectrum } = await cached(context, "features", async () => {
    const training = await trainFeatures(scene, context.progress);
    const taus = Float64Array.of(trainingTime(config.tau));
    return {
      output: await featureWeights(scene, training),
      curves: await trainingCurves(scene, training, taus),
      spectrum: training.solution.eigen.values,
    };
  });
  return { model: createFeatureModels(scene)(output), curves, spectrum };
}

async function resultOf(run: SceneRun, context: ExperimentContext): Promise<ExperimentResult> {
  const { scene, measured, spectrum } = run;
  const { data, n, d } = scene.density;
  const { dynamics, classes } = measured;
  const column = (values: ResultArray["data"]): ResultArray => ({ data: values, shape: [values.length] });
  return {
    summary: summaryOf(run),
    metrics: metricsOf(run),
    arrays: {
      data: { data: { data, shape: [n, d] } },
      samples: {
        ...dynamicsArrays(dynamics),
        class: column(classes.labels),
        nearest: column(classes.nearest),
        nearest_ratio: column(classes.nearestRatio),
        nearest_distance: column(classes.nearestDistance),
        ridge_distance: column(classes.ridgeDistance),
      },
      ...(spectrum ? { spectrum: { eigenvalues: column(spectrum) } } : {}),
    },
    figures: await figuresOf(run, context),
  };
}

/** Headline figures: what was measured of the samples, and of random features their errors over p_t. */
function figuresOfRun({ measured, curves }: SceneRun): Record<string, number> {
  if (curves === undefined) return { ...measured.figures };
  return {
    ...measured.figures,
    integrated_normal_error: curves.normal[0],
    integrated_tangent_error: curves.tangent[0],
    loss: curves.loss[0],
  };
}

function summaryOf(run: SceneRun): Summary {
  const { scene, name, measured, known } = run;
  const { criterion, dynamics, classes } = measured;
  const { memorised, interMode, offRidge } = classes.fractions;
  const falsification: Record<string, Verdict> = {
    F1: reachBeforeSlide(dynamics),
    F2: predictionRanksSamples(dynamics, scene.rng.split("F2")),
    F4: known.F4,
    F5: known.F5,
  };
  return {
    experiment: "stage",
    title: `${scene.config.data.set}: ${name}`,
    verdict:
      `${percent(memorised.value)} of samples are memorised, ${percent(interMode.value)} lie on the ridge between training points, ` +
      `${percent(offRidge.value)} off it.`,
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(classes.fractions),
    falsification,
    figures: figuresOfRun(run),
    notes: [
      "The ridge is computed from the training data alone, in the data's own coordinates; nothing of the model enters it.",
      `On the ridge means a Newton distance of at most ${brief(criterion.threshold)} at t = ${brief(criterion.time)} (${criterion.source}).`,
    ],
  };
}

function metricsOf({ measured: { dynamics, figures } }: SceneRun): MetricLine[] {
  const curves = Array.from(dynamics.times, (time, i) => [
    { name: "inside_tube", value: dynamics.insideTube[i], time },
    { name: "measured_distance", value: dynamics.measuredDistance[i], time },
    { name: "predicted_distance", value: dynamics.predictedDistance[i], time },
    { name: "normal_error", value: dynamics.errors[i].normal, time },
    { name: "tangent_error", value: dynamics.errors[i].tangent, time },
  ]);
  return [...curves.flat(), ...Object.entries(figures).map(([name, value]) => ({ name, value }))];
}

async function figuresOf(
  { scene, name, measured }: SceneRun,
  { progress }: ExperimentContext,
): Promise<Figure[]> {
  const { density, config } = scene;
  const { criterion, dynamics, classes } = measured;
  const plane = await drawingPlane(density);
  const named = { name, dynamics, classes };
  const options = { density, plane, dim: criterion.dim };
  progress("tracing ridges", 0, 1);
  return [
    await stripFigure(named, options),
    await finalsFigure([named], {
      ...options,
      timeMin: config.time.min,
      analysisTime: criterion.time,
      title: "Finished samples",
    }),
    classesFigure([{ label: name, fractions: classes.fractions }]),
    reachFigure([named]),
    alignFigure([named]),
    errorFigure([named]),
    ...residualFigures([named]),
    ...(await topologySection(density, config.time, plane)).figures,
  ];
}
