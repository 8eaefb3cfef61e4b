/** From a brought model to samples and states: times that its schedule has, and the generation itself. */
import { present } from "../../arrays/present.ts";
import { InputError } from "../../errors/input-error.ts";
import { type GridName, timeGrid } from "../../sample/time-grid.ts";
import { levelTimes, type ModelFrame, timeRange } from "./model-frame.ts";

/** Ends (OU times in the data's units, or "auto") and number of steps. */
export interface SamplingTimes {
  readonly steps: number;
  readonly min: number | "auto";
  readonly horizon: number | "auto";
  readonly grid: GridName;
  /** Root mean square of a coordinate of the data. */
  readonly size: number;
}

/** In the model's units, where nothing else is said: the least OU time, and the least that the largest may be. */
const LEAST_TIME = 1e-3;
const HORIZON = 5;
/** What may be left of the data at the largest time, where nothing else is said. */
const LEFT = 0.01;

/**
 * The OU times of a generation, decreasing: of a discrete schedule `steps + 1` of its levels as evenly spread as can be
 * (all of them where there are no more), of a continuous one a grid. By default a discrete schedule is gone through from
 * end to end, and a continuous one to OU time 1e-3 of the model's units.
 * @throws {InputError} where there are no two such times
 * @example
 * samplingTimes(frame, { steps: 2, min: 1, horizon: 4, grid: "exponential", size: 1 }); // → [4, 2, 1]
 */
export function samplingTimes(frame: ModelFrame, options: SamplingTimes): Float64Array {
  const levels = levelTimes(frame);
  return levels ? pickLevels(levels, options) : continuousTimes(frame, options);
}

function pickLevels(levels: Float64Array, { steps, min, horizon }: SamplingTimes): Float64Array {
  const least = min === "auto" ? 0 : min * (1 - 1e-9);
  const most = horizon === "auto" ? Infinity : horizon * (1 + 1e-9);
  const usable = levels.filter((time) => time >= least && time <= most);
  const last = usable.length - 1;
  if (last < 1)
    throw new InputError(
      "--time-min",
      `less than ${brief(present(levels.at(-2)))}, the schedule's last time but one`,
      `${min}`,
    );
  const count = Math.min(steps, last);
  return Float64Array.from({ length: count + 1 }, (_, i) => usable[Math.round((last * (count - i)) / count)]);
}

function continuousTimes(
  frame: ModelFrame,
  { steps, min, horizon, grid, size }: SamplingTimes,
): Float64Array {
  const { scale, shift } = frame;
  const range = timeRange(frame);
  const own = (time: number) => 0.5 * Math.log1p(Math.expm1(2 * time) / (scale * scale));
  const enough = Math.max(HORIZON, Math.log((scale * size + Math.abs(shift)) / LEFT));
  const ends = {
    timeMin: min === "auto" ? own(LEAST_TIME) : min,
    horizon: Math.min(horizon === "auto" ? own(enough) : horizon, range.most),
  };
  if (!(ends.timeMin >= range.least && ends.timeMin < ends.horizon))
    throw new InputError(
      "--time-min",
      `a time from ${brief(range.least)} to ${brief(ends.horizon)}, which the schedule has`,
      `${ends.timeMin}`,
    );
  return timeGrid(grid, { ...ends, steps });
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}
