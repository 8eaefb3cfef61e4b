/**
 * The formats of files with numbers, and which of them a name asks for, whatever holds the bytes. Nothing here needs Node;
 * what reads a format in another way where there are paths is in `read-matrix.ts`.
 */
import { namesOf } from "../arrays/names-of.ts";
import { InputError } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { readDelimitedSource } from "./delimited.ts";
import { readIdxSource } from "./idx.ts";
import { readNpySource } from "./npy.ts";
import { npzKeysSource, readNpzAllSource, readNpzSource } from "./npz.ts";
import type { NumericArray } from "./read-elements.ts";
import { readSafetensorsSource, safetensorsKeysSource } from "./safetensors.ts";

/** Reads several arrays of an archive, or all of them, of any rank. @throws {InputError} where it lacks a key */
export type ArchiveReader = (
  source: ByteSource,
  keys?: readonly string[],
) => Promise<Map<string, NumericArray>>;

/** A format in words, how its files are named, and how they are read. */
interface FormatEntry {
  /** One clause. */
  readonly meaning: string;
  /** For messages: how a file of it is named. */
  readonly label: string;
  /** What the names of its files end in, in any case. */
  readonly ending: RegExp;
  /** Reads one array; `key` is what `file:key` has behind the colon. @throws {InputError} where the file is damaged */
  read(source: ByteSource, key?: string): Promise<NumericArray>;
  /** What the key in `file:key` chooses, of a format that takes one. */
  readonly key?: "array" | "columns";
  /** Names of its arrays, of a format that holds several. */
  keys?(source: ByteSource): Promise<string[]>;
  readonly readAll?: ArchiveReader;
}

/** All formats, by name. */
const FORMATS = {
  npy: { meaning: "an array of NumPy", label: ".npy", ending: /\.npy/, read: readNpySource },
  npz: {
    meaning: "an archive of arrays of NumPy",
    label: ".npz (file.npz:key)",
    ending: /\.npz/,
    read: readNpzSource,
    key: "array",
    keys: npzKeysSource,
    readAll: readNpzAllSource,
  },
  csv: {
    meaning: "numbers separated by commas",
    label: ".csv",
    ending: /\.csv/,
    read: (source, key) => readDelimitedSource(source, ",", key),
    key: "columns",
  },
  tsv: {
    meaning: "numbers separated by tabs",
    label: ".tsv",
    ending: /\.tsv/,
    read: (source, key) => readDelimitedSource(source, "\t", key),
    key: "columns",
  },
  parquet: {
    meaning: "a table of numeric columns",
    label: ".parquet",
    ending: /\.(?:parquet|pq)/,
    read: async (source, key) => (await import("./parquet-bytes.ts")).readParquetSource(source, key),
    key: "columns",
  },
  safetensors: {
    meaning: "named tensors",
    label: ".safetensors (file:key)",
    ending: /\.safetensors/,
    read: readSafetensorsSource,
    key: "array",
    keys: safetensorsKeysSource,
  },
  idx: {
    meaning: "an array of the MNIST files",
    label: "IDX (*-ubyte, .gz)",
    ending: /(?:-ubyte|\.idx\d*)(?:\.gz)?/,
    read: readIdxSource,
  },
} as const satisfies Readonly<Record<string, FormatEntry>>;

/** The names of the formats. */
export type FormatName = keyof typeof FORMATS;

const NAMES = namesOf(FORMATS);
const ENTRIES: Readonly<Record<FormatName, FormatEntry>> = FORMATS;
const LABELS = NAMES.map((name) => FORMATS[name].label);

/** The formats there are, for messages. */
export const FORMAT_LABELS: string = `${LABELS.slice(0, -1).join(", ")} or ${LABELS.at(-1)}`;

const ENDINGS = NAMES.map((name) => [name, new RegExp(`(?:${FORMATS[name].ending.source})$`, "i")] as const);

/** The format of files of this name; undefined where it is unknown. */
export function formatOf(name: string): FormatName | undefined {
  return ENDINGS.find(([, ending]) => ending.test(name))?.[0];
}

const TAKE_KEY = Object.values(ENTRIES).filter(({ key }) => key !== undefined);
const KEYED = new RegExp(
  `^(.+(?:${TAKE_KEY.map(({ ending }) => ending.source).join("|")}))(?::(.+))?$`,
  "is",
);

/** Takes `file:key` apart, where the file's format holds several arrays or named columns. */
export function splitKey(spec: string): { file: string; key?: string } {
  const [, file = spec, key] = KEYED.exec(spec) ?? [];
  return { file, key };
}

/**
 * Reads one array of what is in `source`, or the columns of a table that `key` names.
 * @throws {InputError} where it is damaged
 */
export function readFormat(format: FormatName, source: ByteSource, key?: string): Promise<NumericArray> {
  return ENTRIES[format].read(source, key);
}

/**
 * Names of the arrays in a file that holds several; none where its format holds one.
 * @throws {InputError} where it is damaged
 */
export async function arrayNamesOf(source: ByteSource): Promise<string[]> {
  const format = formatOf(source.name);
  return (format && ENTRIES[format].keys?.(source)) ?? [];
}

/** The reader of several arrays of files of this name. @throws {InputError} where their format has none */
export function archiveReaderOf(name: string): ArchiveReader {
  const { file, key } = splitKey(name);
  const format = formatOf(file);
  const reader = format && ENTRIES[format].readAll;
  if (reader && key === undefined) return reader;
  const got = reader ? "a choice of one" : format ? ENTRIES[format].meaning : "another format";
  throw new InputError(name, "an .npz file, of which several arrays are read", got);
}
