/** Cards of chosen samples: neighbours, modes and distances, with images where points can be decoded. */
import type { EmpiricalDensity } from "ridgescope/density";
import {
  type CardModes,
  classify,
  type RidgeCriterion,
  type SampleCards,
  sampleCards,
} from "ridgescope/diagnosis";
import type { Decoder } from "./images.ts";
import { type Points, pointsOf, type RunFiles, readArchive } from "./run-files.ts";
import type { Card, Cards, Grey, RidgeInfo } from "./types.ts";

/** What cards of a run are made of. */
export interface CardInput {
  readonly ridge: RidgeInfo;
  readonly samples: Points;
  /** Undefined: the run does not hold its training points, and there are no cards. */
  readonly density: EmpiricalDensity | undefined;
  readonly decoder: Decoder | undefined;
  /** Undefined: not yet found. */
  readonly modes: CardModes | undefined;
}

/** Cards of some rows of the samples, and the modes that were found for them, to be handed in next time. */
export async function makeCards(
  input: CardInput,
  rows: Int32Array,
): Promise<{ cards: Cards; modes?: CardModes }> {
  const { density, modes: known } = input;
  if (!density || rows.length === 0) return { cards: { cards: [], modes: "modes" } };
  const samples = chosenOf(input.samples, rows);
  const { dim, time, threshold } = input.ridge;
  const criterion: RidgeCriterion = { dim, time, threshold, source: "tube" };
  const classes = await classify(density, samples, criterion);
  const found = await sampleCards(density, samples, { criterion, classes, ...(known && { modes: known }) });
  const image = imageOf(input.decoder, density.d);
  const cards = Array.from(
    rows,
    (index, q): Card => ({
      index,
      ...image(samples, q),
      nearest: nearestOf(found, q).map((near) => ({ ...near, ...image(density.data, near.row) })),
      modes: modesOf(found, q).map((mode) => ({ ...mode, ...image(found.modes.points, mode.number) })),
      position: found.modePosition[q],
      offLine: found.modeDistance[q],
      ridgeDistance: found.ridgeDistance[q],
      normalShare: found.normalShare[q],
    }),
  );
  return { cards: { cards, modes: found.modes.kind }, modes: found.modes };
}

function chosenOf({ data, d }: Points, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * d);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * d, (row + 1) * d), i * d);
  });
  return out;
}

/** Decodes one row of d columns; nothing where there is no decoder. */
function imageOf(decoder: Decoder | undefined, d: number) {
  return (data: Float64Array, row: number): { image?: Grey } =>
    decoder ? { image: decoder.decode(data.slice(row * d, (row + 1) * d)) } : {};
}

function nearestOf({ nearest, nearestDistance, neighbours }: SampleCards, q: number) {
  const all = Array.from({ length: neighbours }, (_, r) => q * neighbours + r);
  return all.map((at) => ({ row: nearest[at], distance: nearestDistance[at] })).filter(({ row }) => row >= 0);
}

function modesOf({ mode, modeWeight }: SampleCards, q: number) {
  const both = [2 * q, 2 * q + 1];
  return both.map((at) => ({ number: mode[at], weight: modeWeight[at] })).filter(({ number }) => number >= 0);
}

/** The modes that the run found, where it keeps them; they belong to its training points. */
export async function readModes(
  files: RunFiles,
  training: Points | undefined,
): Promise<CardModes | undefined> {
  const path = "arrays/card-modes.npz";
  const arrays = training && (await readArchive(files, path));
  const [modes, of] = [arrays?.get("modes"), arrays?.get("mode_of_training_point")];
  if (!training || !modes || !of || of.data.length !== training.n) return undefined;
  const points = pointsOf(`${path}:modes`, modes);
  const fits = points.d === training.d && of.data.every((mode) => mode >= 0 && mode < points.n);
  return fits ? { points: points.data, of: Int32Array.from(of.data), kind: "modes" } : undefined;
}
