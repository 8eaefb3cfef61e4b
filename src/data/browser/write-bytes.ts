/** Arrays as the bytes of a file, where there are no paths to write to. */
import { zipSync } from "fflate";
import { type ArrayOutput, npyHeader, rawBytes } from "../npy-header.ts";

/**
 * An .npz of arrays under their keys, which `numpy.load` opens.
 * @throws {RangeError} where an array's data and shape disagree
 * @example
 * const bytes = npzBytes({ x: { data: Float64Array.of(1, 2), shape: [1, 2] } });
 * (await readMatrixBytes("points.npz", bytes, { key: "x" })).shape; // → [1, 2]
 */
export function npzBytes(arrays: Readonly<Record<string, ArrayOutput>>): Uint8Array {
  const files = Object.entries(arrays).map(([key, array]) => {
    const header = npyHeader(key, array);
    const bytes = new Uint8Array(header.length + array.data.byteLength);
    bytes.set(header);
    bytes.set(rawBytes(array), header.length);
    return [`${key}.npy`, bytes] as const;
  });
  // The earliest date that ZIP knows, so that equal arrays give equal bytes; of the time zone of now, as ZIP has none.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}
