/** Exponents: straight lines through logarithms. */
import { medianOf } from "../harness.ts";
import type { Sweep } from "./results.ts";

/** An exponent with its spread over rounds. */
export interface Exponent {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The slope of log y over log x by least squares. */
export function logSlope(x: readonly number[], y: readonly number[]): number {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const [meanU, meanV] = [mean(u), mean(v)];
  const along = u.map((value) => value - meanU);
  return (
    dot(
      along,
      v.map((value) => value - meanV),
    ) / dot(along, along)
  );
}

/** How the seconds of one candidate of a sweep grow: fitted in each round. */
export function exponentOf({ values }: Sweep, rounds: readonly (readonly number[])[]): Exponent {
  const slopes = rounds.map((seconds) => logSlope(values, seconds));
  return { median: medianOf(slopes), least: Math.min(...slopes), most: Math.max(...slopes) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
