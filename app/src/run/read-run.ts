/** Opens a run directory: what it is, what it holds, and its training points. */
import { InputError } from "ridgescope/data/browser";
import { type Points, pointsOf, type RunFiles, readArchive } from "./run-files.ts";
import type { EntryInfo, RidgeInfo, RunInfo } from "./types.ts";

/** A run that is open. */
export interface OpenRun {
  readonly info: RunInfo;
  readonly training: Points | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Archives that hold one row a sample, where the summary does not say. */
const SAMPLES = /^arrays\/((?:samples|step|model|tau|held-out)[\w.-]*)\.npz$/;
const TRAINING = ["arrays/latents.npz", "arrays/data.npz"];

/**
 * Opens a run: summary, settings and training points.
 * @throws {InputError} where it is none, or damaged
 */
export async function openRun(files: RunFiles): Promise<OpenRun> {
  const { name, paths } = files;
  const summary = await readJson("summary.json", files);
  const config = paths.includes("config.json") ? await readJson("config.json", files) : {};
  const entries = entriesOf(summary, paths);
  if (entries.length === 0)
    throw new InputError(`${name}/arrays`, "an archive with samples", "none in this run directory");
  const training = await readTraining(files);
  return {
    training,
    info: {
      name,
      entries,
      config,
      ridge: ridgeOf(summary),
      title: textOf(summary, "title") ?? name,
      verdict: textOf(summary, "verdict") ?? "",
      training: training?.n ?? 0,
      columns: training?.d ?? 0,
      side: 0,
      notes: training
        ? []
        : ["This run does not hold its training points: none are drawn, and there are no cards."],
    },
  };
}

async function readJson(path: string, files: RunFiles): Promise<Fields> {
  const text = new TextDecoder().decode(await files.read(path));
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new InputError(path, "JSON", JSON.stringify(text.slice(0, 40))).because(cause);
  }
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw new InputError(path, "a JSON object", "another kind of value");
  return found as Fields;
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

function ridgeOf(summary: Fields): RidgeInfo {
  const ridge = (summary["ridge"] ?? {}) as Fields;
  const number = (name: string) => {
    const value = ridge[name];
    return typeof value === "number" ? value : Number.NaN;
  };
  const { dim, time } = { dim: number("dim"), time: number("time") };
  if (!(Number.isInteger(dim) && dim >= 0 && time > 0))
    throw new InputError(
      "summary.json",
      "a ridge with its dim and time",
      JSON.stringify(summary["ridge"] ?? null),
    );
  return { dim, time, threshold: number("threshold"), space: textOf(ridge, "space") ?? "data" };
}

/** Entries in the order of the summary, then other archives of samples. */
function entriesOf(summary: Fields, paths: readonly string[]): EntryInfo[] {
  const listed = Array.isArray(summary["entries"]) ? (summary["entries"] as Fields[]) : [];
  const named = new Map<string, string>();
  for (const entry of listed) {
    const id = textOf(entry ?? {}, "arrays");
    if (id !== undefined && paths.includes(`arrays/${id}.npz`)) named.set(id, textOf(entry, "name") ?? id);
  }
  const found = paths.flatMap((path) => SAMPLES.exec(path)?.[1] ?? []).filter((id) => !named.has(id));
  return [...named, ...found.map((id) => [id, id] as const)].map(([id, label]) => ({ id, label }));
}

async function readTraining(files: RunFiles): Promise<Points | undefined> {
  const path = TRAINING.find((one) => files.paths.includes(one));
  const array = path === undefined ? undefined : (await readArchive(files, path))?.get("data");
  return path === undefined || array === undefined ? undefined : pointsOf(path, array);
}
