/** Writes NumPy's .npy format, version 1, little-endian, row-major. */
import { type ArrayOutput, npyHeader, rawBytes } from "./npy-header.ts";
import { type ByteSink, writeFileAtomically } from "./write-file.ts";

/**
 * Writes one array.
 * @throws {RangeError} where data and shape disagree
 * @throws {InputError} where the place cannot be written to
 * @example
 * await writeNpy(`${folder}/points.npy`, { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] });
 * (await readMatrix(`${folder}/points.npy`)).rows; // → 2
 */
export async function writeNpy(path: string, array: ArrayOutput): Promise<void> {
  const header = npyHeader(path, array);
  await writeFileAtomically(path, async (sink: ByteSink) => {
    await sink.write(header);
    await sink.write(rawBytes(array));
  });
}
