/** Writes NumPy's .npz format: stored, streamed, with fixed timestamps, so that equal arrays give equal bytes. */
import { crc32 } from "./crc32.ts";
import { type ArrayOutput, npyHeader, rawBytes } from "./npy-header.ts";
import { type ByteSink, writeFileAtomically } from "./write-file.ts";

interface Entry {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

/** 1980-01-01 00:00, the earliest that ZIP knows. */
const DATE = 0x0021;
const UTF8_NAMES = 0x0800;
/** From here on a size or offset goes to the zip64 fields. */
const WIDE = 0xffffffff;

/**
 * Writes arrays under their keys, in the order given; sizes beyond 4 GiB use zip64.
 * @throws {RangeError} where an array's data and shape disagree
 * @throws {InputError} where the place cannot be written to
 * @example
 * await writeNpz(`${folder}/points.npz`, { x: { data: Float64Array.of(1, 2), shape: [2] } });
 * [...(await readArrays(`${folder}/points.npz`)).keys()]; // → ["x"]
 */
export async function writeNpz(path: string, arrays: Readonly<Record<string, ArrayOutput>>): Promise<void> {
  const headers = Object.entries(arrays).map(([key, array]) => npyHeader(key, array));
  await writeFileAtomically(path, async (sink) => {
    const entries: Entry[] = [];
    let offset = 0;
    for (const [i, [key, array]] of Object.entries(arrays).entries()) {
      const entry = describe(key, { header: headers[i], array, offset });
      entries.push(entry);
      offset += await writeEntry(sink, entry, [headers[i], rawBytes(array)]);
    }
    await sink.write(directory(entries, offset));
  });
}

function describe(
  key: string,
  { header, array, offset }: { header: Uint8Array; array: ArrayOutput; offset: number },
): Entry {
  const crc = crc32(rawBytes(array), crc32(header));
  return { name: Buffer.from(`${key}.npy`), crc, size: header.length + array.data.byteLength, offset };
}

async function writeEntry(sink: ByteSink, entry: Entry, pieces: Uint8Array[]): Promise<number> {
  const head = localHeader(entry);
  for (const piece of [head, ...pieces]) await sink.write(piece);
  return head.length + entry.size;
}

function localHeader(entry: Entry): Buffer {
  const extra = wideExtra(entry.size >= WIDE ? [entry.size, entry.size] : []);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  commonFieldsInto(head.subarray(4), entry, extra.length);
  return Buffer.concat([head, entry.name, extra]);
}

/** The 26 bytes that local and central headers share: from "version needed" to "extra length". */
function commonFieldsInto(out: Buffer, { name, crc, size }: Entry, extraLength: number): void {
  out.writeUInt16LE(extraLength > 0 ? 45 : 20, 0);
  out.writeUInt16LE(UTF8_NAMES, 2);
  out.writeUInt16LE(DATE, 8);
  out.writeUInt32LE(crc, 10);
  out.writeUInt32LE(Math.min(size, WIDE), 14);
  out.writeUInt32LE(Math.min(size, WIDE), 18);
  out.writeUInt16LE(name.length, 22);
  out.writeUInt16LE(extraLength, 24);
}

function centralHeader(entry: Entry): Buffer {
  const wide = [
    ...(entry.size >= WIDE ? [entry.size, entry.size] : []),
    ...(entry.offset >= WIDE ? [entry.offset] : []),
  ];
  const extra = wideExtra(wide);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(45, 4);
  commonFieldsInto(head.subarray(6), entry, extra.length);
  head.writeUInt32LE(Math.min(entry.offset, WIDE), 42);
  return Buffer.concat([head, entry.name, extra]);
}

function wideExtra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return extra;
}

function directory(entries: readonly Entry[], offset: number): Buffer {
  const body = Buffer.concat(entries.map(centralHeader));
  const wide = offset >= WIDE || entries.length >= 0xffff;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(body.length, 12);
  end.writeUInt32LE(Math.min(offset, WIDE), 16);
  return Buffer.concat([body, ...(wide ? [wideEnd(entries.length, body.length, offset)] : []), end]);
}

function wideEnd(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  for (const [i, value] of [count, count, size, offset].entries())
    end.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(offset + size), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
