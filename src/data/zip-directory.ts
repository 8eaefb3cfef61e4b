/** The central directory of a ZIP archive, zip64 included. Reads what .npz needs and trusts nothing. */

import { InputError, quoted } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { u16, u32, u64 } from "./bytes.ts";

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: 0 | 8;
  readonly crc: number;
  /** Bytes in the archive, and unpacked. */
  readonly packed: number;
  readonly unpacked: number;
  /** Where the entry's local header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_DIRECTORY = 1 << 24;
const FULL = 0xffffffff;

/**
 * The entries of an archive, in the directory's order.
 * @throws {InputError} where the archive is damaged, encrypted, compressed in other ways, or names a file twice
 */
export async function readZipDirectory(source: ByteSource): Promise<ZipEntry[]> {
  const { offset, size, count } = await findDirectory(source);
  if (size > MAX_DIRECTORY || offset + size > source.size)
    throw new InputError(source.name, "a ZIP directory inside the file", `${size} bytes at ${offset}`);
  const bytes = await readBytes(source, offset, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; at < size; ) {
    const { entry, length } = parseEntry(source.name, bytes.subarray(at));
    if (entry.offset + 30 + entry.packed > source.size)
      throw new InputError(source.name, `${quoted(entry.name)} inside the file`, "an entry beyond its end");
    entries.push(entry);
    at += length;
  }
  if (entries.length !== count) throw damaged(source.name, `${count} entries`, `${entries.length}`);
  requireDistinct(source.name, entries);
  return entries;
}

/** Where the packed bytes of an entry begin. @throws {InputError} where its local header is damaged */
export async function locateEntry(source: ByteSource, entry: ZipEntry): Promise<number> {
  const local = await readBytes(source, entry.offset, 30);
  if (u32(local, 0) !== LOCAL) throw damaged(source.name, "an entry's header", "something else");
  const start = entry.offset + 30 + u16(local, 26) + u16(local, 28);
  if (start + entry.packed > source.size)
    throw damaged(source.name, "an entry inside the file", "one beyond its end");
  return start;
}

interface Directory {
  offset: number;
  size: number;
  count: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const length = Math.min(source.size, 65_557);
  const tail = await readBytes(source, source.size - length, length);
  let at = length - 22;
  while (at >= 0 && !(u32(tail, at) === END && at + 22 + u16(tail, at + 20) <= length)) at--;
  if (at < 0) throw new InputError(source.name, "a ZIP archive (.npz)", "no ZIP directory (truncated?)");
  const directory = {
    count: u16(tail, at + 10),
    size: u32(tail, at + 12),
    offset: u32(tail, at + 16),
  };
  const wide = directory.count === 0xffff || directory.size === FULL || directory.offset === FULL;
  return wide ? findDirectory64(source, source.size - length + at) : directory;
}

async function findDirectory64(source: ByteSource, end: number): Promise<Directory> {
  if (end < 20) throw damaged(source.name, "a zip64 locator", "none");
  const locator = await readBytes(source, end - 20, 20);
  if (u32(locator, 0) !== LOCATOR64) throw damaged(source.name, "a zip64 locator", "none");
  const at = safe(source.name, u64(locator, 8));
  if (at + 56 > source.size) throw damaged(source.name, "a zip64 directory inside the file", `one at ${at}`);
  const record = await readBytes(source, at, 56);
  if (u32(record, 0) !== END64) throw damaged(source.name, "a zip64 directory", "none");
  return {
    count: safe(source.name, u64(record, 32)),
    size: safe(source.name, u64(record, 40)),
    offset: safe(source.name, u64(record, 48)),
  };
}

function parseEntry(file: string, bytes: Uint8Array): { entry: ZipEntry; length: number } {
  if (bytes.length < 46 || u32(bytes, 0) !== ENTRY)
    throw damaged(file, "a directory entry", "something else");
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => u16(bytes, at)) as number[];
  const length = 46 + nameLength + extraLength + commentLength;
  if (length > bytes.length) throw damaged(file, "a whole directory entry", "a truncated one");
  const name = decodeName(file, bytes.subarray(46, 46 + nameLength));
  const extra = bytes.subarray(46 + nameLength, 46 + nameLength + extraLength);
  if (u16(bytes, 8) & 1) throw new InputError(file, "an archive without encryption", quoted(name));
  const method = requireMethod(file, name, u16(bytes, 10));
  const sizes = wideFields(
    file,
    extra,
    [24, 20, 42].map((at) => u32(bytes, at)),
  );
  const [unpacked, packed, offset] = sizes as [number, number, number];
  if (method === 0 && packed !== unpacked)
    throw damaged(file, "a stored entry of one size", `${packed}, ${unpacked}`);
  return { entry: { name, method, crc: u32(bytes, 16), packed, unpacked, offset }, length };
}

function decodeName(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError(file, "UTF-8 names in the archive", "other bytes").because(cause);
  }
}

function requireMethod(file: string, name: string, method: number): 0 | 8 {
  if (method !== 0 && method !== 8)
    throw new InputError(file, `${quoted(name)} stored or deflated`, `compression method ${method}`);
  return method;
}

/** The 32-bit fields, each replaced from the zip64 extra field where it is all ones. */
function wideFields(file: string, extra: Uint8Array, fields: number[]): number[] {
  if (!fields.includes(FULL)) return fields;
  let block: Uint8Array = new Uint8Array(0);
  for (let at = 0; at + 4 <= extra.length; at += 4 + u16(extra, at + 2))
    if (u16(extra, at) === 1) block = extra.subarray(at + 4, at + 4 + u16(extra, at + 2));
  let used = 0;
  return fields.map((field) => {
    if (field !== FULL) return field;
    if (used + 8 > block.length) throw damaged(file, "zip64 sizes", "none");
    used += 8;
    return safe(file, u64(block, used - 8));
  });
}

function requireDistinct(file: string, entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    if (seen.has(name)) throw new InputError(file, "distinct names in the archive", `${quoted(name)} twice`);
    seen.add(name);
  }
}

function safe(file: string, value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(file, "sizes below 2^53", `${value}`);
  return Number(value);
}

function damaged(file: string, expected: string, got: string): InputError {
  return new InputError(file, `an intact ZIP archive with ${expected}`, got);
}

async function readBytes(source: ByteSource, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await source.readInto(bytes, position);
  return bytes;
}
