/** Samples that a user brings, diagnosed against the data they should resemble. Needs no model. */

import { z } from "zod";
import { type Matrix, requireColumns } from "../../data/matrix.ts";
import { encode, fitPca, type Pca } from "../../data/pca.ts";
import { readMatrix } from "../../data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { DENSE_LIMIT } from "../../density/geometry.ts";
import { CALIBRATION_POINTS, defaultAnalysisTime } from "../../diagnosis/classes.ts";
import { type SampleCards, sampleCards } from "../../diagnosis/sample-cards.ts";
import { InputError, quoted } from "../../errors/input-error.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { checkConfig } from "../config.ts";
import { type ChosenDim, chooseDim } from "../parts/choose-dim.ts";
import { type Diagnosis, diagnoseSamples } from "../parts/diagnosis.ts";
import {
  createLatentSpace,
  DEFAULT_VAE,
  type LatentSpace,
  type VaeConfig,
  vaeSchema,
} from "../parts/latent-data.ts";
import { type MeasuredEntry, measureSets } from "../parts/metrics.ts";
import { spaceOf } from "../parts/ridge.ts";
import { type MeasuredSegments, measureSegments } from "../parts/segments.ts";
import type { Preset } from "../preset.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { analysisResult } from "./report.ts";

/** Settings of an analysis, as its `config.json` holds them. */
export interface AnalysisConfig {
  experiment: "analyze";
  seed: number;
  data: {
    /** Training points D, what the model made S, real points H outside D or "none". */
    train: string;
    samples: string;
    held_out: string;
    /** "none", "pca:k" or "vae:k". */
    latent: string;
  };
  /** How the autoencoder is trained, where latents are "vae:k". */
  vae: VaeConfig;
  ridge: { dim: number | "auto"; analysis_time: number | "auto" };
  /** OU time at which sampling ended. */
  time: { min: number };
  analysis: {
    /** Further analysis times of the curves, as multiples of t_a (none above 256 dimensions). */
    factors: number[];
    /** At most so many real points calibrate each of them. */
    calibration: number;
  };
}

/** Checks the latents of an analysis. */
export const analysisLatentSchema: z.ZodType<string> = z
  .string()
  .regex(/^(none|(pca|vae):[1-9]\d{0,8})$/, "expected none, pca:k or vae:k");

/** Checks k and t_a of an analysis. */
export const analysisRidgeSchema: z.ZodType<AnalysisConfig["ridge"]> = z.strictObject({
  dim: z.union([z.number().int().nonnegative(), z.literal("auto")], "expected a whole number or auto"),
  analysis_time: z.union(
    [z.number().positive().max(100), z.literal("auto")],
    "expected a positive number or auto",
  ),
});

const analysisSchema: z.ZodType<AnalysisConfig> = z.strictObject({
  experiment: z.literal("analyze"),
  seed: z.number().int().nonnegative(),
  data: z.strictObject({
    train: z.string(),
    samples: z.string(),
    held_out: z.string(),
    latent: analysisLatentSchema,
  }),
  vae: vaeSchema,
  ridge: analysisRidgeSchema,
  time: z.strictObject({ min: z.number().positive().max(100) }),
  analysis: z.strictObject({
    factors: z.array(z.number().positive()),
    calibration: z.number().int().positive(),
  }),
});

/** The analysis as an experiment, so that its `config.json` runs again. */
export const ANALYSIS: Preset = {
  name: "analyze",
  summary: "samples that the user brings, told apart: copies, on the ridge between data, or off it",
  config: {
    experiment: "analyze",
    seed: 0,
    data: { train: "", samples: "", held_out: "none", latent: "none" },
    ridge: { dim: "auto", analysis_time: "auto" },
    vae: DEFAULT_VAE,
    time: { min: 1e-3 },
    analysis: { factors: [0.125, 0.25, 0.5, 2, 4], calibration: 2000 },
  },
  check: (config, source) => checkConfig(analysisSchema, config, source),
  run: (config, context) => analyzeSamples(checkConfig(analysisSchema, config, "analyze"), context),
};

/** What samples are compared with, and the way into the space in which they are. */
export interface AnalysisData {
  readonly train: Matrix;
  readonly heldOut?: Matrix;
  readonly pca?: Pca;
  /** The autoencoder's latents, where they are those of one. */
  readonly vae?: LatentSpace;
  readonly density: EmpiricalDensity;
  /** Held-out points in the space of the density. */
  readonly heldOutPoints?: Float64Array;
  /** From rows of data to rows of the density's space. */
  bring(rows: Float64Array): Promise<Float64Array>;
  /** Ends the autoencoder's sessions. */
  close(): Promise<void>;
}

/** What is compared, in the space in which it is compared. */
export interface AnalysisInputs extends Omit<AnalysisData, "heldOutPoints" | "bring" | "close"> {
  readonly samples: Matrix;
  /** In the space of the density. */
  readonly points: { readonly samples: Float64Array; readonly heldOut?: Float64Array };
}

/** Everything measured, before it is put into words and figures. */
export interface AnalysisRun {
  readonly config: AnalysisConfig;
  readonly inputs: AnalysisInputs;
  readonly diagnosis: Diagnosis;
  readonly details: AnalysisDetails;
  /** How k was chosen; absent: it was given. */
  readonly chosen?: ChosenDim;
}

/**
 * Reads the data and diagnoses the samples.
 * @throws {InputError} where files and options do not fit each other
 */
export async function analyzeSamples(
  config: AnalysisConfig,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  context.progress("reading", 0, 1);
  const samples = await readMatrix(config.data.samples);
  const data = await readAnalysisData(config, context);
  try {
    requireColumns(samples, data.train.columns, data.train.source);
    const ridge = await chooseRidge(config, data, context);
    return await analysisResult(await judgeSamples(config, { data, samples, ridge }, context), context);
  } finally {
    await data.close();
  }
}

/** The ridge that samples are judged by: k, t_a, and how k was chosen where it was. */
export interface AnalysisRidge {
  readonly dim: number;
  readonly time: number;
  readonly chosen?: ChosenDim;
}

/**
 * Chooses what is left to be chosen of the ridge.
 * @throws {InputError} where the dimension that is given does not fit the data
 */
export async function chooseRidge(
  config: AnalysisConfig,
  data: AnalysisData,
  { rng, progress }: ExperimentContext,
): Promise<AnalysisRidge> {
  const { density, heldOutPoints: heldOut } = data;
  requireDim(config, data);
  progress("analysis time", 0, 1);
  const time = await analysisTime(config, density);
  const { dim } = config.ridge;
  if (dim !== "auto") return { dim, time };
  progress("ridge dimension", 0, 1);
  const asked = { time, timeMin: config.time.min, rng: rng.split("dim"), ...(heldOut && { heldOut }) };
  const chosen = await chooseDim(density, asked);
  return { dim: chosen.dim, time, chosen };
}

/** What is judged, by which ridge. */
export interface JudgedSamples {
  readonly data: AnalysisData;
  readonly samples: Matrix;
  readonly ridge: AnalysisRidge;
  /** Predictions of the clean points at the last steps, in the columns of the data, M × columns each. */
  readonly records?: readonly Float64Array[];
}

/** Steps whose predictions of the clean points give the trajectory variance. */
export const RECORDED_STEPS = 10;

/** Judges samples, in the columns of the data, by a ridge. */
export async function judgeSamples(
  config: AnalysisConfig,
  { data, samples, ridge, records }: JudgedSamples,
  context: ExperimentContext,
): Promise<AnalysisRun> {
  const { rng, progress } = context;
  const { bring, heldOutPoints: heldOut, close: _, ...compared } = data;
  const { density } = data;
  const { dim, time, chosen } = ridge;
  const points = { samples: await bring(samples.data), ...(heldOut && { heldOut }) };
  const diagnosis = await diagnoseSamples(density, [{ name: "samples", samples: points.samples }], {
    dim,
    analysisTime: time,
    timeMin: config.time.min,
    ...(heldOut && { heldOut }),
    times: density.d > DENSE_LIMIT ? [] : config.analysis.factors.map((factor) => factor * time),
    calibration: config.analysis.calibration,
    rng: rng.split("diagnosis"),
    onProgress: progress,
  });
  const inputs = { ...compared, samples, points };
  const brought = records && (await Promise.all(records.map(bring)));
  const details = await measureDetails(config, inputs, {
    diagnosis,
    context,
    ...(brought && { records: brought }),
  });
  return { config, inputs, diagnosis, details, ...(chosen && { chosen }) };
}

/** Metrics and cards of the samples. */
export interface AnalysisDetails {
  /** The samples alone. */
  readonly measured: readonly MeasuredEntry[];
  readonly cards: SampleCards;
  readonly segments?: MeasuredSegments;
}

async function measureDetails(
  config: AnalysisConfig,
  { density, points }: AnalysisInputs,
  {
    diagnosis,
    context,
    records,
  }: {
    diagnosis: Diagnosis;
    context: ExperimentContext;
    records?: readonly Float64Array[];
  },
): Promise<AnalysisDetails> {
  const { criterion, curve } = diagnosis;
  const [set] = diagnosis.sets;
  const { progress, rng } = context;
  const measured = await measureSets(density, [{ name: "samples", samples: points.samples }], {
    ...(points.heldOut && { heldOut: points.heldOut }),
    analysisTime: criterion.time,
    times: curve.map((point) => point.criterion.time),
    space: spaceOf(config.data.latent),
    rng: rng.split("metrics"),
    ...(records && { records }),
    onProgress: progress,
  });
  progress("sample cards", 0, 1);
  const cards = await sampleCards(density, points.samples, { criterion, classes: set.classes });
  const asked = { modes: cards.modes, d: density.d, analysisTime: criterion.time };
  const segments = measureSegments(points.samples, { ...asked, rng: rng.split("segments") });
  return { measured, cards, ...(segments && { segments }) };
}

/** Real points that a 95 % quantile can be taken of. */
const LEAST_HELD_OUT = 20;

/**
 * Reads the training data and the held-out points, and fits the latents.
 * @throws {InputError} where they cannot be used
 */
export async function readAnalysisData(
  { data, vae: training }: { data: Omit<AnalysisConfig["data"], "samples">; vae: VaeConfig },
  context: ExperimentContext,
): Promise<AnalysisData> {
  const { kernels } = context;
  const train = await readMatrix(data.train);
  if (train.rows < 2) throw new InputError(data.train, "at least 2 training points", `${train.rows}`);
  const heldOut = data.held_out === "none" ? undefined : await readMatrix(data.held_out);
  if (heldOut) requireColumns(heldOut, train.columns, train.source);
  if (heldOut && heldOut.rows < LEAST_HELD_OUT)
    throw new InputError(data.held_out, `at least ${LEAST_HELD_OUT} held-out points`, `${heldOut.rows}`);
  const pca = data.latent.startsWith("pca:") ? await fitLatents(train, data.latent, kernels) : undefined;
  const isVae = data.latent.startsWith("vae:");
  if (isVae) requireGreyValues(train);
  const vae = isVae ? await createLatentSpace(train, data.latent, training, context) : undefined;
  const bring = async (rows: Float64Array) =>
    vae ? vae.encode(rows) : pca ? encode(kernels, pca, rows) : rows;
  const d = vae?.d ?? pca?.k ?? train.columns;
  const density = createDensity(kernels, { data: await bring(train.data), n: train.rows, d });
  return {
    train,
    density,
    bring,
    ...(pca && { pca }),
    ...(vae && { vae }),
    close: async () => vae?.close(),
    ...(heldOut && { heldOut, heldOutPoints: await bring(heldOut.data) }),
  };
}

/** The autoencoder's pixels are Bernoulli. */
function requireGreyValues({ data, columns, source }: Matrix): void {
  const at = data.findIndex((value) => !(value >= 0 && value <= 1));
  if (at < 0) return;
  const row = Math.floor(at / columns);
  throw new InputError(source, "numbers from 0 to 1, as --latent vae:k needs", `${data[at]} in row ${row}`);
}

function fitLatents(train: Matrix, latent: string, kernels: Kernels): Promise<Pca> {
  const k = Number(latent.slice("pca:".length));
  const most = Math.min(train.rows, train.columns);
  if (k > most)
    throw new InputError(
      "--latent",
      `pca:1 to pca:${most}, as ${train.source} has ${train.rows} rows of ${train.columns}`,
      quoted(latent),
    );
  return fitPca(kernels, { data: train.data, n: train.rows, d: train.columns }, k);
}

function requireDim({ ridge, data }: AnalysisConfig, { density, train }: AnalysisData): void {
  const { d } = density;
  if (ridge.dim === "auto" || ridge.dim < d) return;
  const where = data.latent === "none" ? `${train.source} has ${d} columns` : `the latents have ${d} columns`;
  throw new InputError("--dim", `an integer from 0 to ${d - 1}, as ${where}`, `${ridge.dim}`);
}

async function analysisTime({ ridge, time }: AnalysisConfig, density: EmpiricalDensity): Promise<number> {
  if (ridge.analysis_time !== "auto") return ridge.analysis_time;
  return density.n < CALIBRATION_POINTS ? time.min : defaultAnalysisTime(density);
}
