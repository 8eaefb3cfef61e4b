/** The checksum of ZIP and gzip (CRC-32, polynomial 0xedb88320), natively where Node has it. */
import * as zlib from "node:zlib";
import { crc32Portable } from "./crc32-portable.ts";

const native = (zlib as { crc32?: (bytes: Uint8Array, crc: number) => number }).crc32;

/** Continues checksum `crc` (0 at the beginning) over `bytes`; unsigned. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  if (bytes.length === 0) return crc; // zlib takes an empty array for a request of the initial value
  return native ? native(bytes, crc) : crc32Portable(bytes, crc);
}
