/** A run's results on disk: written complete or not at all, the same bytes for the same results. */

import { join } from "node:path";
import { type FolderWriter, writeFolder } from "../data/write-folder.ts";
import { ArgumentError, expected } from "../errors/argument-error.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import type { ExperimentResult, MetricLine, Summary } from "../experiments/result.ts";
import type { Figure } from "../figure/figure.ts";
import { sortedKeys, toJson, toJsonLine } from "../text/json.ts";
import { classFractions } from "./class-fractions.ts";
import { drawFigure } from "./draw-figure.ts";
import type { Environment, StageCost } from "./environment.ts";
import { packFigures } from "./figure-store.ts";
import { renderReport } from "./html.ts";
import { svgsToPng } from "./svg-to-png.ts";

/** What a run directory is written from. */
export interface RunRecord {
  /** Complete and resolved, as JSON. */
  readonly config: unknown;
  readonly environment: Environment;
  readonly result: ExperimentResult;
}

/** Options of {@link writeRunDirectory}. */
export interface RunDirectoryOptions {
  /** Told how many of the figures are drawn. */
  progress?(what: string, done: number, total: number): void;
  /** What the report says to type to get it again. */
  command?: string;
  /** What the stages until now cost, asked for when all is drawn: for environment.json and the report. */
  stages?(): readonly StageCost[];
}

/**
 * Writes config.json, environment.json, metrics.jsonl, summary.json, arrays/, figures/ and report.html. Everything is
 * made first and moved to its place at the end (summary.json last), so that a failure leaves what was there before.
 * @returns the files, relative to `dir`
 * @throws RangeError if names of figures or arrays cannot be file names, or arrays and shapes disagree
 * @throws {InputError} where the place cannot be written to
 * @example
 * const files = await writeRunDirectory(`${folder}/written`, runRecord);
 * files.includes("report.html"); // → true
 */
export async function writeRunDirectory(
  dir: string,
  record: RunRecord,
  options: RunDirectoryOptions = {},
): Promise<string[]> {
  checkArrayNames(Object.keys(record.result.arrays));
  return writeFolder(dir, async (write) => {
    for (const [name, arrays] of Object.entries(record.result.arrays))
      await write.arrays(`arrays/${name}.npz`, arrays);
    for (const name of record.result.tables ?? [])
      await write.table(`arrays/${name}.parquet`, record.result.arrays[name] ?? {});
    const environment = await writeDrawings(write, { ...record, ...record.result }, options);
    await write.text("config.json", toJson(sortedKeys(record.config)));
    await write.text("environment.json", toJson(environment));
    await write.text("metrics.jsonl", record.result.metrics.map(metricText).join(""));
    await write.text("summary.json", toJson(summaryDocument(record.result.summary)));
  });
}

/**
 * Draws the figures of a run again and renders its report, from what `readRunDirectory` has read.
 * @returns the files, relative to `dir`
 * @throws {InputError} where the figures are damaged, or the place cannot be written to
 * @example
 * await writeRunDirectory(`${folder}/again`, runRecord);
 * const files = await rewriteReport(`${folder}/again`, await readRunDirectory(`${folder}/again`));
 * files.at(-1); // → report.html
 */
export async function rewriteReport(
  dir: string,
  run: Drawable,
  options: RunDirectoryOptions = {},
): Promise<string[]> {
  try {
    return await writeFolder(dir, async (write) => {
      await writeDrawings(write, run, options);
    });
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    const file = join(dir, "figures", "figures.json");
    throw new InputError(file, "figures that can be drawn", quoted(cause.message)).because(cause);
  }
}

/** What figures and report are made of. */
export interface Drawable {
  readonly config: unknown;
  readonly environment: Environment;
  readonly summary: Summary;
  readonly metrics: readonly MetricLine[];
  readonly figures: readonly Figure[];
}

/** @returns the environment as the report has it, with what the stages cost */
async function writeDrawings(
  write: FolderWriter,
  run: Drawable,
  options: RunDirectoryOptions,
): Promise<Environment> {
  const { document, arrays } = packFigures(run.figures);
  const figures: { figure: Figure; svg: string }[] = [];
  const total = 2 * run.figures.length;
  for (const figure of run.figures) {
    options.progress?.("drawing figures", figures.length, total);
    figures.push({ figure, svg: drawFigure(figure) });
    await pause();
  }
  await writePictures(write, figures, options);
  await write.text("figures/figures.json", toJson(document));
  if (Object.keys(arrays).length > 0) await write.arrays("arrays/figures.npz", arrays);
  const { command, stages } = options;
  const environment = { ...run.environment, ...(stages && { stages: stages() }) };
  await write.text(
    "report.html",
    renderReport({ ...run, environment, figures, ...(command !== undefined && { command }) }),
  );
  options.progress?.("drawing figures", total, total);
  return environment;
}

async function writePictures(
  write: FolderWriter,
  figures: readonly { readonly figure: Figure; readonly svg: string }[],
  { progress }: RunDirectoryOptions,
): Promise<void> {
  const pictures = svgsToPng(figures.map(({ svg }) => svg));
  try {
    for (const [i, { figure, svg }] of figures.entries()) {
      progress?.("drawing figures", figures.length + i, 2 * figures.length);
      await write.text(`figures/${figure.id}.svg`, svg);
      await write.text(`figures/${figure.id}.png`, pictures.next().value as Buffer);
      await pause();
    }
  } finally {
    pictures.return(undefined);
  }
}

/** Lets the process hear signals and redraw its progress. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function checkArrayNames(names: readonly string[]): void {
  for (const name of names)
    if (!/^[\w-][\w.-]*$/.test(name) || name === "figures")
      throw expected("arrays", 'file names other than "figures"', JSON.stringify(name));
}

/** One line of metrics.jsonl; an infinite training time is "inf", as on the command line. */
function metricText({ step, time, tau, entry, name, value, low, high }: MetricLine): string {
  const shownTau = tau === Infinity ? "inf" : tau;
  return `${toJsonLine({ step, time, tau: shownTau, entry, name, value, low, high })}\n`;
}

/** What summary.json holds: known keys in the order of the contract, then whatever else there is. */
export function summaryDocument(summary: Summary): unknown {
  const { experiment, title, verdict, ridge, classes, falsification, figures, entries, notes, ...rest } =
    summary;
  const known = {
    experiment,
    title,
    verdict,
    ridge,
    classes: classFractions(classes),
    falsification,
    figures,
  };
  const listed = entries?.map((entry) => ({ ...entry, classes: classFractions(entry.classes) }));
  return { ...known, entries: listed, notes, ...(sortedKeys(rest) as object) };
}
