/**
 * Progress with rate and time left: one line redrawn on a terminal; elsewhere a line now and then. Driven by
 * `update` alone: no timers, so nothing keeps the process alive.
 */
import type { Effects } from "./effects.ts";

/** A line on standard error that says how far one piece of work is. */
export interface Progress {
  /** Tells how much is done, in all; `of` how much there is to do, where more is known of that by now. */
  update(done: number, of?: number): void;
  /** Ends the line; a new `Progress` may follow. */
  end(): void;
}

/** What a progress line says, and of how much. */
export interface ProgressOptions {
  /** What is going on: "projecting". */
  readonly label: string;
  /** How much there is to do, as far as is known. */
  readonly total: number;
  /** What is being counted: "points". */
  readonly unit: string;
  readonly quiet?: boolean;
}

const REDRAW_MS = 100;
const FIRST_LINE_MS = 2_000;
const NEXT_LINE_MS = 10_000;
const CLEAR_LINE = "\r\u001b[2K";

/** Starts to tell of the progress of one thing. */
export function createProgress(
  { stderr, now }: Pick<Effects, "stderr" | "now">,
  { label, total, unit, quiet = false }: ProgressOptions,
): Progress {
  if (quiet) return { update: () => {}, end: () => {} };
  const started = now();
  let next = started + (stderr.isTerminal ? REDRAW_MS : FIRST_LINE_MS);
  let drawn = false;
  return {
    update(done, of = total) {
      const time = now();
      if (time < next) return;
      next = time + (stderr.isTerminal ? REDRAW_MS : NEXT_LINE_MS);
      drawn = true;
      const line = describeProgress({ label, unit, total: of, done, seconds: (time - started) / 1000 });
      stderr.write(stderr.isTerminal ? CLEAR_LINE + line.slice(0, stderr.width - 1) : `${line}\n`);
    },
    end() {
      if (drawn && stderr.isTerminal) stderr.write(CLEAR_LINE);
    },
  };
}

/** One line of progress, without a newline. */
export function describeProgress(state: {
  label: string;
  unit: string;
  total: number;
  done: number;
  seconds: number;
}): string {
  const { label, unit, total, done, seconds } = state;
  const share = total > 0 ? Math.floor((100 * done) / total) : 100;
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? `, ${formatDuration((total - done) / rate)} left` : "";
  return `${label}: ${done} of ${total} ${unit} (${share}%), ${formatRate(rate)} ${unit}/s${left}`;
}

function formatRate(rate: number): string {
  return rate >= 100 ? String(Math.round(rate)) : rate.toPrecision(2);
}

/** Seconds as "8 s", "3 min 20 s" or "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
