/** Samples that a user brings, diagnosed against the data they should resemble. Needs no model. */

import { inColumnsOf, orderNotes } from "../../data/column-order.ts";
import type { Matrix } from "../../data/matrix.ts";
import { readMatrix } from "../../data/read-matrix.ts";
import { DENSE_LIMIT } from "../../density/geometry.ts";
import { chooseDim } from "../../diagnosis/choose-dim.ts";
import { measureDetails } from "../../diagnosis/details.ts";
import { diagnoseSamples } from "../../diagnosis/diagnose.ts";
import { requireSameLayout, requireSameUnits, rescaled } from "../../diagnosis/input-guards.ts";
import { outsideSpan } from "../../diagnosis/outside-span.ts";
import { InputError } from "../../errors/input-error.ts";
import { analysisTimeOf, setTime } from "../parts/criterion.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import { beyondLatents } from "./beyond-latents.ts";
import { type AnalysisData, withAnalysisData } from "./inputs.ts";
import type { AnalysisConfig, JudgedConfig } from "./settings.ts";

/** How samples are read where the user says nothing of it. */
const AS_THEY_ARE = { option: "--samples-scale", scale: [1, 0] };

/**
 * Reads the data and diagnoses the samples.
 * @throws {InputError} where files and options do not fit each other
 */
export async function analyzeSamples(
  config: AnalysisConfig,
  context: ExperimentContext,
): Promise<AnalysisRun> {
  context.progress("reading", 0, 1);
  const { samples: source, samples_scale: scale } = config.data;
  const read = await readMatrix(source);
  return withAnalysisData(config, context, async (data) => {
    const samples = rescaled(inColumnsOf(read, data.train), scale);
    requireSameLayout(samples, data.train);
    if (scale.length === 0) await requireSameUnits(samples, data.train, { ...AS_THEY_ARE, ...context });
    const ridge = await chooseRidge(config, data, context);
    const notes = [...orderNotes([samples]), ...data.notes];
    return judgeSamples(config, { data: { ...data, notes }, samples, ridge }, context);
  });
}

/**
 * The ridge that samples are judged by: k, t_a, and how k was chosen unless it was given.
 * @throws {InputError} where the dimension that is given does not fit the data
 */
export async function chooseRidge(
  config: JudgedConfig,
  data: AnalysisData,
  { rng, progress }: ExperimentContext,
) {
  const { density, heldOutPoints: heldOut } = data;
  requireDim(config, data);
  progress("analysis time", 0, 1);
  const time = await analysisTimeOf(density, config);
  const { dim } = config.ridge;
  if (dim !== "auto") return { dim, time, chosen: undefined };
  progress("ridge dimension", 0, 1);
  const timeMin = config.time.min;
  const chosen = await chooseDim(density, { time, timeMin, rng: rng.split("dim"), heldOut });
  return { dim: chosen.dim, time, chosen };
}

function requireDim({ ridge, data }: JudgedConfig, { density, train }: AnalysisData): void {
  const { d } = density;
  if (ridge.dim === "auto" || ridge.dim < d) return;
  const where = data.latent === "none" ? `${train.source} has ${d} columns` : `the latents have ${d} columns`;
  throw new InputError("--dim", `an integer from 0 to ${d - 1}, as ${where}`, `${ridge.dim}`);
}

/** What is judged, by which ridge. */
interface JudgedSamples {
  readonly data: AnalysisData;
  readonly samples: Matrix;
  readonly ridge: Awaited<ReturnType<typeof chooseRidge>>;
  /** Predictions of the clean points at the last steps, in the columns of the data, M × columns each. */
  readonly records?: readonly Float64Array[] | undefined;
}

/** Steps whose predictions of the clean points give the trajectory variance. */
export const RECORDED_STEPS = 10;

/** Judges samples, in the columns of the data, by a ridge; the diagnosis is of one set, "samples", in the space of the density. */
export async function judgeSamples(
  config: JudgedConfig,
  { data, samples, ridge, records }: JudgedSamples,
  context: ExperimentContext,
) {
  const { rng, progress } = context;
  const { density, space, heldOutPoints: heldOut } = data;
  const { dim, chosen } = ridge;
  const { factors, calibration } = config.analysis;
  const set = { name: "samples", samples: await space.encode(samples.data) };
  const diagnosis = await diagnoseSamples(density, [set], {
    dim,
    anyDim: chosen !== undefined,
    analysisTime: setTime(config),
    timeMin: config.time.min,
    heldOut,
    times: (time) => (density.d > DENSE_LIMIT ? [] : factors.map((factor) => factor * time)),
    calibration,
    rng: rng.split("diagnosis"),
    onProgress: progress,
  });
  const details = await measureDetails(density, diagnosis.sets, {
    criterion: diagnosis.criterion,
    space: spaceOf(config.data.latent),
    heldOut,
    times: diagnosis.curve.map((point) => point.criterion.time),
    records: records && (await Promise.all(records.map(space.encode))),
    rng,
    progress,
  });
  const outside = await outsideSpan(density, set.samples);
  const beyond = await beyondLatents(data, samples, context);
  return { config, data, samples, diagnosis, details, chosen, outside, beyond };
}

/** Judged samples: everything measured, before it is put into words and figures. */
export type AnalysisRun = Awaited<ReturnType<typeof judgeSamples>>;
