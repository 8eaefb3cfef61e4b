/** Reads run directories back. */
import { join } from "node:path";
import { readArrays } from "../data/read-matrix.ts";
import { parseJson, readText } from "../data/read-text.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import type { MetricLine, Summary, SummaryClasses } from "../experiments/result.ts";
import type { Figure } from "../figure/figure.ts";
import { nullsToNaN } from "../text/json.ts";
import type { Environment } from "./environment.ts";
import { unpackFigures } from "./figure-store.ts";
import { ENVIRONMENT, METRIC, requireShape, SUMMARY } from "./run-shapes.ts";

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
 * @example
 * await writeRunDirectory(`${folder}/read`, runRecord);
 * (await readRunDirectory(`${folder}/read`)).figures[0].id; // → parabola
 */
export async function readRunDirectory(dir: string): Promise<StoredRun> {
  return {
    summary: await readSummary(dir),
    config: await readJson(join(dir, "config.json")),
    environment: await readEnvironment(join(dir, "environment.json")),
    metrics: await readMetrics(join(dir, "metrics.jsonl")),
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
  const wanted = "a summary with experiment, title, verdict, ridge, falsification and notes";
  requireShape(file, wanted, { shape: SUMMARY, value: found });
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

async function readEnvironment(file: string): Promise<Environment> {
  const value = requireObject(file, await readJson(file));
  requireShape(file, "the version of ridgescope as a text", { shape: ENVIRONMENT, value });
  return value as unknown as Environment;
}

async function readMetrics(file: string): Promise<MetricLine[]> {
  const lines = (await readText(file, WANTED)).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, i) => {
    const place = `${file} (line ${i + 1})`;
    const found = requireObject(file, nullsToNaN(parseJson(place, line)));
    requireShape(place, "a value with its name", { shape: METRIC, value: found });
    const { tau, ...rest } = found;
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
  return parseJson(file, await readText(file, WANTED));
}

const WANTED = "a file of a run directory";
