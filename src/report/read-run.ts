/** Reads run directories back. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, quoted, systemErrorCode } from "../data/input-error.ts";
import { readArrays } from "../data/read-matrix.ts";
import type { MetricLine, Summary, SummaryClasses } from "../experiments/result.ts";
import type { Figure } from "../figure/figure.ts";
import type { Environment } from "./environment.ts";
import { unpackFigures } from "./figure-store.ts";
import { nullsToNaN } from "./json.ts";

/** What a run directory holds, but for its arrays. */
export interface StoredRun {
  readonly config: unknown;
  readonly environment: Environment;
  readonly summary: Summary;
  readonly metrics: readonly MetricLine[];
  readonly figures: readonly Figure[];
}

/**
 * Reads a run directory, its figures as data included.
 * @throws {InputError} where it is not one, or damaged
 */
export async function readRunDirectory(dir: string): Promise<StoredRun> {
  const summary = await readSummary(dir);
  const config = await readJson(join(dir, "config.json"));
  const environment = requireObject(
    join(dir, "environment.json"),
    await readJson(join(dir, "environment.json")),
  );
  const metrics = await readMetrics(join(dir, "metrics.jsonl"));
  return {
    config,
    environment: environment as unknown as Environment,
    summary,
    metrics,
    figures: await readFigures(dir),
  };
}

/**
 * Reads summary.json.
 * @throws {InputError} where there is none, or it lacks what every run has
 */
export async function readSummary(dir: string): Promise<Summary> {
  const file = join(dir, "summary.json");
  const found = requireObject(file, nullsToNaN(await readJson(file)));
  const texts = [found["experiment"], found["title"], found["verdict"]];
  const objects = [found["ridge"], found["falsification"], found["notes"]];
  if (!texts.every((text) => typeof text === "string") || !objects.every(isObject))
    throw new InputError(
      file,
      "a summary with experiment, title, verdict, ridge, falsification and notes",
      "less",
    );
  const entries = found["entries"];
  return {
    ...found,
    ...(isObject(found["classes"]) && { classes: estimates(found["classes"]) }),
    ...(Array.isArray(entries) && { entries: entries.filter(isObject).map(withEstimates) }),
  } as unknown as Summary;
}

function withEstimates(entry: Fields): Fields {
  return isObject(entry["classes"]) ? { ...entry, classes: estimates(entry["classes"]) } : entry;
}

/** `{ fraction, low, high }` of summary.json as estimates. */
function estimates(classes: Fields): SummaryClasses {
  const one = (value: unknown) => {
    const { fraction = NaN, low = NaN, high = NaN } = (value ?? {}) as Record<string, number>;
    return { value: fraction, low, high };
  };
  return {
    memorised: one(classes["memorised"]),
    inter_mode: one(classes["inter_mode"]),
    off_ridge: one(classes["off_ridge"]),
  };
}

async function readFigures(dir: string): Promise<Figure[]> {
  const file = join(dir, "figures", "figures.json");
  const document = await readJson(file);
  const needed = JSON.stringify(document).includes('"$array"');
  const arrays = needed ? await readArrays(join(dir, "arrays", "figures.npz")) : new Map();
  return unpackFigures(file, document, arrays);
}

async function readMetrics(file: string): Promise<MetricLine[]> {
  const lines = (await readText(file)).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, i) => {
    const { tau, ...rest } = requireObject(file, nullsToNaN(parse(`${file} (line ${i + 1})`, line)));
    const value = tau === "inf" ? Infinity : tau;
    return { ...rest, ...(value !== undefined && { tau: value }) } as unknown as MetricLine;
  });
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function requireObject(file: string, value: unknown): Fields {
  if (!isObject(value))
    throw new InputError(file, "a JSON object", quoted(JSON.stringify(value) ?? "nothing"));
  return value;
}

async function readJson(file: string): Promise<unknown> {
  return parse(file, await readText(file));
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(file, "JSON", quoted(text)).because(cause);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const code = systemErrorCode(cause);
    throw code === undefined ? cause : new InputError(file, "a file of a run directory", code).because(cause);
  }
}
