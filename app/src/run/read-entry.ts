/** Reads the archive of one entry of a run: samples, what was measured of each, and residuals over t. */
import { InputError, readArraysBytes } from "ridgescope/data/browser";
import { type Arrays, type Points, pointsOf, type RunFiles, readArchive } from "./run-files.ts";
import type { Measure, Snapshots } from "./types.ts";

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
export async function readEntry(id: string, files: RunFiles): Promise<EntryArrays> {
  const path = `arrays/${id}.npz`;
  const arrays = await readArraysBytes(path, await files.read(path));
  const rows = arrays.get("samples") ?? arrays.get("x");
  if (!rows)
    throw new InputError(path, "an array named samples", `${[...arrays.keys()].join(", ") || "none"}`);
  const samples = pointsOf(`${path}:samples`, rows);
  const column = (name: string) => columnOf({ path, arrays }, name, samples.n);
  const classes = column("class");
  const nearest = column("nearest");
  return {
    samples,
    classes: classes
      ? Uint8Array.from(classes, (value) => (value === 0 || value === 1 || value === 3 ? value : 2))
      : new Uint8Array(0),
    nearest: nearest && Int32Array.from(nearest),
    measures: MEASURES.flatMap(([name, label, log]) => {
      const values = column(name);
      return values ? [{ id: name, label, values, log }] : [];
    }),
    snapshots: snapshotsOf({ path, arrays }, samples.n) ?? (await followed(id, samples.n, files)),
  };
}

interface Archive {
  readonly path: string;
  readonly arrays: Arrays;
}

function columnOf({ path, arrays }: Archive, name: string, count: number): Float64Array | undefined {
  const array = arrays.get(name);
  if (array && array.data.length !== count)
    throw new InputError(`${path}:${name}`, `${count} numbers, one a sample`, `${array.data.length}`);
  return array?.data;
}

function snapshotsOf({ path, arrays }: Archive, most: number): Snapshots | undefined {
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
async function followed(id: string, most: number, files: RunFiles): Promise<Snapshots | undefined> {
  const path = `arrays/${id.replace(/^samples/, "dynamics")}.npz`;
  const arrays = id.startsWith("samples") ? await readArchive(files, path) : undefined;
  return arrays && snapshotsOf({ path, arrays }, most);
}
