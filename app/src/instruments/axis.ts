/** Axes of charts: where values lie along them, and the numbers beside them. */
import { niceTicks } from "../scene/ticks.ts";
import { formatNumber } from "../text.ts";

/** "log-infinite": logarithmic, with a place for ∞ a decade beyond the largest finite value. */
export type AxisKind = "linear" | "log" | "log-infinite";

/** A number beside an axis. */
interface Tick {
  readonly at: number;
  readonly label: string;
}

/** An axis. Positions are values on a linear axis and decimal logarithms on the others. */
export interface Axis {
  readonly kind: AxisKind;
  /** Least and largest position. */
  readonly low: number;
  readonly high: number;
  /** Position of a value; NaN where it has none. */
  place(value: number): number;
  /** The value at a position. */
  value(position: number): number;
  /** About so many ticks. */
  ticks(count: number): Tick[];
}

/** How an axis is made. */
export interface AxisOptions {
  readonly kind: AxisKind;
  /** Values that a linear axis shows in any case. */
  readonly include?: readonly number[];
  /** A logarithmic axis reaches at most so many decades below its largest value. */
  readonly decades?: number;
}

/** The axis that shows all finite values. */
export function makeAxis(
  columns: readonly Float64Array[],
  { kind, include = [], decades = 16 }: AxisOptions,
): Axis {
  return kind === "linear" ? linearAxis(columns, include) : logAxis(columns, kind, decades);
}

function linearAxis(columns: readonly Float64Array[], include: readonly number[]): Axis {
  const [low, high] = extent([...columns, Float64Array.from(include)], (value) => value);
  const isFlat = !(high > low);
  const [from, to] = isFlat ? [Math.min(low, 0), Math.max(low, 0) || 1] : [low, high];
  return {
    kind: "linear",
    low: from,
    high: to,
    place: (value) => (Number.isFinite(value) ? value : NaN),
    value: (position) => position,
    ticks: (count) => niceTicks(from, to, count).map((at) => ({ at, label: formatNumber(at) })),
  };
}

function logAxis(columns: readonly Float64Array[], kind: AxisKind, decades: number): Axis {
  const finite = (value: number) => (value > 0 && value < Infinity ? Math.log10(value) : NaN);
  const [least, last] = extent(columns, finite);
  const first = Math.max(least, last - decades);
  const beyond = kind === "log-infinite" && columns.some((column) => column.includes(Infinity));
  const [low, high] = last > first ? [first, last] : [first - 0.5, first + 0.5];
  const end = high + (beyond ? 1 : 0);
  return {
    kind,
    low,
    high: end,
    place: (value) => (value === Infinity && beyond ? end : finite(value)),
    value: (position) => (beyond && position > high + 0.5 ? Infinity : 10 ** Math.min(position, high)),
    ticks: (count) => [...logTicks(low, high, count), ...(beyond ? [{ at: end, label: "∞" }] : [])],
  };
}

/** Whole decades, or 1, 2 and 5 where there are fewer than two. */
function logTicks(low: number, high: number, count: number): Tick[] {
  const every = Math.max(Math.ceil((high - low) / Math.max(count, 1)), 1);
  const first = Math.ceil((low - 1e-9) / every) * every;
  const whole: Tick[] = [];
  for (let at = first; at <= high + 1e-9; at += every) whole.push({ at, label: powerLabel(at) });
  if (whole.length > 1) return whole;
  const fine = [1, 2, 5].flatMap((digit) =>
    [Math.floor(low), Math.floor(low) + 1, Math.floor(low) + 2].map((power) => digit * 10 ** power),
  );
  const ticks = fine.map((value) => ({ at: Math.log10(value), label: formatNumber(value) }));
  return ticks.filter(({ at }) => at >= low - 1e-9 && at <= high + 1e-9).sort((a, b) => a.at - b.at);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10ⁿ in words: 0.01 … 100 as they are. */
function powerLabel(power: number): string {
  if (Math.abs(power) <= 2) return String(Number((10 ** power).toPrecision(3)));
  const digits = [...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join("");
  return `10${power < 0 ? "⁻" : ""}${digits}`;
}

function extent(columns: readonly Float64Array[], place: (value: number) => number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const value of column) {
      const at = place(value);
      if (!Number.isFinite(at)) continue;
      [low, high] = [Math.min(low, at), Math.max(high, at)];
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
