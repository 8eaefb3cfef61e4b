/**
 * What is known of each finished sample at the analysis time: its neighbours, the modes it lies between, how the
 * posterior weight is shared, and how its score splits into normal and tangent (THEORY.md sections 3 and 6).
 */

import { present } from "../arrays/present.ts";
import { type EmpiricalDensity, requireFinite } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { expected } from "../errors/argument-error.ts";
import { type Responsibilities, responsibilitiesFrom } from "../metrics/responsibilities.ts";
import { projectOnSegment } from "../metrics/segment-test.ts";
import { findModes } from "../ridge/modes.ts";
import { dataVariance, type NoiseLevel, ouLevel } from "../schedule/noise-level.ts";
import type { Classes, RidgeCriterion } from "./classes.ts";

/** The modes that samples lie between, in the data's own scale. */
export interface CardModes {
  /** count × d. */
  readonly points: Float64Array;
  /** Mode that mean shift from each training point leads to, n. */
  readonly of: Int32Array;
  /** Beyond 500 training points every place of one is taken for a mode; numbers are then indices of training points. */
  readonly kind: "modes" | "training points";
}

/** One entry a sample, M, in arrays named as on the cards. Lengths are in the data's units unless said. */
export interface SampleCards extends Responsibilities {
  readonly modes: CardModes;
  /** Neighbours on each card, K. */
  readonly neighbours: number;
  /** Nearest training points and their distances, M × K (-1 and Infinity where there are fewer). */
  readonly nearest: Int32Array;
  readonly nearestDistance: Float64Array;
  /** The two modes with the largest responsibility, the larger first, and that responsibility, M × 2 (-1: no second). */
  readonly mode: Int32Array;
  readonly modeWeight: Float64Array;
  /** Projection on the line from the first mode to the second, as a share of its length, and the distance to it, M. */
  readonly modePosition: Float64Array;
  readonly modeDistance: Float64Array;
  /** |P_N s*|, |P_N s*| / |s*| and |δ| (units of x at t_a; NaN where undefined). */
  readonly normalScoreNorm: Float64Array;
  readonly relativeResidual: Float64Array;
  readonly ridgeDistance: Float64Array;
  /** |P_N s*|² and |P_T s*|² over |s*|²; they add up to 1. */
  readonly normalShare: Float64Array;
  readonly tangentShare: Float64Array;
  /** MEMORISED, INTER_MODE or OFF_RIDGE. */
  readonly labels: Uint8Array;
}

/** Options of {@link sampleCards}. */
export interface CardOptions {
  readonly criterion: RidgeCriterion;
  /** Of the same samples by the same criterion. */
  readonly classes: Classes;
  /** Neighbours on each card; default 3. */
  readonly neighbours?: number;
  /** Of the same density at the same time, where cards were made before; default: looked for. */
  readonly modes?: CardModes;
}

/** Up to so many training points mean shift is run from each. */
const MODE_LIMIT = 500;
/** Beyond that, training points whose responsibility is looked at. */
const LOOKED_AT = 50;

/**
 * Cards of finished samples (M × d, the data's units).
 * @throws RangeError if the samples do not fit
 * @example
 * const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1, tube: true });
 * const samples = Float64Array.of(-1.5, 0);
 * const cards = await sampleCards(twoModes, samples, { criterion, classes: await classify(twoModes, samples, criterion) });
 * cards.modePosition; // → [0.25]
 */
export async function sampleCards(
  density: EmpiricalDensity,
  samples: Float64Array,
  { criterion, classes, neighbours = 3, modes: known }: CardOptions,
): Promise<SampleCards> {
  const { kernels, d } = density;
  requireFinite("samples", samples, d);
  const m = samples.length / d;
  if (m !== classes.labels.length) throw expected("samples", `${classes.labels.length}, as classified`, m);
  const level = ouLevel(criterion.time);
  const found = await geometry(density, level, {
    x: samples.map((value) => level.scale * value),
    dim: criterion.dim,
  });
  const weights = responsibilitiesFrom(found, density, level);
  const modes = known ?? (await cardModes(density, level));
  const count = nearCount(density);
  const near = await kernels.neighbours({ points: density, queries: samples, m, count });
  const normalShare = found.relativeResidual.map((cosine) => cosine * cosine);
  return {
    ...weights,
    modes,
    neighbours,
    ...nearestOf(near, { m, count, neighbours }),
    ...betweenModes(density, samples, { modes, level, near, count, largest: weights.largest }),
    normalScoreNorm: found.normalScoreNorm,
    relativeResidual: found.relativeResidual,
    ridgeDistance: found.newtonDistance,
    normalShare,
    tangentShare: normalShare.map((share) => 1 - share),
    labels: classes.labels,
  };
}

/**
 * Modes at a level, in the data's own scale; beyond 500 training points those stand for them.
 * @example
 * (await cardModes(twoModes, ouLevel(0.1))).kind; // → modes
 */
export async function cardModes(density: EmpiricalDensity, level: NoiseLevel): Promise<CardModes> {
  const { data, n } = density;
  const points = Int32Array.from({ length: n }, (_, i) => i);
  if (n > MODE_LIMIT) return { points: data, of: points, kind: "training points" };
  const { points: places, of, count } = await findModes(density, level);
  if (count === 0) return { points: data, of: points, kind: "training points" };
  const scaled = places.map((value) => value / level.scale);
  // A start that did not converge goes with the mode nearest to it.
  const { index } = await density.kernels.neighbours({
    points: { data: scaled, n: count, d: density.d },
    queries: data,
    m: n,
    count: 1,
  });
  return { points: scaled, of: of.map((mode, i) => (mode >= 0 ? mode : index[i])), kind: "modes" };
}

/** The two modes that a sample lies between, its place between them and the distance to their line, as on its card. */
export type BetweenModes = Pick<SampleCards, "mode" | "modePosition" | "modeDistance">;

/**
 * The place of samples (M × d, the data's units) between modes at a level, without the rest of their cards.
 * @example
 * const modes = { points: twoModes.data, of: Int32Array.of(0, 1), kind: "modes" };
 * (await placesBetween(twoModes, Float64Array.of(-1.5, 0), { modes, level: ouLevel(0.1) })).modePosition; // → [0.25]
 */
export async function placesBetween(
  density: EmpiricalDensity,
  samples: Float64Array,
  { modes, level }: { readonly modes: CardModes; readonly level: NoiseLevel },
): Promise<BetweenModes> {
  const { kernels, d } = density;
  const m = samples.length / d;
  const count = nearCount(density);
  const near = await kernels.neighbours({ points: density, queries: samples, m, count });
  return betweenModes(density, samples, { modes, level, near, count, largest: new Float64Array(m).fill(1) });
}

function nearCount({ n }: EmpiricalDensity): number {
  return n <= MODE_LIMIT ? n : Math.min(LOOKED_AT, n);
}

interface Near {
  readonly index: Int32Array;
  readonly distance: Float64Array;
}

function nearestOf(
  { index, distance }: Near,
  { m, count, neighbours }: { m: number; count: number; neighbours: number },
): Pick<SampleCards, "nearest" | "nearestDistance"> {
  const nearest = new Int32Array(m * neighbours).fill(-1);
  const nearestDistance = new Float64Array(m * neighbours).fill(Infinity);
  for (let q = 0; q < m; q++) {
    for (let r = 0; r < Math.min(neighbours, count); r++) {
      nearest[q * neighbours + r] = index[q * count + r];
      nearestDistance[q * neighbours + r] = distance[q * count + r];
    }
  }
  return { nearest, nearestDistance };
}

interface BetweenInput {
  readonly modes: CardModes;
  readonly level: NoiseLevel;
  readonly near: Near;
  readonly count: number;
  readonly largest: Float64Array;
}

function betweenModes(
  { data, d }: EmpiricalDensity,
  samples: Float64Array,
  { modes, level, near, count, largest }: BetweenInput,
): Pick<SampleCards, "mode" | "modeWeight" | "modePosition" | "modeDistance"> {
  const m = samples.length / d;
  const out = {
    mode: new Int32Array(2 * m).fill(-1),
    modeWeight: new Float64Array(2 * m),
    modePosition: new Float64Array(m).fill(NaN),
    modeDistance: new Float64Array(m).fill(NaN),
  };
  const row = (array: Float64Array, i: number) => array.subarray(i * d, (i + 1) * d);
  const modeOf = modes.kind === "modes" ? (i: number) => modes.of[i] : undefined;
  for (let q = 0; q < m; q++) {
    const rows = near.index.subarray(q * count, (q + 1) * count);
    const first = near.distance[q * count];
    // Relative to the largest, so that nothing underflows that need not.
    const weights = near.distance
      .slice(q * count, (q + 1) * count)
      .map((r) => largest[q] * Math.exp(-(r * r - first * first) / (2 * dataVariance(level))));
    const [one, two] = strongest(rows, weights, modeOf ?? placeOf(rows, (i) => row(data, i)));
    out.mode.set([one.mode, two?.mode ?? -1], 2 * q);
    out.modeWeight.set([Math.min(1, one.weight), two?.weight ?? 0], 2 * q);
    if (!two) continue;
    const ends = [row(modes.points, one.mode), row(modes.points, two.mode)] as const;
    const { position, distance } = projectOnSegment(row(samples, q), ...ends);
    out.modePosition[q] = position;
    out.modeDistance[q] = distance;
  }
  return out;
}

/** Duplicates of a training point count as the first of them among the neighbours. */
function placeOf(rows: Int32Array, point: (i: number) => Float64Array): (i: number) => number {
  return (i) => present(rows.find((other) => point(other).every((value, j) => value === point(i)[j])));
}

/** Modes by the weight of their training points, heaviest first; equal ones in the order of distance. */
function strongest(
  rows: Int32Array,
  weights: Float64Array,
  modeOf: (i: number) => number,
): { mode: number; weight: number }[] {
  const found = new Map<number, number>();
  rows.forEach((i, r) => {
    const mode = modeOf(i);
    found.set(mode, (found.get(mode) ?? 0) + weights[r]);
  });
  return [...found].map(([mode, weight]) => ({ mode, weight })).sort((a, b) => b.weight - a.weight);
}
