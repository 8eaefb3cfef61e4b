/** The answers to the page's questions, computed with the package. Runs in a worker; nothing of the page enters. */
import { classify } from "ridgescope/diagnosis";
import type { Kernels } from "ridgescope/kernels";
import { createKernels } from "ridgescope/kernels";
import {
  createFeatureModels,
  createScene,
  fieldAt,
  generatePaths,
  joinPaths,
  KNOWN_MODEL_ROWS,
  KNOWN_MODELS,
  landscapeAt,
  type Measured,
  measurePaths,
  mergeBranches,
  probeAt,
  type Scene,
  type SceneConfig,
  sceneCriterion,
  sceneNoise,
} from "ridgescope/scene";
import type { ScoreModel } from "ridgescope/score";
import { contourLevels } from "../scene/contours.ts";
import type { Measures, ModelRef, Progress, QuestionName, Questions } from "./protocol.ts";

/** One answer a question; some workers know only some of them. */
export type Answers = {
  readonly [Name in QuestionName]?: (
    ask: Questions[Name]["ask"],
    progress: Progress,
  ) => Promise<Questions[Name]["answer"]>;
};

/** A scene of the same settings is kept, and what was made of its features. */
export interface SceneKeeper {
  /** The scene of these settings, with the times of the model where it has its own. */
  scene(config: SceneConfig, ref?: ModelRef): Promise<Scene>;
  model(config: SceneConfig, ref: ModelRef): Promise<ScoreModel>;
  /** The noise of some samples, kept from one generation to the next. */
  noise(scene: Scene, range: { first: number; count: number }): ReturnType<typeof sceneNoise>;
}

/** A model that a worker holds, and the times at which it can be asked where they are not the scene's. */
export interface HeldModel {
  readonly model: ScoreModel;
  times?(scene: Scene): Float64Array;
}

const KNOBS = Object.fromEntries(Object.keys(KNOWN_MODEL_ROWS).map((group) => [group, 0]));

/** Keeps the last scene; `held` gives a model that this worker holds, if it holds any. */
export function createSceneKeeper(held?: (name: "network" | "own") => HeldModel): SceneKeeper {
  let kernels: Promise<Kernels> | undefined;
  let kept: { key: string; scene: Scene; features?: ReturnType<typeof createFeatureModels> } | undefined;
  const keep = async (config: SceneConfig) => {
    // τ and the knobs of known models change on every move of a slider, and nothing of the scene with them
    const key = JSON.stringify({ ...config, tau: 0, model: "", network: 0, ...KNOBS });
    kernels ??= createKernels({ threads: 1, onnxRuntime: false });
    if (kept?.key !== key) kept = { key, scene: createScene(await kernels, config) };
    return kept;
  };
  let noise: { key: string; source: ReturnType<typeof sceneNoise> } | undefined;
  return {
    noise(scene, range) {
      const key = JSON.stringify([scene.config.seed, scene.times.length, range]);
      if (noise?.key !== key) noise = { key, source: sceneNoise(scene, range) };
      return noise.source;
    },
    async scene(config, ref) {
      const scene = { ...(await keep(config)).scene, config };
      const times = ref?.kind === "held" ? held?.(ref.name).times?.(scene) : undefined;
      return times ? { ...scene, times } : scene;
    },
    async model(config, ref) {
      const current = await keep(config);
      const scene = { ...current.scene, config };
      if (ref.kind === "features") {
        current.features ??= createFeatureModels(current.scene);
        return current.features(ref.output);
      }
      if (ref.kind === "held") {
        if (held === undefined) throw new Error("model: expected a worker that holds a network, got another");
        return held(ref.name).model;
      }
      const { model } = config;
      if (model === "network" || model === "random-features")
        throw new Error(`model: expected a trained model, got ${model} without its weights`);
      return KNOWN_MODELS[model](scene);
    },
  };
}

/** Answers that every worker knows. */
export function createSceneAnswers(keeper: SceneKeeper): Answers {
  return {
    async paths({ config, model, first, count }, progress) {
      const scene = await keeper.scene(config, model);
      const paths = await generatePaths(scene, await keeper.model(config, model), {
        first,
        count,
        noise: keeper.noise(scene, { first, count }),
        onStep: (step, steps) => progress("generating", step, steps),
      });
      // answers are handed over, and the scene keeps its own
      return { ...paths, times: paths.times.slice() };
    },
    async measures({ config, model, parts }) {
      const scene = await keeper.scene(config, model);
      const paths = { ...joinPaths(parts), slideEnds: false };
      return flatten(await measurePaths(scene, await keeper.model(config, model), paths));
    },
    async classes({ config, finals }) {
      const scene = await keeper.scene(config);
      return (await classify(scene.density, finals, await sceneCriterion(scene))).fractions;
    },
    async landscape({ config, time, graph }) {
      const found = await landscapeAt(await keeper.scene(config), time, { graph });
      return { ...found, contours: contourLevels(found.logDensity) };
    },
    tree: async ({ config }) => mergeBranches(await keeper.scene(config)),
    field: async ({ config, model, ...places }) =>
      fieldAt(await keeper.scene(config), await keeper.model(config, model), places),
    probe: async ({ config, model, ...places }) =>
      probeAt(await keeper.scene(config), await keeper.model(config, model), places),
  };
}

function flatten({ criterion, dynamics, classes, figures }: Measured): Measures {
  const { snapshots, errors } = dynamics;
  const m = classes.labels.length;
  const stacked = (pick: (look: (typeof snapshots)[number]) => Float64Array) => {
    const out = new Float64Array(snapshots.length * m);
    snapshots.forEach((look, i) => {
      out.set(pick(look), i * m);
    });
    return out;
  };
  return {
    times: dynamics.times,
    insideTube: dynamics.insideTube,
    measuredDistance: dynamics.measuredDistance,
    predictedDistance: dynamics.predictedDistance,
    normalError: Float64Array.from(errors, (error) => error.normal),
    tangentError: Float64Array.from(errors, (error) => error.tangent),
    distance: stacked((look) => look.newtonDistance),
    error: stacked((look) => look.meanError),
    classes: classes.labels,
    reachTime: dynamics.reachTime,
    exponent: dynamics.exponent,
    nearest: classes.nearest,
    nearestRatio: classes.nearestRatio,
    nearestDistance: classes.nearestDistance,
    ridgeDistance: classes.ridgeDistance,
    fractions: classes.fractions,
    criterion,
    figures,
  };
}
