/** The graded frame of one query from the rows about it. */
import type { PointSet } from "../kernels.ts";
import { compressTail } from "./compress-tail.ts";
import { type GradedFrame, gradedFrame } from "./graded-frame.ts";
import type { GradedRows, Stop } from "./pivoted-basis.ts";
import { type NearRows, posteriorRows } from "./posterior-rows.ts";

/** How many directions, and of what. */
export interface FrameRules {
  readonly variance: number;
  /** As many at least, where the data determine them. */
  readonly count: number;
  /** At most so many. */
  readonly width: number;
  /** Whether no vectors may be brought together. */
  readonly whole?: boolean;
}

/** Directions of less than exp(-37) of σ² change nothing but themselves. */
const NEGLIGIBLE = 37;
/** Vectors that are never brought together: the wanted directions come from them, as a rule. */
const SPARE = 8;
/** Above this dimension the tail's factor costs more than the tail. */
const FACTORED = 256;
/** log of how much heavier than the last wanted direction the tail may be, for its rounding to stay below 1e-11. */
export const HEAVIER = Math.log(1e8);

/** The leading eigenpairs of the posterior covariance of the rows, `count` or more of them. */
export function queryFrame(
  points: Pick<PointSet, "data" | "d">,
  near: NearRows,
  { variance, count, width, whole = false }: FrameRules,
): GradedFrame {
  const rows = posteriorRows(points, near, variance);
  const stop = stopOf({ variance, count });
  const found = (whole ? undefined : compressed(rows, count, stop)) ?? gradedFrame(rows, stop);
  return found.rank <= width ? found : first(found, width, rows.d);
}

/** When no more directions are looked for. */
export function stopOf({ variance, count }: Pick<FrameRules, "variance" | "count">): Stop {
  return { least: count, margin: NEGLIGIBLE, floor: 0.5 * (Math.log(variance) - NEGLIGIBLE) };
}

/** Vectors that are not brought together. */
export function headOf({ count }: Pick<FrameRules, "count">): number {
  return count + SPARE;
}

/** Rows that have to be in order: those that are not brought together, the nearest place, and the first of the others. */
export function sortedOf(rules: Pick<FrameRules, "count">): number {
  return headOf(rules) + 2;
}

/** Whether there are so many vectors that bringing the tail together pays. */
export function tailPays(
  { count, d }: Pick<GradedRows, "count" | "d">,
  rules: Pick<FrameRules, "count">,
): boolean {
  return d <= FACTORED && count > headOf(rules) + 2 * d;
}

/** With the tail brought together; nothing where that is not worth it, or loses accuracy. */
function compressed(rows: GradedRows, count: number, stop: Stop): GradedFrame | undefined {
  if (!tailPays(rows, { count })) return undefined;
  const { rows: fewer, logTail } = compressTail(rows, headOf({ count }));
  const found = gradedFrame(fewer, stop);
  const last = found.logValues[count - 1] ?? -Infinity;
  return last > logTail - HEAVIER ? found : undefined;
}

function first({ vectors, logValues }: GradedFrame, rank: number, d: number): GradedFrame {
  return { vectors: vectors.subarray(0, rank * d), logValues: logValues.subarray(0, rank), rank };
}
