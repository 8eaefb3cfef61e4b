/** Several runs beside each other. */
import { basename, resolve } from "node:path";
import type { Verdict } from "../dynamics/falsification.ts";
import type { Summary, SummaryClasses, SummaryEntry } from "../experiments/result.ts";
import { formatNumber, formatPercent } from "../text/format.ts";
import { aligned } from "../text/words.ts";
import { readSummary } from "./read-run.ts";

/** One run, or one generator of a run. */
interface ComparedRow {
  /** The directory as given. */
  readonly run: string;
  readonly entry: string | null;
  readonly experiment: string;
  readonly space: string;
  readonly dim: number;
  readonly time: number;
  readonly threshold: number;
  readonly classes: SummaryClasses | null;
  readonly falsification: Readonly<Record<string, Verdict>>;
  readonly figures: Readonly<Record<string, number>>;
}

/** Runs side by side, as rows and as text. */
export interface Comparison {
  readonly rows: readonly ComparedRow[];
  /** A table of aligned columns, one line a row. */
  readonly text: string;
}

/**
 * Reads the summaries of runs and sets them side by side: a row for each run, and for each of its generators.
 * @throws {InputError} where one is not a run directory
 * @example
 * await writeRunDirectory(`${folder}/compared`, runRecord);
 * const { rows } = await compareRuns([`${folder}/compared`]);
 * rows[0].experiment; // → two-modes
 */
export async function compareRuns(dirs: readonly string[]): Promise<Comparison> {
  const runs = await Promise.all(dirs.map(async (dir) => rowsOf(dir, await readSummary(dir))));
  const rows = runs.flat();
  return { rows, text: tableText(rows) };
}

function rowsOf(run: string, summary: Summary): ComparedRow[] {
  const { experiment, ridge, entries = [] } = summary;
  const { space, dim, time, threshold } = ridge;
  const row = (entry: string | null, { classes, falsification, figures }: Omit<SummaryEntry, "name">) => ({
    run,
    entry,
    experiment,
    space,
    dim,
    time,
    threshold,
    classes: classes ?? null,
    falsification: falsification ?? {},
    figures: figures ?? {},
  });
  return [row(null, summary), ...entries.map((entry) => row(entry.name, entry))];
}

function tableText(rows: readonly ComparedRow[]): string {
  const tests = [...new Set(rows.flatMap(({ falsification }) => Object.keys(falsification)))].sort();
  const figures = sharedFigures(rows);
  const head = ["run", "space", "k", "t_a", "memorised", "inter-mode", "off-ridge", ...tests, ...figures];
  const body = rows.map((row) => [
    row.entry === null ? basename(resolve(row.run)) : `  ${row.entry}`,
    row.entry === null ? row.space : "",
    row.entry === null ? String(row.dim) : "",
    row.entry === null ? formatNumber(row.time) : "",
    ...(["memorised", "inter_mode", "off_ridge"] as const).map((name) => shareText(row.classes, name)),
    ...tests.map((test) => verdictText(row.falsification[test])),
    ...figures.map((name) => formatNumber(row.figures[name])),
  ]);
  return aligned([head, ...body].map((cells) => cells.map(printable)));
}

/** The first few headline figures that more than one row has (all, where there is one row). */
function sharedFigures(rows: readonly ComparedRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { figures } of rows)
    for (const name of Object.keys(figures)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const least = Math.min(2, rows.length);
  return [...counts]
    .filter(([, count]) => count >= least)
    .slice(0, 4)
    .map(([name]) => name);
}

function shareText(classes: SummaryClasses | null, name: keyof SummaryClasses): string {
  if (!classes) return "–";
  const { value, low, high } = classes[name];
  if (!Number.isFinite(value)) return "–";
  const interval = Number.isFinite(low + high)
    ? ` (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`
    : "";
  return formatPercent(value) + interval;
}

function verdictText(verdict: Verdict | undefined): string {
  return verdict ? `${verdict.holds ? "✓" : "✗"} ${formatNumber(verdict.value)}` : "–";
}

/** Without characters that could steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0]+/gu, " ");
}
