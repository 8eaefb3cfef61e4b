/** NumPy's .npz format: a ZIP archive of .npy files, stored or deflated. */

import { InputError, listed, quoted } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { type ByteStream, inflatedStream, plainStream } from "./byte-stream.ts";
import { readNpyStream } from "./npy.ts";
import { type NumericArray, requirePlausibleRatio } from "./read-elements.ts";
import type { Unpacking } from "./unpacking.ts";
import { locateEntry, readZipDirectory, type ZipEntry } from "./zip-directory.ts";

/**
 * Reads one array; `key` may be left out where the archive holds exactly one.
 * @throws {InputError} where the archive is damaged or has no such array (the message lists those it has)
 */
export async function readNpzSource(source: ByteSource, key?: string): Promise<NumericArray> {
  const entries = arrayEntries(await readZipDirectory(source));
  return readEntry(source, pick(source.name, entries, key));
}

/**
 * Reads several arrays, or all of them.
 * @throws {InputError} as {@link readNpzSource}
 */
export async function readNpzAllSource(
  source: ByteSource,
  keys?: readonly string[],
): Promise<Map<string, NumericArray>> {
  const entries = arrayEntries(await readZipDirectory(source));
  const wanted = keys ?? [...entries.keys()];
  const chosen = wanted.map((key) => pick(source.name, entries, key));
  const unpacked = chosen.reduce((sum, entry) => sum + entry.unpacked, 0);
  requirePlausibleRatio(source.name, source.size, unpacked);
  const arrays = new Map<string, NumericArray>();
  for (const [i, key] of wanted.entries()) arrays.set(key, await readEntry(source, chosen[i]));
  return arrays;
}

/** Names of the arrays in an archive. @throws {InputError} where it is damaged */
export async function npzKeysSource(source: ByteSource): Promise<string[]> {
  return [...arrayEntries(await readZipDirectory(source)).keys()];
}

function arrayEntries(entries: readonly ZipEntry[]): Map<string, ZipEntry> {
  const arrays = entries.filter(({ name }) => name.endsWith(".npy"));
  return new Map(arrays.map((entry) => [entry.name.slice(0, -4), entry]));
}

function pick(file: string, entries: ReadonlyMap<string, ZipEntry>, key: string | undefined): ZipEntry {
  const entry = key === undefined && entries.size === 1 ? [...entries.values()][0] : entries.get(key ?? "");
  if (entry) return entry;
  const names = listed([...entries.keys()]);
  if (key === undefined) throw new InputError(file, `file.npz:key with a key of ${names}`, "no key");
  throw new InputError(file, `a key of ${names}`, quoted(key));
}

async function readEntry(source: ByteSource, entry: ZipEntry): Promise<NumericArray> {
  requirePlausibleRatio(`${source.name}:${entry.name}`, entry.packed, entry.unpacked);
  const start = await locateEntry(source, entry);
  const end = start + entry.packed;
  const bytes =
    entry.method === 0
      ? plainStream(source, start, end)
      : inflatedStream(source, { start, end, format: "deflate" });
  const stream = checked(bytes, entry, source.unpacking);
  try {
    const array = await readNpyStream(stream, entry.unpacked);
    await stream.finish();
    return array;
  } finally {
    bytes.close();
  }
}

/** Follows the checksum on the way; `finish` compares it and sees that nothing is left over. */
function checked(
  stream: ByteStream,
  entry: ZipEntry,
  { crc32 }: Unpacking,
): ByteStream & { finish(): Promise<void> } {
  const name = `${stream.name}:${entry.name}`;
  let crc = 0;
  return {
    ...stream,
    name,
    async readInto(out) {
      await stream.readInto(out);
      crc = crc32(out, crc);
    },
    async finish() {
      if (!(await stream.atEnd())) throw new InputError(name, `${entry.unpacked} bytes`, "more");
      if (crc !== entry.crc) throw new InputError(name, "data that match their checksum", "damaged data");
    },
  };
}
