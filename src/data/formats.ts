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
  /** Reads one array; `key` names one of several. @throws {InputError} where the file is damaged */
  read(source: ByteSource, key?: string): Promise<NumericArray>;
  /** Names of its arrays, of a format that holds several: `file:key` names one. */
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
    keys: npzKeysSource,
    readAll: readNpzAllSource,
  },
  csv: {
    meaning: "numbers separated by commas",
    label: ".csv",
    ending: /\.csv/,
    read: (source) => readDelimitedSource(source, ","),
  },
  tsv: {
    meaning: "numbers separated by tabs",
    label: ".tsv",
    ending: /\.tsv/,
    read: (source) => readDelimitedSource(source, "\t"),
  },
  parquet: {
    meaning: "a table of numeric columns",
    label: ".parquet",
    ending: /\.(?:parquet|pq)/,
    read: async (source) => (await import("./parquet-bytes.ts")).readParquetSource(source),
  },
  safetensors: {
    meaning: "named tensors",
    label: ".safetensors (file:key)",
    ending: /\.safetensors/,
    read: readSafetensorsSource,
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

const SEVERAL = Object.values(ENTRIES).filter(({ keys }) => keys !== undefined);
const KEYED = new RegExp(`^(.+(?:${SEVERAL.map(({ ending }) => ending.source).join("|")}))(?::(.+))?$`, "is");

/** Takes `file:key` apart, where the file's format holds several arrays. */
export function splitKey(spec: string): { file: string; key?: string } {
  const [, file = spec, key] = KEYED.exec(spec) ?? [];
  return { file, key };
}

/**
 * Reads one array of what is in `source`; the end of its name says which format it is of.
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
  const format = formatOf(name);
  const reader = format && ENTRIES[format].readAll;
  if (!reader) throw new InputError(name, "an .npz file", "another format");
  return reader;
}
