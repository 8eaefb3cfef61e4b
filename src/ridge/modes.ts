/** Modes of the smoothed empirical density: its 0-dimensional ridge. */

import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { type Projection, projectToRidge } from "./project.ts";

/** Modes of the density (the ridge of dimension 0), found by mean shift. */
export interface Modes {
  /** Modes in descending order of density, count × d, in the noised scale. */
  readonly points: Float64Array;
  readonly logDensity: Float64Array;
  /** Number of starts that ended at each mode. */
  readonly basin: Int32Array;
  /** Which mode each start ended at (-1: it did not converge), one per start. */
  readonly of: Int32Array;
  readonly count: number;
}

/** Options of {@link findModes}. */
export interface ModesOptions {
  /** Starts, M × d in the noised scale; default the scaled data. */
  from?: Float64Array;
  tolerance?: number;
  maxIterations?: number;
  onProgress?: (moving: number, iteration: number) => void;
}

/** Two ends closer than this many noise widths are one mode. */
export const SAME_PLACE = 1e-3;

/**
 * The modes that ascent from the starts leads to (Newton steps where the density is concave, mean shift elsewhere).
 * @throws TypeError | RangeError if the starts do not fit
 * @example
 * (await findModes(twoModes, veLevel(2))).count; // → 2
 * (await findModes(twoModes, veLevel(4))).count; // → 1
 */
export async function findModes(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { from = density.data.map((value) => level.scale * value), ...rest }: ModesOptions = {},
): Promise<Modes> {
  const ends = await projectToRidge(density, level, { from, dim: 0, tolerance: 1e-8, ...rest });
  return distinctModes(ends, density.d, SAME_PLACE * Math.sqrt(level.variance));
}

function distinctModes(
  { points: ends, logDensity, onRidge }: Projection,
  d: number,
  tolerance: number,
): Modes {
  const order = [...onRidge.keys()]
    .filter((q) => onRidge[q] === 1)
    .sort((a, b) => logDensity[b] - logDensity[a] || a - b);
  const places = createPlaces(d, tolerance);
  const of = new Int32Array(onRidge.length).fill(-1);
  const chosen: number[] = [];
  const basin: number[] = [];
  for (const q of order) {
    const [index, isNew] = places.find(ends.subarray(q * d, (q + 1) * d));
    if (isNew) {
      chosen.push(q);
      basin.push(0);
    }
    of[q] = index;
    basin[index]++;
  }
  const points = new Float64Array(chosen.length * d);
  chosen.forEach((q, i) => {
    points.set(ends.subarray(q * d, (q + 1) * d), i * d);
  });
  return {
    points,
    logDensity: Float64Array.from(chosen, (q) => logDensity[q]),
    basin: Int32Array.from(basin),
    of,
    count: chosen.length,
  };
}

/** The mode nearest to a point, and how far it is; -1 and Infinity where there are none. */
export function nearestMode(point: Float64Array, modes: Modes): [index: number, distance: number] {
  const d = point.length;
  let best = -1;
  let square = Infinity;
  for (let i = 0; i < modes.count; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (modes.points[i * d + j] - point[j]) ** 2;
    if (sum < square) [best, square] = [i, sum];
  }
  return [best, Math.sqrt(square)];
}

/** Distinct places, numbered in the order they are first asked for. */
export interface Places {
  /** The number of the place at `point` and whether it is a new one. */
  find(point: Float64Array): [index: number, isNew: boolean];
}

/** A set of points in which two within `tolerance` of each other are the same place. */
export function createPlaces(d: number, tolerance: number): Places {
  const known: Float64Array[] = [];
  const byFirst = new Map<number, number[]>();
  const cellOf = (point: Float64Array) => Math.floor(point[0] / (4 * tolerance));
  const match = (index: number, point: Float64Array) => {
    let square = 0;
    for (let j = 0; j < d; j++) square += (known[index][j] - point[j]) ** 2;
    return square <= tolerance * tolerance;
  };
  return {
    find(point) {
      const cell = cellOf(point);
      for (const near of [cell, cell - 1, cell + 1]) {
        const index = byFirst.get(near)?.find((i) => match(i, point));
        if (index !== undefined) return [index, false];
      }
      known.push(Float64Array.from(point));
      byFirst.set(cell, [...(byFirst.get(cell) ?? []), known.length - 1]);
      return [known.length - 1, true];
    },
  };
}
