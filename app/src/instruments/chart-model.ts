/** What a line chart shows, without a page: columns in, positions and words out. */
import type { Palette } from "../scene/palette.ts";
import { formatNumber } from "../text.ts";
import { type Axis, type AxisKind, makeAxis } from "./axis.ts";

/** Colours that lines may have. */
export type ColourName = Exclude<keyof Palette, "ramp">;

/** One line. */
export interface Line {
  readonly name: string;
  /** As many as x; where not finite (or not positive on a logarithmic axis) there is a gap. */
  readonly values: Float64Array;
  readonly colour: ColourName;
  readonly dash?: readonly number[];
  /** Whether the area below is filled. */
  readonly filled?: boolean;
  /** Whether single points are shown and no line. */
  readonly points?: boolean;
  /** What is told as the line's value, where that is not what is drawn. */
  readonly told?: Float64Array;
}

/** A chart. */
export interface ChartSpec {
  readonly x: {
    readonly label: string;
    readonly kind: AxisKind;
    readonly values: Float64Array;
    /** Whether large values are on the left, as time runs in a generation. */
    readonly reversed?: boolean;
  };
  readonly y: {
    readonly label: string;
    readonly kind: AxisKind;
    readonly include?: readonly number[];
    readonly decades?: number;
  };
  readonly lines: readonly Line[];
}

/** A chart with its axes and its lines as positions, x ascending; null: a gap. */
export interface ChartModel {
  readonly x: Axis;
  readonly y: Axis;
  readonly positions: number[];
  readonly columns: (number | null)[][];
  /** Index into the values of the spec of each position. */
  readonly order: number[];
}

/** Axes and positions of a chart. Rows without a place on the x axis are left out. */
export function chartModel({ x, y, lines }: ChartSpec): ChartModel {
  const xAxis = makeAxis([x.values], { kind: x.kind });
  const yAxis = makeAxis(
    lines.map((line) => line.values),
    y,
  );
  const order = [...x.values.keys()]
    .filter((i) => Number.isFinite(xAxis.place(x.values[i])))
    .sort((a, b) => xAxis.place(x.values[a]) - xAxis.place(x.values[b]));
  return {
    x: xAxis,
    y: yAxis,
    positions: order.map((i) => xAxis.place(x.values[i])),
    columns: lines.map(({ values }) => order.map((i) => drawable(yAxis, values[i] ?? NaN))),
    order,
  };
}

function drawable(axis: Axis, value: number): number | null {
  const at = axis.place(value);
  if (Number.isNaN(at)) return null;
  return Math.max(at, axis.low);
}

/** Index into x of the value nearest to `value` on the axis; -1 of none. */
export function nearestRow({ x, positions, order }: ChartModel, value: number): number {
  const at = x.place(value);
  let best = -1;
  let gap = Infinity;
  positions.forEach((position, i) => {
    const here = Math.abs(position - at);
    if (here < gap) [best, gap] = [order[i], here];
  });
  return best;
}

/** The x value `by` rows along the axis from the one nearest to `value`, for keys; NaN of an empty chart. */
export function stepAlong(
  model: ChartModel,
  values: Float64Array,
  { from, by }: { from: number; by: number },
): number {
  const row = model.order.indexOf(nearestRow(model, from));
  const to = Math.min(Math.max(row + by, 0), model.order.length - 1);
  return values[model.order[to] ?? -1] ?? NaN;
}

/** Whether there is anything to draw. */
export function isEmpty({ columns }: ChartModel): boolean {
  return columns.every((column) => column.every((value) => value === null));
}

/** A chart in one or two sentences, for those who do not see it. */
export function chartSummary(spec: ChartSpec): string {
  const parts = spec.lines.map((line) => lineInWords(line, spec.x.values));
  return `${spec.y.label} over ${spec.x.label}. ${parts.join("; ")}.`;
}

function lineInWords(line: Line, x: Float64Array): string {
  const values = line.told ?? line.values;
  const known = [...values.keys()].filter((i) => Number.isFinite(values[i]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return `${line.name}: no values`;
  const at = (i: number) => `${formatNumber(values[i])} at ${formatNumber(x[i])}`;
  return first === last ? `${line.name}: ${at(first)}` : `${line.name}: from ${at(first)} to ${at(last)}`;
}

/** A column of numbers with its name. */
export interface Column {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** The numbers behind a chart. */
export function chartColumns({ x, lines }: ChartSpec): Column[] {
  return [
    { name: x.label, values: x.values },
    ...lines.map(({ name, values, told }) => ({ name, values: told ?? values })),
  ];
}
