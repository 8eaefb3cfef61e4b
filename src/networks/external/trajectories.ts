/** Trajectories that a sampler of the user's wrote down: an .npz with `times`, `x` and, where it is known, `x0`. */

import { lastOf, present } from "../../arrays/present.ts";
import { requireFinite } from "../../data/matrix.ts";
import type { NumericArray } from "../../data/read-elements.ts";
import { arrayNames, readArrays } from "../../data/read-matrix.ts";
import type { DynamicsState } from "../../dynamics/dynamics.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { InputError, listed } from "../../errors/input-error.ts";
import type { ModelClock, ModelTime } from "../../schedule/model-clock.ts";
import { dataVariance } from "../../schedule/noise-level.ts";
import { fromModel, type ModelFrame, ouTimeOf } from "./model-frame.ts";

/** Trajectories as they lie in a file, in the model's own coordinates and times. */
export interface Trajectories {
  readonly source: string;
  /** M. */
  readonly count: number;
  readonly d: number;
  /** At each stored time with noise, S of them: the level, by falling noise, and its place in the file. */
  readonly levels: readonly { readonly own: ModelTime; readonly at: number }[];
  /** States of all times in the file, (times) × M × d. */
  readonly x: Float64Array;
  /** Predicted clean points, of the same shape. */
  readonly x0?: Float64Array;
  /** Whether the last time has no noise. */
  readonly endsClean: boolean;
}

/**
 * Reads trajectories of points of `columns` numbers.
 * @throws {InputError} where arrays are missing, do not fit each other or the data, or the noise does not fall
 * @example
 * const x = { data: Float64Array.of(2, 1, 1, 0.5, 3, 0), shape: [3, 1, 2] };
 * await writeNpz(`${folder}/paths.npz`, { times: { data: Float64Array.of(2, 1, 0), shape: [3] }, x });
 * (await readTrajectories(`${folder}/paths.npz`, frame, { columns: 2, like: "the data" })).endsClean; // → true
 */
export async function readTrajectories(
  source: string,
  { clock }: ModelFrame,
  { columns, like }: { columns: number; like: string },
): Promise<Trajectories> {
  const known = /\.npz$/i.test(source) ? await arrayNames(source) : [];
  const wanted = ["times", "x", ...(known.includes("x0") ? ["x0"] : [])];
  const arrays = await readArrays(source, wanted);
  const [times, x, x0] = wanted.map((key) => present(arrays.get(key))) as [
    NumericArray,
    NumericArray,
    NumericArray?,
  ];
  const [steps = 0, count = 0, ...rest] = x.shape;
  const d = rest.reduce((product, extent) => product * extent, 1);
  if (times.shape.length !== 1 || times.data.length < 2)
    throw new InputError(`${source}:times`, "2 or more times in a row", `shape (${times.shape.join(", ")})`);
  if (x.shape.length < 3 || steps !== times.data.length || count === 0)
    throw new InputError(
      `${source}:x`,
      `shape (${times.data.length}, points, …), as there are ${times.data.length} times`,
      `(${x.shape.join(", ")})`,
    );
  if (d !== columns)
    throw new InputError(`${source}:x`, `points of ${columns} numbers, as ${like} has columns`, `${d}`);
  if (x0 && x0.shape.join() !== x.shape.join())
    throw new InputError(
      `${source}:x0`,
      `the shape of x (${x.shape.join(", ")})`,
      `(${x0.shape.join(", ")})`,
    );
  requireFinite(`${source}:x`, x.data, d);
  if (x0) requireFinite(`${source}:x0`, x0.data, d);
  const { levels, endsClean } = levelsOf(source, clock, times.data);
  return { source, count, d, levels, x: x.data, endsClean, ...(x0 && { x0: x0.data }) };
}

/** The levels of the times; pure noise at the start and no noise at the end have none, and are left out. */
function levelsOf(
  source: string,
  clock: ModelClock,
  times: Float64Array,
): Pick<Trajectories, "levels" | "endsClean"> {
  const levels: { own: ModelTime; at: number }[] = [];
  let endsClean = false;
  for (const [at, time] of times.entries()) {
    const isLast = at === times.length - 1;
    if (isLast && isClean(clock, time)) endsClean = true;
    else if (!(at === 0 && isPureNoise(clock, time))) {
      const own = ownTime(source, clock, time);
      if (own.level.scale > 0) levels.push({ own, at });
    }
    const [before, now] = levels.slice(-2);
    if (now && !(dataVariance(now.own.level) < dataVariance(before.own.level)))
      throw new InputError(
        `${source}:times`,
        `times of falling noise (schedule ${clock.name})`,
        `${now.own.input} after ${before.own.input}`,
      );
  }
  if (levels.length < 2)
    throw new InputError(`${source}:times`, "2 or more times with noise", listed([...times].map(String)));
  return { levels, endsClean };
}

function ownTime(source: string, clock: ModelClock, time: number): ModelTime {
  try {
    return clock.of(time);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new InputError(`${source}:times`, `times that schedule ${clock.name} has`, `${time}`).because(
      cause,
    );
  }
}

/** No noise: 0, for a flow with data at one 1, and for timesteps -1, the step after 0. */
function isClean({ discrete, timeInput }: ModelClock, time: number): boolean {
  if (discrete) return time === -1;
  return timeInput === "c-noise" ? time === -Infinity : time === (timeInput === "data-at-one" ? 1 : 0);
}

function isPureNoise({ name, timeInput }: ModelClock, time: number): boolean {
  return name === "flow" && time === (timeInput === "data-at-one" ? 0 : 1);
}

/** Finished samples in the data's units, M × d, and where they come from. */
export interface FinishedSamples {
  readonly samples: Float64Array;
  readonly from: "last state" | "last predicted clean points" | "last state, noise and all";
}

/**
 * The last state where it has no noise; else the last predicted clean points; else the last state over a. M × d.
 * @example
 * finishedSamples(trajectories, frame); // → { samples: [3, 0], from: "last state" }
 */
export function finishedSamples(trajectories: Trajectories, { scale, shift }: ModelFrame): FinishedSamples {
  const { x, x0, count, d, levels, endsClean } = trajectories;
  const last = (values: Float64Array) => values.subarray(values.length - count * d);
  const toData = (values: Float64Array, factor: number) =>
    values.map((value) => (value / factor - shift) / scale);
  if (endsClean) return { samples: toData(last(x), 1), from: "last state" };
  if (x0) return { samples: toData(last(x0), 1), from: "last predicted clean points" };
  return { samples: toData(last(x), lastOf(levels).own.level.scale), from: "last state, noise and all" };
}

/**
 * Predicted clean points of the last `most` levels with noise, in the data's units, M × d each; undefined where there are none.
 * @example
 * lastPredictions(trajectories, frame, 2); // → [[2, 0], [2.5, 0]]
 */
export function lastPredictions(
  { x0, count, d, levels }: Trajectories,
  { scale, shift }: ModelFrame,
  most: number,
): Float64Array[] | undefined {
  if (x0 === undefined) return undefined;
  return levels
    .slice(-most)
    .map(({ at }) =>
      x0.subarray(at * count * d, (at + 1) * count * d).map((value) => (value - shift) / scale),
    );
}

/**
 * The first `count` trajectories as states in OU coordinates, at most `looks` and the last level among them.
 * @example
 * const states = [...trajectoryStates(trajectories, frame, { count: 1, looks: 2 })];
 * states.map(({ time }) => time); // → [2, 1]
 */
export function* trajectoryStates(
  trajectories: Trajectories,
  frame: ModelFrame,
  { count, looks }: { count: number; looks: number },
): Generator<DynamicsState, void> {
  const { levels, x, x0, d } = trajectories;
  const every = Math.ceil(levels.length / looks);
  for (const [i, { own, at }] of levels.entries()) {
    if ((levels.length - 1 - i) % every !== 0) continue;
    const time = ouTimeOf(frame, own);
    const rows = (values: Float64Array) =>
      values.subarray(at * trajectories.count * d).subarray(0, count * d);
    const { scale } = own.level;
    yield {
      time,
      x: fromModel(frame, rows(x), { time, own }),
      ...(x0 && {
        posteriorMean: fromModel(
          frame,
          rows(x0).map((value) => scale * value),
          { time, own },
        ),
      }),
    };
  }
}
