/** A run while it is open: what the worker keeps between questions. Plain code, so that tests can call it. */

import { InputError } from "ridgescope/data/browser";
import { createDensity } from "ridgescope/density";
import type { Kernels } from "ridgescope/kernels";
import { makeCards, readModes } from "./cards.ts";
import { csvText } from "./csv.ts";
import { createDecoder, type Decoder } from "./images.ts";
import { createPlanes, projected } from "./planes.ts";
import { type EntryArrays, readEntry } from "./read-entry.ts";
import { type OpenRun, openRun } from "./read-run.ts";
import { type Points, type RunFiles, readArchive } from "./run-files.ts";
import type { Axes, Cards, EntryData, Measure, Projection, RunInfo } from "./types.ts";

/** Answers the view's questions about one run. */
export interface RunSession {
  readonly info: RunInfo;
  entry(id: string, axes: Axes): Promise<EntryData>;
  project(axes: Axes): Promise<Projection>;
  cards(rows: Int32Array): Promise<Cards>;
  csv(rows: Int32Array): Promise<string>;
}

interface Chosen {
  readonly id: string;
  readonly arrays: EntryArrays;
  readonly measures: readonly Measure[];
  projection: Projection;
}

/**
 * Opens a run.
 * @throws {InputError} where it is none, or damaged
 */
export async function openSession(kernels: Kernels, files: RunFiles): Promise<RunSession> {
  const run = await openRun(files);
  const { training, info } = run;
  const decoder = await readDecoder(run, files);
  const density = training && createDensity(kernels, training);
  const planeOf = createPlanes(kernels);
  // Found once: they belong to the training points alone.
  let modes = await readModes(files, training);
  let chosen: Chosen | undefined;
  const current = () => {
    if (!chosen) throw new Error("no entry is open");
    return chosen;
  };
  const project = async (axes: Axes, { samples }: EntryArrays) =>
    projected(await planeOf(axes, training ?? samples), samples, training);
  return {
    info: { ...info, side: decoder?.side ?? 0 },
    async entry(id, axes) {
      const arrays = await readEntry(id, files);
      requireSameWidth(id, arrays.samples, training);
      const measures = await withNearest(kernels, arrays, training);
      chosen = { id, arrays, measures, projection: await project(axes, arrays) };
      return dataOf(chosen);
    },
    async project(axes) {
      const entry = current();
      entry.projection = await project(axes, entry.arrays);
      return entry.projection;
    },
    async cards(rows) {
      const { samples } = current().arrays;
      const found = await makeCards({ ridge: info.ridge, samples, density, decoder, modes }, rows);
      modes = found.modes ?? modes;
      return found.cards;
    },
    csv: async (rows) => csvText({ ...current(), ...current().arrays }, rows),
  };
}

function requireSameWidth(id: string, samples: Points, training: Points | undefined): void {
  if (training && training.d !== samples.d)
    throw new InputError(
      `arrays/${id}.npz:samples`,
      `${training.d} columns, as the training points have`,
      `${samples.d}`,
    );
}

async function readDecoder(
  { training, info: { config } }: OpenRun,
  files: RunFiles,
): Promise<Decoder | undefined> {
  const vae = config["vae"] as { hidden?: number[] } | undefined;
  return createDecoder({
    pca: await readArchive(files, "arrays/pca.npz"),
    autoencoder: await readArchive(files, "arrays/autoencoder.npz"),
    hidden: Array.isArray(vae?.hidden) ? vae.hidden : [],
    training,
  });
}

/** Distances to the nearest training point, computed where the run does not hold them. */
async function withNearest(
  kernels: Kernels,
  { measures, samples }: EntryArrays,
  training: Points | undefined,
): Promise<readonly Measure[]> {
  if (!training || measures.some(({ id }) => id === "nearest_distance")) return measures;
  const { distance } = await kernels.neighbours({
    points: training,
    queries: samples.data,
    m: samples.n,
    count: 1,
  });
  const label = "distance to the nearest training point";
  return [...measures, { id: "nearest_distance", label, values: distance, log: true }];
}

function dataOf({ id, arrays, measures, projection }: Chosen): EntryData {
  const { samples, classes, snapshots } = arrays;
  return { id, count: samples.n, columns: samples.d, classes, measures, snapshots, projection };
}
