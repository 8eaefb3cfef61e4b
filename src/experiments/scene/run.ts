/** One scene in the plane as an experiment: what the lab shows, measured with the lab's own functions. */

import { type Details, type JudgedSet, measureDetails } from "../../diagnosis/details.ts";
import type { Regimes } from "../../diagnosis/regimes.ts";
import { predictionRanksSamples, reachVerdict, type Verdict } from "../../dynamics/falsification.ts";
import { finishedSamples } from "../../sample/sampler.ts";
import { featureWeights, trainFeatures, trainingCurves, trainingTime } from "../../scene/feature-training.ts";
import { type Measured, measurePaths } from "../../scene/measures.ts";
import { createFeatureModels, KNOWN_MODELS } from "../../scene/model.ts";
import { createSceneNetwork, trainScene } from "../../scene/network.ts";
import { generatePaths } from "../../scene/paths.ts";
import { createScene, type Scene } from "../../scene/scene.ts";
import type { SceneConfig } from "../../scene/settings.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { cached } from "../parts/cached.ts";
import { knownTests } from "../parts/generate.ts";
import { regimesOf } from "../parts/regimes.ts";
import { spaceOf } from "../parts/ridge.ts";
import { type NamedSlide, slidesOf } from "../parts/slides.ts";
import type { ExperimentContext } from "../result.ts";

/** What training random features has shown: curves at the scene's training time alone, eigenvalues of U, descending. */
export type FeatureTrainingRun = Awaited<ReturnType<typeof featureModel>>["training"];

/** Everything measured, before it is put into words and figures. */
export interface SceneRun extends Pick<JudgedSet, "name" | "samples"> {
  readonly scene: Scene;
  readonly measured: Measured;
  readonly training?: FeatureTrainingRun | undefined;
  readonly falsification: Readonly<Record<string, Verdict>>;
  /** Absent where there is one training point, as metrics compare distances among them. */
  readonly details?: Details | undefined;
  readonly regimes: Regimes;
  readonly slides: readonly NamedSlide[];
}

interface SceneModel {
  readonly model: ScoreModel & { close?(): Promise<void> };
  readonly training?: FeatureTrainingRun;
}

/** Runs a scene. */
export async function runScene(config: SceneConfig, context: ExperimentContext): Promise<SceneRun> {
  const scene = createScene(context.kernels, config);
  const { model, training } = await sceneModel(scene, context);
  const { name } = model;
  const { progress } = context;
  try {
    const onStep = (step: number, steps: number) => progress(`generating, ${name}`, step, steps);
    const paths = await cached(context, "paths", () => generatePaths(scene, model, { onStep }));
    const measured = await measurePaths(scene, model, paths);
    const samples = finishedSamples(measured.dynamics.x, config.time.min);
    const falsification = await falsify(scene, measured, context);
    const { density, rng } = scene;
    const { criterion, classes } = measured;
    const options = { criterion, space: spaceOf("none"), rng, progress };
    const details =
      density.n < 2 ? undefined : await measureDetails(density, [{ name, samples, classes }], options);
    const regimes = await regimesOf(density, context);
    const judging = { criterion, timeMin: config.time.min, denoised: false };
    const sets = [{ ...measured, name, samples }];
    const slides = details
      ? await slidesOf(density, { sets, modes: details.cards.modes, ...judging }, context)
      : [];
    return { scene, name, measured, samples, training, falsification, details, regimes, slides };
  } finally {
    await model.close?.();
  }
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
    ...reachVerdict(dynamics),
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

async function featureModel(scene: Scene, context: ExperimentContext) {
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
