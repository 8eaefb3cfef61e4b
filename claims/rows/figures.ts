/** How figures of runs are put into sentences. */
import { brief, percent } from "../../src/text/numbers.ts";
import { curveOf, figureOf, type MeasuredRun, sharesOf } from "../measured-run.ts";

/** "38.1 % memorised, 40.0 % inter-mode, 21.9 % off the ridge". */
export function classesText(run: MeasuredRun, entry?: string): string {
  const { memorised, inter_mode: interMode, off_ridge: offRidge } = sharesOf(run, entry);
  return `${percent(memorised)} memorised, ${percent(interMode)} inter-mode, ${percent(offRidge)} off`;
}

/** A training over its checkpoints: "step 100 to step 3000", and the shares of each class there. */
export function courseOf(run: MeasuredRun) {
  const names = entriesWith(run, "measured_distance");
  return {
    names: `${names[0]} to ${names.at(-1)}`,
    memorised: sharesText(run, names, "memorised"),
    interMode: sharesText(run, names, "inter_mode"),
    offRidge: sharesText(run, names, "off_ridge"),
  };
}

function sharesText(
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

/** One of the predictions of the distance over the measured one, at the noise times up to 1 of all entries. */
export function ratiosUpTo1(
  run: MeasuredRun,
  predicted: "predicted_distance" | "predicted_distance_given_noise",
): number[] {
  const [a, b] = [curveOf(run, predicted), curveOf(run, "measured_distance")];
  return a.flatMap(({ time, value }, i) => (time <= 1 && b[i].value > 0 ? [value / b[i].value] : []));
}

/** The smallest and the largest finite value of a curve at the noise times up to 1, over all entries. */
export function extremesUpTo1(run: MeasuredRun, name: string): { least: number; most: number } {
  const values = curveOf(run, name).flatMap(({ time, value }) =>
    time <= 1 && Number.isFinite(value) ? [value] : [],
  );
  return { least: Math.min(...values), most: Math.max(...values) };
}

/** The value of a curve at the last noise time. */
export function lastOfCurve(run: MeasuredRun, name: string, entry: string): number {
  return curveOf(run, name, entry).at(-1)?.value ?? NaN;
}

/** One of the predictions of the distance over the measured one, at the last noise time of an entry. */
export function endRatio(
  run: MeasuredRun,
  predicted: "predicted_distance" | "predicted_distance_given_noise",
  entry: string,
): number {
  return lastOfCurve(run, predicted, entry) / lastOfCurve(run, "measured_distance", entry);
}
