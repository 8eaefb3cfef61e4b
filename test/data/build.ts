/** Builders of small files in each input format, byte by byte, so that tests can also build wrong ones. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll } from "vitest";

export const FIXTURES: string = new URL("../fixtures/formats/", import.meta.url).pathname;

/** A folder for this test file, removed at the end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ridgescope-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeBytes(folder: string, name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

export function npyWithHeader(header: string, body: Uint8Array, version = 1): Buffer {
  const prefix = Buffer.from([0x93, ...Buffer.from("NUMPY"), version, 0]);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([prefix, length, Buffer.from(header, "latin1"), body]);
}

export function npy(values: readonly number[], shape: readonly number[], order = "False"): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  return npyWithHeader(
    `{'descr': '<f8', 'fortran_order': ${order}, 'shape': ${tuple}, }\n`,
    Buffer.from(Float64Array.from(values).buffer),
  );
}

export function npz(arrays: Record<string, Uint8Array>, level: 0 | 6 = 6): Uint8Array {
  const files = Object.entries(arrays).map(([key, bytes]) => [`${key}.npy`, [bytes, { level }]]);
  return zipSync(Object.fromEntries(files));
}

export function idx(values: readonly number[], shape: readonly number[], type = 0x0e): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt8(type, 2);
  head.writeUInt8(shape.length, 3);
  for (const [axis, extent] of shape.entries()) head.writeUInt32BE(extent, 4 + 4 * axis);
  const body = Buffer.alloc(values.length * (type === 0x0e ? 8 : 1));
  for (const [i, value] of values.entries())
    type === 0x0e ? body.writeDoubleBE(value, 8 * i) : body.writeUInt8(value, i);
  return Buffer.concat([head, body]);
}

export function safetensorsWithHeader(header: unknown, body: Uint8Array): Buffer {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, body]);
}

export function safetensors(values: readonly number[], shape: readonly number[]): Buffer {
  const body = Buffer.from(Float64Array.from(values).buffer);
  return safetensorsWithHeader({ x: { dtype: "F64", shape, data_offsets: [0, body.length] } }, body);
}

export function csv(values: readonly number[], columns: number, delimiter = ","): string {
  const rows: string[] = [];
  for (let at = 0; at < values.length; at += columns)
    rows.push(values.slice(at, at + columns).join(delimiter));
  return `${rows.join("\n")}\n`;
}

export function parquet(values: readonly number[], columns: number): Uint8Array {
  const columnData = Array.from({ length: columns }, (_, j) => ({
    name: `c${j}`,
    data: Float64Array.from(values.filter((_value, i) => i % columns === j)),
    type: "DOUBLE" as const,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 7 }));
}
