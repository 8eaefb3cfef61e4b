/** What the examples in doc comments may use beside the public names. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { classify, ridgeCriterion } from "../../src/diagnosis/classes.ts";
import { type SampleCards, sampleCards } from "../../src/diagnosis/sample-cards.ts";
import { type Dynamics, followDynamics } from "../../src/dynamics/dynamics.ts";
import type { LinesFigure } from "../../src/figure/figure.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import type { MeasuredEntry } from "../../src/metrics/measure-sets.ts";
import { passQueries, passTrain, type QueryPass, type TrainPass } from "../../src/metrics/shared-pass.ts";
import { createRng, type Rng } from "../../src/random/rng.ts";
import { createDataQuadrature } from "../../src/random-features/data-quadrature.ts";
import { createFeatureMap, type FeatureMap } from "../../src/random-features/feature-map.ts";
import type { MomentProblem } from "../../src/random-features/moment-problem.ts";
import type { FeatureMoments } from "../../src/random-features/moments.ts";
import { type FeatureSolution, solveFeatures } from "../../src/random-features/solve.ts";
import { describeEnvironment } from "../../src/report/environment.ts";
import type { RunRecord } from "../../src/report/run-directory.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";
import { createScene, type Scene, sceneDefaults } from "../../src/scene/index.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { choice, whole } from "../../src/settings/setting.ts";
import {
  FRAME,
  gaussianModel,
  NETWORK,
  PARABOLA,
  startServer,
  TRAJECTORIES,
  VAE,
  writeModel,
} from "./example-models.ts";

/** The names that examples see, and how they are put away. */
export interface ExampleScope {
  readonly values: {
    readonly kernels: Kernels;
    /** Seed 0. */
    readonly rng: Rng;
    /** Two training points in the plane, (±3, 0): the ridge of dimension 1 is the first axis. */
    readonly twoModes: EmpiricalDensity;
    /** Four hundred points of a noisy circle of radius 1. */
    readonly ring: EmpiricalDensity;
    /** What `followDynamics` finds of two samples of the exact score of `twoModes`. */
    readonly dynamics: Dynamics;
    /** Cards of the samples (-1, 0) and (0, 9) among `twoModes`. */
    readonly cards: SampleCards;
    /** A metric, made up, of two samples, and how many points share the weight at two times. */
    readonly measuredEntry: MeasuredEntry;
    /** The pass over `twoModes`, to the nearest neighbour. */
    readonly trainPass: TrainPass;
    /** That over the samples (3, 1) and (3, 7). */
    readonly queryPass: QueryPass;
    /** relu(x) and relu(-x) of one number x (p = 2, d = 1), and A₀ = (0, 1). */
    readonly features: FeatureMap;
    /** U = diag(2, 1e-5), V = (1, 0) and targetSquare 1, made up. */
    readonly moments: Pick<FeatureMoments, "second" | "cross" | "targetSquare">;
    /** Of these features and moments: the second direction counts as null. */
    readonly solution: FeatureSolution;
    /** These features on the data ±1 at one time, where a² = h = ½. */
    readonly problem: MomentProblem;
    /** `solver`, euler or heun, by default euler; `sampling.count`, a whole number at least 1, by default 3. */
    readonly settingRows: typeof SETTING_ROWS;
    /** A figure of one panel with one line. */
    readonly lines: LinesFigure;
    /** A run of the experiment "two-modes" with that figure and nothing else. */
    readonly runRecord: RunRecord;
    /** Path of an empty folder. */
    readonly folder: string;
    /** The exact score of (±3, 0) as a scene, with 4 samples of 60 steps, 32 features, and a network of 3 steps. */
    readonly scene: Scene;
    /** A score network of the plane with 74 parameters that predicts noise. */
    readonly networkSpec: typeof NETWORK;
    /** (w - target)², w the only parameter. */
    readonly parabola: typeof PARABOLA;
    /** Two epochs on eight pictures of four pixels, to two latents. */
    readonly vaeTraining: typeof VAE;
    /** An ONNX file of the Gaussian of (±3, 0), (9 x / (9 + σ²), 0), and where it lies. */
    readonly ownModel: ReturnType<typeof gaussianModel>;
    readonly onnxFile: string;
    /** Address of a model that predicts the points themselves, and says that they are noise on the OU schedule. */
    readonly server: string;
    /** The OU schedule, in the data's own units. */
    readonly frame: typeof FRAME;
    /** One trajectory in the plane at OU times 2, 1 and 0; it ends at (3, 0). */
    readonly trajectories: typeof TRAJECTORIES;
  };
  close(): Promise<void>;
}

const SETTING_ROWS = {
  solver: choice({ of: ["euler", "heun"], default: "euler" }, "solver"),
  sampling: { count: whole(3, "number of samples", { min: 1 }) },
};

const FEATURES = createFeatureMap(
  { p: 2, d: 1, harmonics: 0, horizon: 1 },
  {
    spatial: Float64Array.of(1, -1),
    temporal: Float64Array.of(0, 0),
    bias: Float64Array.of(0, 0),
    initial: Float64Array.of(0, 1),
  },
);

const MOMENTS = { second: Float64Array.of(2, 0, 0, 1e-5), cross: Float64Array.of(1, 0), targetSquare: 1 };

function problemOf(rng: Rng): MomentProblem {
  const rule = { times: Float64Array.of(Math.LN2 / 2), weights: Float64Array.of(1) };
  return {
    features: FEATURES,
    data: { data: Float64Array.of(-1, 1), n: 2, d: 1 },
    quadrature: createDataQuadrature(rule, { count: 2, rng }),
    weight: "h2",
    parameterization: "posterior-mean",
  };
}

const POINT = { inverseSquare: 1, localDimension: 1 };

const MEASURED: MeasuredEntry = {
  name: "model",
  measured: {
    space: "data space",
    metrics: { nearest_ratio: { value: 0.5, low: 0.4, high: 0.6 } },
    perSample: { nearest_ratio: Float64Array.of(0.4, 0.6) },
    neighbours: 5,
    cells: 0,
  },
  responsibilities: [
    { time: 0.1, largest: 1, entropySize: 1, ...POINT },
    { time: 1, largest: 0.5, entropySize: 2, ...POINT },
  ],
};

async function cardsOf(twoModes: EmpiricalDensity): Promise<SampleCards> {
  const samples = Float64Array.of(-1, 0, 0, 9);
  const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1, tube: true });
  return sampleCards(twoModes, samples, {
    criterion,
    classes: await classify(twoModes, samples, criterion),
  });
}

const LINES: LinesFigure = {
  kind: "lines",
  id: "parabola",
  title: "A parabola",
  caption: "Three points of it.",
  panels: [
    {
      x: { label: "x" },
      y: { label: "x²" },
      series: [{ name: "x²", x: Float64Array.of(0, 1, 2), y: Float64Array.of(0, 1, 4) }],
    },
  ],
};

function runRecordOf(kernels: Kernels): RunRecord {
  const summary = {
    experiment: "two-modes",
    title: "Two modes",
    verdict: "Nothing was generated.",
    ridge: { dim: 1, time: 0.1, space: "data", threshold: 1, threshold_source: "tube" },
    falsification: {},
    notes: [],
  };
  return {
    config: { ridge: { dim: 1 } },
    environment: describeEnvironment(kernels, "1.2.3"),
    result: { summary, metrics: [], arrays: {}, figures: [LINES] },
  };
}

function sceneOf(kernels: Kernels): Scene {
  const defaults = sceneDefaults();
  return createScene(kernels, {
    ...defaults,
    data: { set: "two-modes", points: [] },
    model: "exact",
    features: { p: 32, harmonics: 1 },
    network: { width: 8, layers: 1, steps: 3, batch: 8, rate: 1e-3 },
    sampling: { ...defaults.sampling, count: 4, steps: 60 },
  });
}

/** Prepares them, on one thread. */
export async function createExampleScope(): Promise<ExampleScope> {
  const kernels = await createKernels({ threads: 1 });
  const noise = createRng(1).normals(800);
  const circle = noise.map((value, i) => {
    const angle = (2 * Math.PI * (i >> 1)) / 400;
    return (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + 0.02 * value;
  });
  const folder = await mkdtemp(join(tmpdir(), "ridgescope-examples-"));
  const { server, address } = await startServer();
  const ownModel = gaussianModel();
  const rng = createRng(0);
  const twoModes = createDensity(kernels, { data: Float64Array.of(-3, 0, 3, 0), n: 2, d: 2 });
  const times = timeGrid("exponential", { horizon: 4, timeMin: 0.01, steps: 30 });
  const trainPass = await passTrain(kernels, twoModes, { k: 1, rng });
  return {
    values: {
      kernels,
      rng,
      twoModes,
      ring: createDensity(kernels, { data: circle, n: 400, d: 2 }),
      dynamics: await followDynamics(createExactScore(twoModes), twoModes, { rng, count: 2, times, dim: 1 }),
      cards: await cardsOf(twoModes),
      measuredEntry: MEASURED,
      trainPass,
      queryPass: await passQueries(kernels, trainPass, { queries: Float64Array.of(3, 1, 3, 7), k: 1 }),
      features: FEATURES,
      moments: MOMENTS,
      solution: await solveFeatures(kernels, { features: FEATURES, moments: MOMENTS }),
      problem: problemOf(rng),
      settingRows: SETTING_ROWS,
      lines: LINES,
      runRecord: runRecordOf(kernels),
      folder,
      scene: sceneOf(kernels),
      networkSpec: NETWORK,
      parabola: PARABOLA,
      vaeTraining: VAE,
      ownModel,
      onnxFile: await writeModel(folder, ownModel),
      server: address,
      frame: FRAME,
      trajectories: TRAJECTORIES,
    },
    close: async () => {
      kernels.close();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
