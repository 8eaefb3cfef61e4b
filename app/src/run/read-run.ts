/** Reads a run directory through a function that gives a file's bytes. */
import { InputError, type NumericArray, readArraysBytes } from "ridgescope/data/browser";
import type { EntryInfo, Measure, RidgeInfo, RunInfo, Snapshots } from "./types.ts";

/** Bytes of a file of the run. @throws where it cannot be read */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** Arrays of one archive by name. */
export type Arrays = ReadonlyMap<string, NumericArray>;

/** A run that is open. */
export interface OpenRun {
  readonly info: RunInfo;
  readonly training: Points | undefined;
}

/** Rows of numbers, n × d. */
export interface Points {
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Archives that hold one row a sample, where the summary does not say. */
const SAMPLES = /^arrays\/((?:samples|step|model|tau|held-out)[\w.-]*)\.npz$/;
const TRAINING = ["arrays/latents.npz", "arrays/data.npz"];

/**
 * Opens a run: summary, settings and training points.
 * @throws {InputError} where it is none, or damaged
 */
export async function openRun(name: string, paths: readonly string[], read: ReadFile): Promise<OpenRun> {
  const summary = await readJson("summary.json", read);
  const config = paths.includes("config.json") ? await readJson("config.json", read) : {};
  const entries = entriesOf(summary, paths);
  if (entries.length === 0)
    throw new InputError(`${name}/arrays`, "an archive with samples", "none in this run directory");
  const training = await readTraining(paths, read);
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

async function readJson(path: string, read: ReadFile): Promise<Fields> {
  const text = new TextDecoder().decode(await read(path));
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

async function readTraining(paths: readonly string[], read: ReadFile): Promise<Points | undefined> {
  const path = TRAINING.find((one) => paths.includes(one));
  if (path === undefined) return undefined;
  const array = (await readArraysBytes(path, await read(path))).get("data");
  return array && pointsOf(path, array);
}

/**
 * An array as rows of finite numbers.
 * @throws {InputError} where it is none
 */
export function pointsOf(what: string, { data, shape }: NumericArray): Points {
  const [n = 0, d = 0] = shape;
  if (shape.length !== 2 || n === 0 || d === 0)
    throw new InputError(what, "rows of numbers (rank 2)", `shape (${shape.join(", ")})`);
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new InputError(what, "finite numbers", `${data[at]} in row ${Math.floor(at / d)} (from 0)`);
  return { data, n, d };
}

/** What the archive of an entry holds, checked. */
export interface EntryArrays {
  readonly samples: Points;
  readonly classes: Uint8Array;
  readonly nearest: Int32Array | undefined;
  readonly measures: readonly Measure[];
  readonly snapshots: Snapshots | undefined;
}

/** Per-sample arrays that are shown: name, label, whether over a logarithmic axis. */
const MEASURES: readonly (readonly [string, string, boolean])[] = [
  ["ridge_distance", "ridge distance |δ| at t_a", true],
  ["normal_score_norm", "residual |P_N s*| at t_a", true],
  ["relative_residual", "relative residual |P_N s*| / |s*| at t_a", false],
  ["nearest_distance", "distance to the nearest training point", true],
  ["nearest_ratio", "nearest over second-nearest distance", false],
];

const SNAPSHOTS: readonly (readonly [string, string, boolean])[] = [
  ["snapshot_normal_score_norm", "residual |P_N s*|", true],
  ["snapshot_relative_residual", "relative residual |P_N s*| / |s*|", false],
  ["snapshot_ridge_distance", "ridge distance |δ|", true],
];

/**
 * Reads the archive of one entry. An archive `dynamics…` beside it holds the residuals where the entry's own does not.
 * @throws {InputError} where it is damaged, or arrays do not fit each other
 */
export async function readEntry(id: string, paths: readonly string[], read: ReadFile): Promise<EntryArrays> {
  const path = `arrays/${id}.npz`;
  const arrays = await readArraysBytes(path, await read(path));
  const rows = arrays.get("samples") ?? arrays.get("x");
  if (!rows)
    throw new InputError(path, "an array named samples", `${[...arrays.keys()].join(", ") || "none"}`);
  const samples = pointsOf(`${path}:samples`, rows);
  const column = (name: string) => columnOf(path, arrays, name, samples.n);
  const classes = column("class");
  const nearest = column("nearest");
  return {
    samples,
    classes: classes
      ? Uint8Array.from(classes, (value) => (value === 0 || value === 1 ? value : 2))
      : new Uint8Array(0),
    nearest: nearest && Int32Array.from(nearest),
    measures: MEASURES.flatMap(([name, label, log]) => {
      const values = column(name);
      return values ? [{ id: name, label, values, log }] : [];
    }),
    snapshots: snapshotsOf(path, arrays, samples.n) ?? (await followed(id, samples.n, paths, read)),
  };
}

function columnOf(path: string, arrays: Arrays, name: string, count: number): Float64Array | undefined {
  const array = arrays.get(name);
  if (array && array.data.length !== count)
    throw new InputError(`${path}:${name}`, `${count} numbers, one a sample`, `${array.data.length}`);
  return array?.data;
}

function snapshotsOf(path: string, arrays: Arrays, most: number): Snapshots | undefined {
  const times = arrays.get("snapshot_times")?.data;
  if (!times || times.length === 0) return undefined;
  const kinds = SNAPSHOTS.flatMap(([id, label, log]) => {
    const array = arrays.get(id);
    return array ? [{ id, label, log, values: array.data, shape: array.shape }] : [];
  });
  const count = kinds[0]?.shape[1] ?? 0;
  for (const { id, shape } of kinds)
    if (shape.length !== 2 || shape[0] !== times.length || shape[1] !== count || count > most)
      throw new InputError(
        `${path}:${id}`,
        `shape (${times.length}, ${count}), at most ${most} samples`,
        `(${shape.join(", ")})`,
      );
  return kinds.length === 0 ? undefined : { times, count, kinds };
}

/** `samples` goes with `dynamics`, `samples-exact` with `dynamics-exact`. */
async function followed(
  id: string,
  most: number,
  paths: readonly string[],
  read: ReadFile,
): Promise<Snapshots | undefined> {
  const path = `arrays/${id.replace(/^samples/, "dynamics")}.npz`;
  if (!id.startsWith("samples") || !paths.includes(path)) return undefined;
  return snapshotsOf(path, await readArraysBytes(path, await read(path)), most);
}
