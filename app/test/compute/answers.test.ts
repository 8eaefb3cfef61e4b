// first, as in the workers: arrays that can be handed over
import { lastOf } from "../../src/present.ts";
import "../../src/compute/private-memory.ts";
import { createKernels, type Kernels } from "ridgescope/kernels";
import {
  createFeatureModels,
  createScene,
  featureWeights,
  fieldAt,
  generatePaths,
  KNOWN_MODELS,
  landscapeAt,
  measurePaths,
  mergeBranches,
  probeAt,
  type SceneConfig,
  sceneDefaults,
  trainFeatures,
} from "ridgescope/scene";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answers, createSceneAnswers, createSceneKeeper } from "../../src/compute/answers.ts";
import { createFeatureAnswers } from "../../src/compute/feature-answers.ts";
import type { ModelRef, QuestionName, Questions } from "../../src/compute/protocol.ts";
import { buffersOf } from "../../src/compute/serve.ts";

const base = sceneDefaults();
const config: SceneConfig = {
  ...base,
  data: { set: "two-modes", points: [] },
  model: "perturbed",
  perturbed: { normal: 0.1, tangent: 0.2 },
  features: { p: 16, harmonics: 2 },
  // long enough that arrays are handed over
  sampling: { ...base.sampling, count: 30, steps: 20 },
};
const known: ModelRef = { kind: "known" };
const at = Float64Array.of(0.5, 0.1, -2, 0.3);

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1, onnxRuntime: false });
});
afterAll(() => kernels.close());

const answers = createSceneAnswers(createSceneKeeper());
const features = createFeatureAnswers();

/** Asks as the page does: what is asked and answered crosses over, and buffers are given away. */
async function ask<Name extends QuestionName>(
  of: Answers,
  name: Name,
  question: Questions[Name]["ask"],
): Promise<Questions[Name]["answer"]> {
  const answer = of[name] as (ask: unknown, progress: () => void) => Promise<Questions[Name]["answer"]>;
  const found = await answer(structuredClone(question), () => {});
  return structuredClone(found, { transfer: [...buffersOf(found)] });
}

describe("a worker of a scene", () => {
  test("generates and measures what the library does, in parts", async () => {
    const scene = createScene(kernels, config);
    const model = KNOWN_MODELS.perturbed(scene);
    const whole = await generatePaths(scene, model);
    const part = (first: number, count: number) =>
      ask(answers, "paths", { config, model: known, first, count });
    const parts = [await part(0, 11), await part(11, 19)];
    expect(parts[0].times).toEqual(whole.times);
    expect(parts[1].x.slice(-2 * 19)).toEqual(whole.x.slice(-2 * 19));
    const found = await ask(answers, "measures", { config, model: known, parts });
    const { dynamics, classes, criterion, figures } = await measurePaths(scene, model, whole);
    expect(found.figures).toEqual(figures);
    expect(found.criterion).toEqual(criterion);
    expect(found.times).toEqual(dynamics.times);
    expect(found.distance.subarray(30, 60)).toEqual(dynamics.snapshots[1].newtonDistance);
    expect(found.error.subarray(-30)).toEqual(lastOf(dynamics.snapshots).meanError);
    expect(found.normalError).toEqual(Float64Array.from(dynamics.errors, ({ normal }) => normal));
    expect([found.classes, found.fractions]).toEqual([classes.labels, classes.fractions]);
    const finals = whole.x.slice(-60).map((value) => value * Math.exp(config.time.min));
    const fractions = await ask(answers, "classes", { config, finals });
    expect(fractions.memorised.value).toBe(classes.fractions.memorised.value);
  });

  test("knows landscape, tree, field and probe as the library does", async () => {
    const scene = createScene(kernels, config);
    const model = KNOWN_MODELS.perturbed(scene);
    const { contours, ...landscape } = await ask(answers, "landscape", { config, time: 0.2, graph: true });
    expect(landscape).toEqual(await landscapeAt(scene, 0.2, { graph: true }));
    expect(contours.length).toBeGreaterThan(3);
    expect(await ask(answers, "tree", { config })).toEqual(await mergeBranches(scene));
    const places = { time: 0.2, at };
    const field = await ask(answers, "field", { config, model: known, ...places });
    expect(field).toEqual(await fieldAt(scene, model, places));
    const place = { time: 0.2, at: at.slice(0, 2) };
    const probe = await ask(answers, "probe", { config, model: known, ...place });
    expect(probe).toEqual(await probeAt(scene, model, place));
  });

  test("follows settings that change between questions, the noise and the scene kept", async () => {
    const finals = async (patch: Partial<SceneConfig>) => {
      const now = { ...config, ...patch };
      const { x } = await ask(answers, "paths", { config: now, model: known, first: 0, count: 30 });
      const scene = createScene(kernels, now);
      const model = KNOWN_MODELS[now.model as "exact"](scene);
      expect(x).toEqual((await generatePaths(scene, model)).x);
    };
    await finals({});
    await finals({ perturbed: { normal: 0.5, tangent: 0 } });
    await finals({ model: "exact" });
    await finals({ seed: 3 });
    await finals({ model: "inflated", inflated: { bandwidth: 0.7 } });
    await finals({ model: "inflated", inflated: { bandwidth: 0.1 } });
    await finals({ model: "neighbours", neighbours: { count: 1 } });
    await finals({ ridge: { dim: 0, analysis_time: "auto" } });
    await finals({ time: { horizon: 3, min: 0.01 } });
    await finals({ sampling: { ...config.sampling, steps: 12, stochasticity: 0, solver: "heun" } });
    await finals({ data: { set: "custom", points: [[1, 1]] } });
    await finals({});
  });

  test("refuses in one line what it cannot do", async () => {
    const paths = (patch: Partial<SceneConfig>, model: ModelRef = known) =>
      expect(ask(answers, "paths", { config: { ...config, ...patch }, model, first: 0, count: 3 })).rejects;
    await paths({ data: { set: "custom", points: [] } }).toThrow(
      "data.points: expected at least one point, got none",
    );
    await paths({ model: "network" }).toThrow(
      "model: expected a trained model, got network without its weights",
    );
    await paths({}, { kind: "held", name: "own" }).toThrow(
      "model: expected a worker that holds a network, got another",
    );
  });
});

describe("the worker of random features", () => {
  const trained = { ...config, model: "random-features" } as const;

  test("solves once, and gives weights that make the library's model", async () => {
    const scene = createScene(kernels, trained);
    const training = await trainFeatures(scene);
    const solved = await ask(features, "solve", { config: trained });
    expect(solved).toEqual({
      eigenvalues: training.solution.eigen.values,
      cut: training.solution.cut,
      momentError: training.momentError.relative,
    });
    const [output, end] = await ask(features, "weights", { config: trained, taus: [50, Infinity] });
    expect(output).toEqual(await featureWeights(scene, training, 50));
    expect(end).toEqual(await featureWeights(scene, training, Infinity));
    const model: ModelRef = { kind: "features", output: output };
    const found = await ask(answers, "paths", { config: trained, model, first: 0, count: 30 });
    const expected = await generatePaths(scene, createFeatureModels(scene)(output));
    expect(found.x).toEqual(expected.x);
    // another τ is another output of the same features
    const other = await ask(answers, "paths", {
      config: { ...trained, tau: "inf" },
      model: { kind: "features", output: end },
      first: 0,
      count: 30,
    });
    expect(other.x).toEqual((await generatePaths(scene, createFeatureModels(scene)(end))).x);
  });

  test("gives curves, and answers the same when asked again", async () => {
    const taus = Float64Array.of(1, 100, Infinity);
    const first = await ask(features, "curves", { config: trained, taus });
    expect([first.taus, first.normal.length]).toEqual([taus, 3]);
    expect(await ask(features, "curves", { config: trained, taus })).toEqual(first);
  });
});

describe("what is handed over", () => {
  test("is never kept: every question has the same answer twice", async () => {
    const { sampling } = config;
    // arrays of 4 KiB and more are handed over
    const big = { ...config, sampling: { ...sampling, count: 600, steps: 600 } };
    const parts = [await ask(answers, "paths", { config: big, model: known, first: 0, count: 2 })];
    const trained = { ...big, model: "random-features", features: { p: 600, harmonics: 1 } } as const;
    const questions: readonly [Answers, QuestionName, unknown][] = [
      [answers, "paths", { config: big, model: known, first: 0, count: 2 }],
      [answers, "measures", { config: { ...big, analysis: { every: 1 } }, model: known, parts }],
      [answers, "landscape", { config: big, time: 0.1, graph: true }],
      [answers, "tree", { config: big }],
      [answers, "field", { config: big, model: known, time: 0.1, at: new Float64Array(600).fill(0.1) }],
      [features, "solve", { config: trained }],
      [features, "weights", { config: trained, taus: [10, Infinity] }],
    ];
    for (const [of, name, question] of questions) {
      const first = await ask(of, name, question as never);
      expect([name, await ask(of, name, question as never)]).toEqual([name, first]);
    }
  });

  test("are large arrays that have a buffer of their own", () => {
    const own = new Float64Array(1000);
    const wide = new Float64Array(2000);
    const shared = { a: own, b: [own, wide.subarray(0, 1000)], c: new Float64Array(10), d: "text", e: null };
    expect([...buffersOf(shared)]).toEqual([own.buffer]);
    expect(buffersOf(5).size).toBe(0);
  });
});
