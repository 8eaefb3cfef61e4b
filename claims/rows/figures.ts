/** How figures of runs are put into sentences. */
import { brief, percent } from "../../src/text/numbers.ts";
import { curveOf, figureOf, type MeasuredRun, sharesOf } from "../measured-run.ts";

/** "38.1 % memorised, 40.0 % inter-mode, 21.9 % off the ridge". */
export function classesText(run: MeasuredRun, entry?: string): string {
  const { memorised, inter_mode: interMode, off_ridge: offRidge } = sharesOf(run, entry);
  return `${percent(memorised)} memorised, ${percent(interMode)} inter-mode, ${percent(offRidge)} off`;
}

/** The share of one class in each of some entries. */
export function sharesText(
  run: MeasuredRun,
  names: readonly string[],
  pick: "memorised" | "inter_mode" | "off_ridge",
): string {
  return names.map((name) => percent(sharesOf(run, name)[pick])).join(", ");
}

/** A test of the picture: "0.844 (p = 0.005): holds". */
export function verdictText({ summary }: MeasuredRun, name: string): string {
  const found = summary.falsification[name];
  if (found === undefined) return "not told";
  const p = found.p === null || Number.isNaN(found.p) ? "" : ` (p = ${brief(found.p, 2)})`;
  return `${brief(found.value)}${p}: ${found.holds ? "holds" : "fails"}`;
}

/** A figure of an entry in few digits; powers of ten where it is tiny. */
export function figureText(run: MeasuredRun, figure: string, entry?: string): string {
  return brief(figureOf(run, figure, entry), 3);
}

/** Names of the entries of a run that have a figure, in order. */
export function entriesWith({ summary }: MeasuredRun, figure: string): string[] {
  return (summary.entries ?? []).flatMap(({ name, figures }) =>
    figures?.[figure] === undefined ? [] : [name],
  );
}

/** The smallest and the largest of some numbers: "0.93–1.07". */
export function rangeText(values: readonly number[], digits = 3): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return "none";
  return `${brief(Math.min(...finite), digits)}–${brief(Math.max(...finite), digits)}`;
}

/** One curve over another at the noise times up to `latest`, from an entry of a run or from all. */
export function ratios(
  run: MeasuredRun,
  [over, under]: readonly [string, string],
  { latest = 1, entry }: { readonly latest?: number; readonly entry?: string } = {},
): number[] {
  const [a, b] = [curveOf(run, over, entry), curveOf(run, under, entry)];
  return a.flatMap(({ time, value }, i) => (time <= latest && b[i].value > 0 ? [value / b[i].value] : []));
}

/** Values of a curve at the noise times up to 1. */
export function valuesUpTo1(run: MeasuredRun, name: string, entry?: string): number[] {
  return curveOf(run, name, entry).flatMap(({ time, value }) => (time <= 1 ? [value] : []));
}

/** The value of a curve at the last noise time. */
export function lastOfCurve(run: MeasuredRun, name: string, entry: string): number {
  return curveOf(run, name, entry).at(-1)?.value ?? NaN;
}
