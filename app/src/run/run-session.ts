/** A run while it is open: what the worker keeps between questions. Plain code, so that tests can call it. */

import { fitPca, InputError, readArraysBytes } from "ridgescope/data/browser";
import { createDensity, type EmpiricalDensity } from "ridgescope/density";
import { type CardModes, classify, type RidgeCriterion, sampleCards } from "ridgescope/diagnosis";
import type { Kernels } from "ridgescope/kernels";
import { csvText } from "./csv.ts";
import { createDecoder, type Decoder } from "./images.ts";
import {
  type EntryArrays,
  type OpenRun,
  openRun,
  type Points,
  pointsOf,
  type ReadFile,
  readEntry,
} from "./read-run.ts";
import type { Axes, Card, Cards, EntryData, Grey, Measure, Projection, RunInfo } from "./types.ts";

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
export async function openSession(
  kernels: Kernels,
  name: string,
  paths: readonly string[],
  read: ReadFile,
): Promise<RunSession> {
  const run = await openRun(name, paths, read);
  const decoder = await readDecoder(run, paths, read);
  const density = run.training && createDensity(kernels, run.training);
  const planes = new Map<string, Plane>();
  // Found once: they belong to the training points alone.
  let modes = await readModes(run, paths, read);
  let chosen: Chosen | undefined;
  const current = () => {
    if (!chosen) throw new Error("no entry is open");
    return chosen;
  };
  const project = async (axes: Axes, { samples }: EntryArrays) => {
    const plane = await planeOf(kernels, axes, run.training ?? samples, planes);
    return projected(axes, plane, samples, run.training);
  };
  return {
    info: { ...run.info, side: decoder?.side ?? 0 },
    async entry(id, axes) {
      const arrays = await readEntry(id, paths, read);
      requireSameWidth(id, arrays.samples, run.training);
      const measures = await withNearest(kernels, arrays, run.training);
      chosen = { id, arrays, measures, projection: await project(axes, arrays) };
      return dataOf(chosen);
    },
    async project(axes) {
      const entry = current();
      entry.projection = await project(axes, entry.arrays);
      return entry.projection;
    },
    async cards(rows) {
      const found = await cardsOf({ run, density, decoder, modes, ...current() }, rows);
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
  paths: readonly string[],
  read: ReadFile,
): Promise<Decoder | undefined> {
  const arrays = async (path: string) =>
    paths.includes(path) ? readArraysBytes(path, await read(path)) : undefined;
  const vae = config["vae"] as { hidden?: number[] } | undefined;
  return createDecoder({
    pca: await arrays("arrays/pca.npz"),
    autoencoder: await arrays("arrays/autoencoder.npz"),
    hidden: Array.isArray(vae?.hidden) ? vae.hidden : [],
    training,
  });
}

/** The modes that the run found, where it keeps them. */
async function readModes(
  { training }: OpenRun,
  paths: readonly string[],
  read: ReadFile,
): Promise<CardModes | undefined> {
  const path = "arrays/card-modes.npz";
  if (!training || !paths.includes(path)) return undefined;
  const arrays = await readArraysBytes(path, await read(path));
  const [modes, of] = [arrays.get("modes"), arrays.get("mode_of_training_point")];
  if (!modes || !of || of.data.length !== training.n) return undefined;
  const points = pointsOf(`${path}:modes`, modes);
  const fits = points.d === training.d && of.data.every((mode) => mode >= 0 && mode < points.n);
  return fits ? { points: points.data, of: Int32Array.from(of.data), kind: "modes" } : undefined;
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

/** Two directions in d dimensions and a centre. */
interface Plane {
  readonly centre: Float64Array;
  readonly rows: readonly [Float64Array, Float64Array];
  readonly labels: readonly [string, string];
}

async function planeOf(
  kernels: Kernels,
  axes: Axes,
  points: Points,
  known: Map<string, Plane>,
): Promise<Plane> {
  const key = JSON.stringify(axes);
  const plane =
    known.get(key) ??
    (axes.kind === "columns" || points.d === 1
      ? columnPlane(axes, points.d)
      : await principalPlane(kernels, axes, points));
  known.set(key, plane);
  return plane;
}

function columnPlane({ pair }: Axes, d: number): Plane {
  const row = (column: number) => {
    const out = new Float64Array(d);
    out[Math.min(column, d - 1)] = 1;
    return out;
  };
  const label = (column: number) => `column ${Math.min(column, d - 1) + 1}`;
  return {
    centre: new Float64Array(d),
    rows: [row(pair[0]), row(pair[1])],
    labels: [label(pair[0]), label(pair[1])],
  };
}

async function principalPlane(kernels: Kernels, { pair }: Axes, { data, n, d }: Points): Promise<Plane> {
  const most = Math.min(n, d);
  const [i, j] = [Math.min(pair[0], most - 1), Math.min(pair[1], most - 1)];
  const { components, mean, explainedRatio } = await fitPca(kernels, { data, n, d }, Math.max(i, j) + 1);
  const row = (k: number) => components.slice(k * d, (k + 1) * d);
  const label = (k: number) => `principal direction ${k + 1} (${(100 * explainedRatio[k]).toFixed(0)} %)`;
  return { centre: mean, rows: [row(i), row(j)], labels: [label(i), label(j)] };
}

function projected(axes: Axes, plane: Plane, samples: Points, training: Points | undefined): Projection {
  return {
    axes,
    labels: plane.labels,
    samples: places(plane, samples),
    training: training ? places(plane, training) : new Float32Array(0),
  };
}

function places({ centre, rows: [a, b] }: Plane, { data, n, d }: Points): Float32Array {
  const out = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) {
    let [x, y] = [0, 0];
    for (let j = 0; j < d; j++) {
      const value = data[i * d + j] - centre[j];
      x += value * a[j];
      y += value * b[j];
    }
    out[2 * i] = x;
    out[2 * i + 1] = y;
  }
  return out;
}

interface CardInput extends Chosen {
  readonly run: OpenRun;
  readonly density: EmpiricalDensity | undefined;
  readonly decoder: Decoder | undefined;
  readonly modes: CardModes | undefined;
}

async function cardsOf(
  { run, density, decoder, arrays, modes: known }: CardInput,
  rows: Int32Array,
): Promise<{ cards: Cards; modes?: CardModes }> {
  if (!density || rows.length === 0) return { cards: { cards: [], modes: "modes" } };
  const { d } = density;
  const samples = new Float64Array(rows.length * d);
  rows.forEach((row, i) => {
    samples.set(arrays.samples.data.subarray(row * d, (row + 1) * d), i * d);
  });
  const { dim, time, threshold } = run.info.ridge;
  const criterion: RidgeCriterion = { dim, time, threshold, source: "tube" };
  const classes = await classify(density, samples, criterion);
  const found = await sampleCards(density, samples, { criterion, classes, ...(known && { modes: known }) });
  const image = (data: Float64Array, row: number): { image?: Grey } =>
    decoder ? { image: decoder.decode(data.slice(row * d, (row + 1) * d)) } : {};
  const cards = Array.from(rows, (index, q): Card => {
    const near = [...found.nearest.subarray(q * found.neighbours, (q + 1) * found.neighbours)];
    const modes = [...found.mode.subarray(2 * q, 2 * q + 2)];
    return {
      index,
      ...image(samples, q),
      nearest: near.flatMap((row, r) =>
        row < 0
          ? []
          : [
              {
                row,
                distance: found.nearestDistance[q * found.neighbours + r],
                ...image(density.data, row),
              },
            ],
      ),
      modes: modes.flatMap((number, r) =>
        number < 0
          ? []
          : [{ number, weight: found.modeWeight[2 * q + r], ...image(found.modes.points, number) }],
      ),
      position: found.modePosition[q],
      offLine: found.modeDistance[q],
      ridgeDistance: found.ridgeDistance[q],
      normalShare: found.normalShare[q],
    };
  });
  return { cards: { cards, modes: found.modes.kind }, modes: found.modes };
}
