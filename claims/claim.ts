/** What a claim is: a result in words, the runs that measure it, and how their figures are put into the sentence. */
import type { MeasuredRun } from "./measured-run.ts";

/** One row of a table of CLAIMS.md. */
export interface Claim {
  /** Names the row for `--only`, and keeps what was measured apart from the words of the row. */
  readonly id: string;
  /** The result, in Markdown. */
  readonly result: string;
  /** How it stands: reproduced, approximate, measured, or as qualified. */
  readonly status: string;
  /** Arguments of `ridgescope run`, a string a run. */
  readonly runs: readonly string[];
  /** Where it is held, in Markdown. */
  readonly test: string;
  /** The sentence with its figures; runs in the order of `runs`. */
  measured(...runs: readonly MeasuredRun[]): string;
}

/** What was measured of a claim, and at which cost. */
export interface Measured {
  readonly text: string;
  /** Wall time and peak memory of its runs together; absent where they are from before they were kept. */
  readonly seconds?: number;
  readonly bytes?: number;
}

/** A number may change by this share of itself before its row has moved. */
const MOVED = 0.01;

/**
 * Whether a figure of one sentence differs from that in its place in another by more than a hundredth of itself, or there are more or fewer.
 * Powers of ten are read as such.
 */
export function hasMoved(before: string, now: string): boolean {
  const [a, b] = [before, now].map(numbersIn);
  return a.length !== b.length || a.some((value, i) => Math.abs(value - b[i]) > MOVED * Math.abs(value));
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?/g)].map(([number]) =>
    Number(number.replace("−", "-").replaceAll(",", "")),
  );
}
