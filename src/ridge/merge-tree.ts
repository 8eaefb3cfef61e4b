/** The merge tree of modes over the noise level: when two modes become one (THEORY.md section 3). */

import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { expected } from "../errors/argument-error.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { findModes } from "./modes.ts";

/** The modes at one OU time and what they have merged from. */
export interface MergeLevel {
  readonly time: number;
  /** Modes at this time in the data's own scale, count × d. */
  readonly points: Float64Array;
  readonly logDensity: Float64Array;
  /** Per mode of the previous (smaller) time, the mode here that it flows to; empty at the first time. */
  readonly parent: Int32Array;
  readonly count: number;
}

/**
 * Modes at increasing OU times, each followed by ascent from the modes of the time before. A merge is two modes with
 * the same parent; its time lies between the two levels.
 * @throws RangeError if the times do not increase, or there are more than `maxModes` modes at the first
 * @example
 * // the modes merge where e^2t - 1 = 9, at t = 1.151
 * (await mergeTree(twoModes, [1.1, 1.2])).map(({ count }) => count); // → [2, 1]
 */
export async function mergeTree(
  density: EmpiricalDensity,
  times: readonly number[],
  { maxModes = 2000 }: { maxModes?: number } = {},
): Promise<MergeLevel[]> {
  const levels: MergeLevel[] = [];
  for (const [i, time] of times.entries()) {
    if (i > 0 && !(time > times[i - 1]))
      throw expected("times", "increasing times", `${time} after ${times[i - 1]}`);
    const level = ouLevel(time);
    const before = levels.at(-1);
    const from = (before?.points ?? density.data).map((value) => level.scale * value);
    const modes = await findModes(density, level, { from });
    if (modes.count > maxModes)
      throw expected("modes", `at most ${maxModes}`, `${modes.count} at t = ${time}`);
    levels.push({
      time,
      points: modes.points.map((value) => value / level.scale),
      logDensity: modes.logDensity,
      parent: before ? modes.of : new Int32Array(0),
      count: modes.count,
    });
  }
  return levels;
}
