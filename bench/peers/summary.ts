/** What tables say of a candidate, from the seconds of its rounds. */
import { medianOf } from "../harness.ts";
import type { Case, Measured } from "./results.ts";

/** One line of a table. */
export interface Line {
  readonly name: string;
  /** Seconds. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Seconds over ours, median over rounds; above 1 ours is faster. */
  readonly ratio: number;
  /** GFLOP/s by the operations of the plain form, and its share of the machine's product in the same round. */
  readonly rate?: number;
  readonly share?: number;
  readonly difference?: number;
}

/** The lines of a case, ours first. */
export function linesOf(one: Case): Line[] {
  return one.candidates.map((candidate) => lineOf(one, candidate));
}

function lineOf({ candidates, operations, product }: Case, { name, seconds, difference }: Measured): Line {
  const [{ seconds: ours }] = candidates;
  const rates = operations === undefined ? [] : seconds.map((value) => operations / value / 1e9);
  return {
    name,
    median: medianOf(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    ratio: medianOf(seconds.map((value, round) => value / ours[round])),
    ...(rates.length > 0 && { rate: medianOf(rates) }),
    ...(rates.length > 0 && product && { share: medianOf(rates.map((rate, i) => rate / product[i])) }),
    ...(difference !== undefined && { difference }),
  };
}

/** Seconds in words: "12.3 ms". */
export function secondsText(value: number): string {
  if (value < 1e-3) return `${(1e6 * value).toPrecision(3)} µs`;
  if (value < 0.9995) return `${(1e3 * value).toPrecision(3)} ms`;
  return `${value >= 100 ? Math.round(value) : value.toPrecision(3)} s`;
}

/** Cells of a table, in the order of {@link HEADS}. */
export function cellsOf(line: Line): string[] {
  const { name, median, fastest, slowest, ratio, rate, share, difference } = line;
  return [
    name,
    secondsText(median),
    `${secondsText(fastest)} to ${secondsText(slowest)}`,
    ratio >= 99.5 ? String(Math.round(ratio)) : ratio.toPrecision(2),
    rate === undefined ? "" : rate.toPrecision(3),
    share === undefined ? "" : `${Number((100 * share).toPrecision(2))} %`,
    difference === undefined ? "" : difference.toExponential(0),
  ];
}

/** What the cells say. */
export const HEADS = ["", "median", "spread", "× ours", "GFLOP/s", "of the product", "differs by"] as const;
