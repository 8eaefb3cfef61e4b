/** Playing the generation: where the film stands after so many milliseconds. Nothing here knows a clock. */

/** 1: from noise to data, as samples are generated; -1: back. */
export type Direction = 1 | -1;

/** How the film runs. */
export interface Film {
  /** Index of the last step; 0: there is no film. */
  readonly last: number;
  /** 1: the whole film in {@link FILM_SECONDS}. */
  readonly speed: number;
  readonly direction: Direction;
}

/** Length of the film at speed 1. */
export const FILM_SECONDS = 8;

/** Speeds to choose from. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

/** The step, fractional, after `elapsed` milliseconds from `step`, and whether the film has ended there. */
export function advance(film: Film, step: number, elapsed: number): { step: number; ended: boolean } {
  const perSecond = (film.last / FILM_SECONDS) * film.speed;
  // A tab that was in the background comes back after minutes: the film goes on from where it was.
  const moved = (Math.min(Math.max(elapsed, 0), 250) / 1000) * perSecond * film.direction;
  const next = clampStep(step + moved, film.last);
  return { step: next, ended: film.direction === 1 ? next >= film.last : next <= 0 };
}

/** Where playing starts: from the other end if the film stands at the end it runs to. */
export function startStep(film: Film, step: number): number {
  if (film.direction === 1) return step >= film.last ? 0 : step;
  return step <= 0 ? film.last : step;
}

/** The next whole step in the direction of the film, for those who want no motion; it starts over at the end. */
export function jumpStep(film: Film, step: number): number {
  const jump = Math.max(Math.round(film.last / 12), 1);
  return clampStep(Math.round(startStep(film, step)) + film.direction * jump, film.last);
}

/** OU time at a fractional step of decreasing `times`, interpolated in log t; NaN of none. */
export function timeAt(times: Float64Array, step: number): number {
  const last = times.length - 1;
  const at = clampStep(step, last);
  const below = Math.min(Math.floor(at), last - 1);
  if (below < 0) return times[0] ?? NaN;
  const [from, to] = [times[below], times[below + 1]];
  if (!(from > 0 && to > 0)) return from + (at - below) * (to - from);
  return Math.exp(Math.log(from) + (at - below) * (Math.log(to) - Math.log(from)));
}

/** Index of the entry of decreasing `times` that is nearest to `time` in log t; -1 of none. */
export function nearestStep(times: Float64Array, time: number): number {
  let best = -1;
  let gap = Infinity;
  for (let i = 0; i < times.length; i++) {
    const here = Math.abs(Math.log(Math.max(times[i], 1e-12) / Math.max(time, 1e-12)));
    if (here < gap) [best, gap] = [i, here];
  }
  return best;
}

/** The fractional step at which {@link timeAt} is `time`; the ends beyond them. */
export function stepAt(times: Float64Array, time: number): number {
  const last = times.length - 1;
  if (last < 1 || !(time < times[0])) return 0;
  if (time <= times[last]) return last;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] >= time) low = middle;
    else high = middle;
  }
  const [from, to] = [times[low], times[high]];
  if (!(to > 0)) return low + (from - time) / (from - to);
  return low + Math.log(time / from) / Math.log(to / from);
}

function clampStep(step: number, last: number): number {
  return Math.min(Math.max(Number.isFinite(step) ? step : 0, 0), Math.max(last, 0));
}
