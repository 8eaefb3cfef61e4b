/** A finished run as claims read it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MetricLine, Summary, SummaryEntry } from "../src/experiments/result.ts";

/** Classes as `summary.json` has them. */
type StoredClasses = Readonly<
  Record<"memorised" | "inter_mode" | "off_ridge", { readonly fraction: number }>
>;
type StoredEntry = Omit<SummaryEntry, "classes"> & { readonly classes?: StoredClasses };

/** What a run directory holds; asked for what is not there it throws. */
export interface MeasuredRun {
  readonly summary: Omit<Summary, "classes" | "entries"> & {
    readonly classes?: StoredClasses;
    readonly entries?: readonly StoredEntry[];
  };
  readonly metrics: readonly MetricLine[];
  /** Wall time in seconds, and peak memory in bytes. */
  readonly seconds: number;
  readonly bytes: number;
}

/** Reads a run directory that was written with `--profile`. */
export async function readRun(folder: string): Promise<MeasuredRun> {
  const json = async (name: string) => JSON.parse(await readFile(join(folder, name), "utf8"));
  const { stages } = await json("environment.json");
  const lines = (await readFile(join(folder, "metrics.jsonl"), "utf8")).trim().split("\n");
  return {
    summary: await json("summary.json"),
    metrics: lines.map((line) => JSON.parse(line)),
    seconds: stages.reduce((sum: number, { seconds }: { seconds: number }) => sum + seconds, 0),
    bytes: Math.max(...stages.map(({ peak_bytes }: { peak_bytes: number }) => peak_bytes)),
  };
}

/** The entry of a run by name. @throws {Error} where there is none */
export function entryOf({ summary }: MeasuredRun, name: string): StoredEntry {
  const found = summary.entries?.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`${summary.experiment}: no entry "${name}"`);
  return found;
}

/** Shares of the classes of an entry, or of the run. @throws {Error} where there are none */
export function sharesOf(
  run: MeasuredRun,
  entry?: string,
): Readonly<Record<"memorised" | "inter_mode" | "off_ridge", number>> {
  const { classes } = entry === undefined ? run.summary : entryOf(run, entry);
  if (classes === undefined)
    throw new Error(`${run.summary.experiment}: no classes${entry ? ` of ${entry}` : ""}`);
  const share = (name: keyof typeof classes) => classes[name].fraction;
  return { memorised: share("memorised"), inter_mode: share("inter_mode"), off_ridge: share("off_ridge") };
}

/** A headline figure of an entry, or of the run. @throws {Error} where there is none */
export function figureOf(run: MeasuredRun, figure: string, entry?: string): number {
  const found = (entry === undefined ? run.summary : entryOf(run, entry)).figures?.[figure];
  if (found === undefined) throw new Error(`${run.summary.experiment}: no figure "${figure}"`);
  return found;
}

/** A metric without a time, of an entry or of the run. @throws {Error} where there is none */
export function metricOf({ metrics, summary }: MeasuredRun, name: string, entry?: string): MetricLine {
  const found = metrics.find((line) => line.name === name && line.entry === entry && line.time === undefined);
  if (found === undefined)
    throw new Error(`${summary.experiment}: no metric "${name}"${entry ? ` of ${entry}` : ""}`);
  return found;
}

/** The values of a metric over noise times, latest first; of an entry where it is given. */
export function curveOf(
  { metrics }: MeasuredRun,
  name: string,
  entry?: string,
): { time: number; value: number }[] {
  return metrics.flatMap((line) =>
    line.name === name && line.time !== undefined && (entry === undefined || line.entry === entry)
      ? [{ time: line.time, value: line.value }]
      : [],
  );
}
