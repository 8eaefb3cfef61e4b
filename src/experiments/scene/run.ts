/** One scene in the plane as an experiment: what the lab shows, measured with the lab's own functions. */

import { type Details, measureDetails } from "../../diagnosis/details.ts";
import { predictionRanksSamples, reachBeforeSlide, type Verdict } from "../../dynamics/falsification.ts";
import { finishedSamples } from "../../sample/sampler.ts";
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
import type { SceneConfig } from "../../scene/settings.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { cached } from "../parts/cached.ts";
import { knownTests } from "../parts/generate.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";

/** What training random features has shown. */
export interface FeatureTrainingRun {
  /** At the scene's training time alone. */
  readonly curves: TrainingCurves;
  /** Eigenvalues of U, descending. */
  readonly spectrum: Float64Array;
}

/** Everything measured, before it is put into words and figures. */
export interface SceneRun {
  readonly scene: Scene;
  /** Of the model. */
  readonly name: string;
  readonly measured: Measured;
  /** Finished samples in the data's units, M × 2. */
  readonly samples: Float64Array;
  readonly training?: FeatureTrainingRun;
  readonly falsification: Readonly<Record<string, Verdict>>;
  /** Absent where there is one training point, as metrics compare distances among them. */
  readonly details?: Details;
}

interface SceneModel {
  readonly model: ScoreModel & { close?(): Promise<void> };
  readonly training?: FeatureTrainingRun;
}

/** Runs a scene. */
export async function runScene(config: SceneConfig, context: ExperimentContext): Promise<SceneRun> {
  const scene = createScene(context.kernels, config);
  const { model, training } = await sceneModel(scene, context);
  try {
    const paths = await cached(context, "paths", () => generate(scene, model, context));
    const measured = await measurePaths(scene, model, paths);
    const samples = finishedSamples(measured.dynamics.x, config.time.min);
    const finished = { scene, name: model.name, measured, samples };
    const falsification = await falsify(scene, measured, context);
    const details = await detailsOf(finished, context);
    return { ...finished, falsification, ...(training && { training }), ...(details && { details }) };
  } finally {
    await model.close?.();
  }
}

function generate(scene: Scene, model: ScoreModel, { progress }: ExperimentContext): Promise<Paths> {
  return generatePaths(scene, model, {
    onStep: (step, steps) => progress(`generating, ${model.name}`, step, steps),
  });
}

async function detailsOf(
  { scene, name, measured: { criterion, classes }, samples }: Omit<SceneRun, "falsification">,
  { progress }: ExperimentContext,
): Promise<Details | undefined> {
  const { density, rng } = scene;
  if (density.n < 2) return undefined;
  const options = { criterion, space: spaceOf("none"), rng, progress };
  return measureDetails(density, [{ name, samples, classes }], options);
}

async function falsify(
  { density, times, rng, config }: Scene,
  { criterion, dynamics }: Measured,
  context: ExperimentContext,
): Promise<Record<string, Verdict>> {
  const tested = { criterion, times, count: Math.min(200, config.sampling.count) };
  const { progress } = context;
  const known = await cached(context, "known", () => knownTests(density, tested, { rng, progress }));
  return {
    F1: reachBeforeSlide(dynamics),
    F2: predictionRanksSamples(dynamics, rng.split("F2")),
    ...known,
  };
}

async function sceneModel(scene: Scene, context: ExperimentContext): Promise<SceneModel> {
  const { model } = scene.config;
  if (model === "network") {
    const parameters = await cached(context, "network", () =>
      trainScene(scene, { onStep: (step, total) => context.progress("training", step, total) }),
    );
    return { model: await createSceneNetwork(scene, parameters) };
  }
  return model === "random-features" ? featureModel(scene, context) : { model: KNOWN_MODELS[model](scene) };
}

async function featureModel(scene: Scene, context: ExperimentContext): Promise<SceneModel> {
  const { output, ...training } = await cached(context, "features", async () => {
    const trained = await trainFeatures(scene, context.progress);
    const taus = Float64Array.of(trainingTime(scene.config.tau));
    return {
      output: await featureWeights(scene, trained),
      curves: await trainingCurves(scene, trained, taus),
      spectrum: trained.solution.eigen.values,
    };
  });
  return { model: createFeatureModels(scene)(output), training };
}
