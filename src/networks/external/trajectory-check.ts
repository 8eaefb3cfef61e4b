/**
 * Whether recorded trajectories have the noise that their times say: how likely their states are under the data noised as
 * each known schedule has it, in the order of the file and in the reverse one.
 */
import { columnMeans, spread, takeRows } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { InputError } from "../../errors/input-error.ts";
import { mean, median } from "../../metrics/statistics.ts";
import type { NoiseLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import type { ScheduleDescription } from "./description.ts";
import { clockOf, type ModelFrame } from "./model-frame.ts";
import { scheduleFlags, scheduleWords } from "./reading-words.ts";
import { otherSchedules } from "./schedules.ts";
import { stateLikelihood } from "./state-likelihood.ts";
import type { Trajectories } from "./trajectories.ts";

/** What is checked. */
export interface CheckedTrajectories {
  readonly trajectories: Trajectories;
  readonly schedule: ScheduleDescription;
  readonly frame: ModelFrame;
  /** The data in the columns of the states. */
  readonly density: EmpiricalDensity;
  /** Trajectories that ended where they could, by their place in the file; others say nothing of the noise. */
  readonly usable: readonly number[];
}

/** What a check found of a schedule that it lets pass. */
export interface TrajectoryCheck {
  /** Whether there are states from which the noise can be told at all. */
  readonly told: boolean;
  /** Other schedules that these states cannot tell from the declared one. */
  readonly alike: readonly ScheduleDescription[];
}

/** A way to read the file: a schedule, with the states in the order of the times or in the reverse one. */
interface Reading {
  readonly schedule: ScheduleDescription;
  readonly reversed: boolean;
  readonly levels: readonly NoiseLevel[];
}

/** Log-likelihoods of a reading, levels × M, and the spread at each level. */
interface Scored extends Reading {
  readonly logs: readonly Float64Array[];
  readonly spreads: readonly number[];
}

/** Levels and trajectories that are looked at, and the fewest numbers from which noise can be told. */
const LOOKS = 12;
const MOST_STATES = 256;
const LEAST_NUMBERS = 40;
/** Differences in nats a state that are none, whatever the number of trajectories. */
const MATERIAL = 0.02;
/** … and differences of this many standard errors. */
const SIGNIFICANT = 4;
/** The states' spread over the expected one where the noise is not the declared one at all, or its inverse. */
const WRONG_SPREAD = 2;

/**
 * Compares the declared schedule with all others that are known, in both orders of the states.
 * @throws {InputError} where another reading is clearly likelier, or the noise is not the declared one and no other
 */
export async function checkTrajectories(checked: CheckedTrajectories): Promise<TrajectoryCheck> {
  const { trajectories, schedule, frame, density, usable } = checked;
  const isEnough = (rows: readonly number[]) => rows.length * trajectories.d >= LEAST_NUMBERS;
  const all = Array.from({ length: trajectories.count }, (_, q) => q);
  const rows = (isEnough(usable) ? usable : all).slice(0, MOST_STATES);
  if (!isEnough(rows)) return { told: false, alike: [] };
  const looked = spread(trajectories.levels, LOOKS);
  const times = looked.map(({ own }) => own.input);
  const likelihood = await stateLikelihood({ density, scale: frame.scale, shift: frame.shift });
  const score = async (reading: Reading): Promise<Scored> => {
    const found = [];
    const places = looked.map(({ at }) => at);
    for (const [i, at] of (reading.reversed ? places.reverse() : places).entries())
      found.push(await likelihood(statesAt(trajectories, rows, at), reading.levels[i]));
    return { ...reading, logs: found.map(({ logs }) => logs), spreads: found.map(({ spread }) => spread) };
  };
  const schedules = [schedule, ...otherSchedules(schedule)];
  const forwards: Scored[] = [];
  const backwards: Scored[] = [];
  for (const one of schedules) {
    const levels = levelsOf(one, times);
    if (!levels) continue;
    forwards.push(await score({ schedule: one, reversed: false, levels }));
    backwards.push(await score({ schedule: one, reversed: true, levels }));
  }
  const everywhere = looked.map((_, i) => i);
  const reverse = likeliest(backwards, everywhere);
  const isReverse = isClearlyLikelier(reverse, likeliest(forwards, everywhere), everywhere);
  // States that end far beyond the data diverged, or are noise in reverse order, which has the right size throughout.
  if (isReverse && (isEnough(usable) || reverse.spreads.every(isRight)))
    throw reversed(trajectories, reverse);
  if (!isEnough(usable)) return { told: false, alike: [] };
  return compareSchedules(trajectories, forwards, varianceOf(density) * frame.scale ** 2);
}

function compareSchedules(
  { source, levels }: Trajectories,
  [declared, ...others]: readonly Scored[],
  variance: number,
): TrajectoryCheck {
  // At less noise than that a model that has learned the data differs from them by more than the noise.
  const large = declared.levels.flatMap(({ scale, variance: h }, i) =>
    h >= (scale * scale * variance) / 4 ? [i] : [],
  );
  const hasWrongSpread = (at: readonly number[]) => {
    const ratio = median(at.map((i) => declared.spreads[i]));
    return !isRight(ratio);
  };
  if (large.length === 0) {
    const everywhere = declared.levels.map((_, i) => i);
    if (!hasWrongSpread(everywhere)) return { told: false, alike: [] };
    large.push(...everywhere);
  }
  const best = likeliest([declared, ...others], large);
  if (isClearlyLikelier(best, declared, large)) throw otherFits(source, declared, best);
  if (hasWrongSpread(large))
    throw new InputError(
      source,
      `states with the noise of schedule ${scheduleWords(declared.schedule)} at ${levels.length} times, or of another that is known`,
      `${brief(median(large.map((i) => declared.spreads[i])))} times their mean square`,
    );
  return {
    told: true,
    alike: others.filter((other) => !isLikelier(declared, other, large)).map((other) => other.schedule),
  };
}

function isRight(spread: number): boolean {
  return spread <= WRONG_SPREAD && spread >= 1 / WRONG_SPREAD;
}

/** Log-likelihood that `a` has over `b`, in nats a state, and its standard error over trajectories. */
function advantage(a: Scored, b: Scored, at: readonly number[]): { gain: number; error: number } {
  const gains = Float64Array.from(a.logs[0], (_, q) => mean(at.map((i) => a.logs[i][q] - b.logs[i][q])));
  const gain = mean(gains);
  return { gain, error: Math.sqrt(mean(gains.map((one) => (one - gain) ** 2)) / gains.length) };
}

function isLikelier(a: Scored, b: Scored, at: readonly number[]): boolean {
  const { gain, error } = advantage(a, b, at);
  return gain > Math.max(MATERIAL, SIGNIFICANT * error);
}

/** By more than what is wrong with the likelier one itself explains. */
function isClearlyLikelier(a: Scored, b: Scored, at: readonly number[]): boolean {
  const lost = mean(at.map((i) => 0.5 * (a.spreads[i] - 1 - Math.log(a.spreads[i]))));
  return isLikelier(a, b, at) && advantage(a, b, at).gain > lost;
}

/** The first of those that are the likeliest. */
function likeliest(readings: readonly Scored[], at: readonly number[]): Scored {
  return readings.reduce((best, other) => (advantage(other, best, at).gain > 1e-9 ? other : best));
}

/** The levels of the times; undefined where the schedule lacks one, or its noise does not fall. */
function levelsOf(schedule: ScheduleDescription, times: readonly number[]): NoiseLevel[] | undefined {
  const clock = clockOf(schedule);
  try {
    const levels = times.map((time) => clock.of(time).level);
    const noise = levels.map(({ scale, variance }) => variance / (scale * scale));
    return noise.every((value, i) => value > 0 && (i === 0 || value < noise[i - 1])) ? levels : undefined;
  } catch (error) {
    if (error instanceof ArgumentError) return undefined;
    throw error;
  }
}

/** The states of some trajectories at a place in the file. */
function statesAt({ x, count, d }: Trajectories, rows: readonly number[], at: number): Float64Array {
  return takeRows(x.subarray(at * count * d, (at + 1) * count * d), rows, d);
}

function varianceOf({ data, d }: EmpiricalDensity): number {
  const centre = columnMeans(data, d);
  return mean(data.map((value, i) => (value - centre[i % d]) ** 2));
}

function reversed({ source }: Trajectories, { schedule }: Scored): InputError {
  return new InputError(
    `${source}:x`,
    "states from noise to data, in the order of the times",
    `the reverse order, in which they have the noise of schedule ${scheduleWords(schedule)}`,
  );
}

function otherFits(source: string, declared: Scored, best: Scored): InputError {
  return new InputError(
    scheduleFlags(declared.schedule, best.schedule).join(", "),
    `${scheduleWords(best.schedule)}, whose noise the states of ${source} have`,
    scheduleWords(declared.schedule),
  );
}
