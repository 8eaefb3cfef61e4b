/** Figures of comparisons: seconds in log–log, ours beside peers. */
import type { LinesFigure, Series } from "../../src/figure/figure.ts";
import { medianOf } from "../harness.ts";
import type { Case, MachineResults, Row, Sweep } from "./results.ts";
import { linesOf } from "./summary.ts";

/** A figure, and the row that it belongs to. */
export interface RowFigure {
  readonly row: string;
  readonly figure: LinesFigure;
}

/** All figures that the rows of a machine give. */
export function figuresOf({ rows }: MachineResults): RowFigure[] {
  return rows.flatMap((row) => {
    if (row.sweeps.length > 0) return [{ row: row.name, figure: sweepFigure(row) }];
    const numbered = numberedCases(row.cases);
    return numbered.length > 2 ? [{ row: row.name, figure: caseFigure(row, numbered) }] : [];
  });
}

function sweepFigure({ name, title, sweeps }: Row): LinesFigure {
  return {
    kind: "lines",
    id: name,
    title,
    caption:
      "Median seconds over rounds, with the fastest and the slowest round as a band; straight lines are powers.",
    panels: sweeps.map((sweep) => ({
      title: sweep.label,
      x: { label: sweep.label, scale: "log" as const },
      y: { label: "seconds", scale: "log" as const },
      series: sweep.candidates.map(({ name: of, seconds }) => sweepSeries(of, sweep, seconds)),
    })),
  };
}

function sweepSeries(name: string, { values }: Sweep, rounds: readonly (readonly number[])[]): Series {
  const at = values.map((_, i) => rounds.map((round) => round[i]));
  return {
    name,
    x: Float64Array.from(values),
    y: Float64Array.from(at, medianOf),
    low: Float64Array.from(at, (seconds) => Math.min(...seconds)),
    high: Float64Array.from(at, (seconds) => Math.max(...seconds)),
    dots: true,
  };
}

interface Numbered {
  readonly value: number;
  readonly one: Case;
}

/** Cases that are told apart by one number alone: "t = 0.3". */
function numberedCases(cases: readonly Case[]): Numbered[] {
  return cases.flatMap((one) => {
    const value = /^\S+ = ([-\d.e]+)$/.exec(one.at)?.[1];
    return value === undefined ? [] : [{ value: Number(value), one }];
  });
}

function caseFigure({ name, title, size }: Row, cases: readonly Numbered[]): LinesFigure {
  const symbol = cases[0].one.at.split(" ")[0];
  const names = [...new Set(cases.flatMap(({ one }) => one.candidates.map((candidate) => candidate.name)))];
  return {
    kind: "lines",
    id: name,
    title,
    caption: `${size}. Median seconds over rounds, with the fastest and the slowest round as a band.`,
    panels: [
      {
        x: { label: symbol === "t" ? "time t (OU)" : symbol, scale: "log" },
        y: { label: "seconds", scale: "log" },
        series: names.map((of) => caseSeries(of, cases)),
      },
    ],
  };
}

function caseSeries(name: string, cases: readonly Numbered[]): Series {
  const found = cases.flatMap(({ value, one }) =>
    linesOf(one)
      .filter((line) => line.name === name)
      .map((line) => ({ value, line })),
  );
  const numbers = (of: (entry: (typeof found)[number]) => number) => Float64Array.from(found, of);
  return {
    name,
    x: numbers(({ value }) => value),
    y: numbers(({ line }) => line.median),
    low: numbers(({ line }) => line.fastest),
    high: numbers(({ line }) => line.slowest),
    dots: true,
  };
}
