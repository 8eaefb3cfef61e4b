/** Grey images as PNG, from nothing but zlib: equal pixels give equal bytes. */

import { zlibSync } from "fflate";
import { expected } from "../errors/argument-error.ts";
import { crc32 } from "./crc32.ts";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/**
 * An 8-bit grey PNG of values 0 black … 1 white, row-major; values outside are clipped, NaN is black. Each pixel becomes
 * a square of `zoom` × `zoom`, so that no viewer blurs it.
 * @throws RangeError if there are not width · height values
 */
export function encodeGreyPng(
  pixels: Float64Array,
  { width, height, zoom = 1 }: { readonly width: number; readonly height: number; readonly zoom?: number },
): Uint8Array {
  if (pixels.length !== width * height || pixels.length === 0)
    throw expected("pixels", `${width} × ${height} values`, pixels.length);
  const [columns, rows] = [width * zoom, height * zoom];
  const raw = new Uint8Array((columns + 1) * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const value = pixels[Math.floor(y / zoom) * width + Math.floor(x / zoom)];
      raw[y * (columns + 1) + 1 + x] = Math.round(255 * Math.min(Math.max(value || 0, 0), 1));
    }
  return join([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header(columns, rows)),
    chunk("IDAT", zlibSync(raw, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function header(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  bytes[8] = 8; // bits; colour type 0 (grey), and no interlacing, are zeros
  return bytes;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(Buffer.from(type, "latin1"), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
