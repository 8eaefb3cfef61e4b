/** The files of a run directory, wherever they lie, and their arrays. */
import { InputError, type NumericArray, readArraysBytes } from "ridgescope/data/browser";

/** A run's name, the paths of its files, and how one is read. */
export interface RunFiles {
  readonly name: string;
  readonly paths: readonly string[];
  /** Bytes of a file of the run. @throws where it cannot be read */
  read(path: string): Promise<Uint8Array>;
}

/** Arrays of one archive by name. */
export type Arrays = ReadonlyMap<string, NumericArray>;

/**
 * The arrays of an archive; undefined where the run has none at this path.
 * @throws {InputError} where it is damaged
 */
export async function readArchive({ paths, read }: RunFiles, path: string): Promise<Arrays | undefined> {
  return paths.includes(path) ? readArraysBytes(path, await read(path)) : undefined;
}

/** Rows of numbers, n × d. */
export interface Points {
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
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
