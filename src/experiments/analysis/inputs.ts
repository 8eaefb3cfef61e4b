/** What an analysis compares with: training and held-out points as read, and in the coordinates of the ridge. */

import { inColumnsOf, orderNotes } from "../../data/column-order.ts";
import type { Matrix } from "../../data/matrix.ts";
import { readMatrix } from "../../data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { dataNotes } from "../../diagnosis/data-notes.ts";
import { countCoincidences, requireAlike } from "../../diagnosis/held-out-guards.ts";
import { requireSameLayout, requireSameUnits, requireSizes, rescaled } from "../../diagnosis/input-guards.ts";
import { InputError, quoted } from "../../errors/input-error.ts";
import { createLatentSpace } from "../parts/latent-data.ts";
import type { ExperimentContext } from "../result.ts";
import type { ComparedConfig } from "./settings.ts";

/** Real points that a 95 % quantile can be taken of. */
const LEAST_HELD_OUT = 20;

/**
 * Reads the training data and the held-out points, and fits the latents.
 * @throws {InputError} where they cannot be used
 */
export async function readAnalysisData({ data, vae }: ComparedConfig, context: ExperimentContext) {
  const train = rescaled(await readMatrix(data.train), data.scale);
  if (train.rows < 2) throw new InputError(data.train, "at least 2 training points", `${train.rows}`);
  requireSizes(train);
  const heldOut = data.held_out === "none" ? undefined : await readHeldOut(data, train, context);
  const shared = heldOut && countCoincidences(heldOut, train);
  if (heldOut) await requireAlike(heldOut, train, context.kernels);
  requireLatents(data.latent, train);
  const space = await createLatentSpace(train, { latent: data.latent, vae }, context);
  const density = createDensity(context.kernels, {
    data: await space.encode(train.data),
    n: train.rows,
    d: space.d,
  });
  const heldOutPoints = heldOut && (await space.encode(heldOut.data));
  const latent = data.latent !== "none";
  const notes = await dataNotes(dataDensity({ data }, { density, train }, context), {
    shared: shared && { ...shared, of: heldOut.rows },
    latent,
  });
  return { train, heldOut, space, density, heldOutPoints, notes: [...orderNotes([heldOut]), ...notes] };
}

/**
 * What samples are compared with, and the way into the space in which they are, to be closed when it is no longer needed;
 * the density of the training points and `heldOutPoints`, H × d, are in that space.
 */
export type AnalysisData = Awaited<ReturnType<typeof readAnalysisData>>;

/**
 * What `work` makes of the data. They stay open for the report of what it returns, and are closed where it fails.
 * @throws {InputError} where the data cannot be used
 */
export async function withAnalysisData<T>(
  config: ComparedConfig,
  context: ExperimentContext,
  work: (data: AnalysisData) => Promise<T>,
): Promise<T> {
  const data = await readAnalysisData(config, context);
  try {
    return await work(data);
  } catch (cause) {
    await data.space.close();
    throw cause;
  }
}

/** The density of the training points in their own columns, whatever the coordinates of the ridge. */
export function dataDensity(
  { data: { latent } }: Pick<ComparedConfig, "data">,
  { density, train }: Pick<AnalysisData, "density" | "train">,
  { kernels }: ExperimentContext,
): EmpiricalDensity {
  if (latent === "none") return density;
  return createDensity(kernels, { data: train.data, n: train.rows, d: train.columns });
}

async function readHeldOut(
  { held_out: source, scale, held_out_scale: own }: ComparedConfig["data"],
  train: Matrix,
  { kernels }: ExperimentContext,
): Promise<Matrix> {
  const read = await readMatrix(source);
  const heldOut = rescaled(inColumnsOf(read, train), own.length === 0 ? scale : own);
  requireSizes(heldOut);
  requireSameLayout(heldOut, train);
  if (heldOut.rows < LEAST_HELD_OUT)
    throw new InputError(source, `at least ${LEAST_HELD_OUT} held-out points`, `${heldOut.rows}`);
  const option = "--held-out-scale";
  if (own.length === 0) await requireSameUnits(heldOut, train, { option, scale, kernels });
  return heldOut;
}

function requireLatents(latent: string, train: Matrix): void {
  const [kind, size] = latent.split(":");
  if (kind === "vae") requireGreyValues(train);
  const most = Math.min(train.rows, train.columns);
  if (kind !== "pca" || Number(size) <= most) return;
  throw new InputError(
    "--latent",
    `pca:1 to pca:${most}, as ${train.source} has ${train.rows} rows of ${train.columns}`,
    quoted(latent),
  );
}

/** The autoencoder's pixels are Bernoulli. */
function requireGreyValues({ data, columns, source }: Matrix): void {
  const at = data.findIndex((value) => !(value >= 0 && value <= 1));
  if (at < 0) return;
  const row = Math.floor(at / columns);
  throw new InputError(source, "numbers from 0 to 1, as --latent vae:k needs", `${data[at]} in row ${row}`);
}
