/** Writes Parquet tables of numbers that `readParquet` and other readers open; equal tables give equal bytes. */

import { parquetWriteBuffer } from "hyparquet-writer";
import { expected } from "../errors/argument-error.ts";
import type { ArrayOutput } from "./npy-header.ts";
import { writeFileAtomically } from "./write-file.ts";

/**
 * Writes arrays of equally many rows as columns, in the order given: float64 as DOUBLE, integers as INT32. An array of
 * rows × k becomes k columns, NAME_1 … NAME_k.
 * @throws {RangeError} where the arrays' numbers of rows differ, or there is none
 * @throws {InputError} where the place cannot be written to
 */
export async function writeParquet(
  path: string,
  arrays: Readonly<Record<string, ArrayOutput>>,
): Promise<void> {
  const columns = Object.entries(arrays).flatMap(([name, array]) => columnsOf(name, array));
  const rows = columns[0]?.data.length;
  const odd = columns.find(({ data }) => data.length !== rows);
  if (rows === undefined || odd) throw expected(path, "columns of one length", odd?.data.length ?? "none");
  const columnData = columns.map(({ name, data }) => {
    const type = data instanceof Int32Array ? ("INT32" as const) : ("DOUBLE" as const);
    return { name, data, type, nullable: false };
  });
  const bytes = parquetWriteBuffer({ columnData, createdBy: "ridgescope" });
  await writeFileAtomically(path, (sink) => sink.write(new Uint8Array(bytes)));
}

interface Column {
  readonly name: string;
  readonly data: Float64Array | Int32Array;
}

function columnsOf(name: string, { data, shape }: ArrayOutput): Column[] {
  const rows = shape[0] ?? 1;
  const width = rows === 0 ? 1 : data.length / rows;
  return Array.from({ length: width }, (_, k) => {
    const pick = { length: rows };
    const at = (_: unknown, i: number) => data[i * width + k];
    const floats = data instanceof Float64Array || data instanceof Float32Array;
    return {
      name: shape.length > 1 ? `${name}_${k + 1}` : name,
      data: floats ? Float64Array.from(pick, at) : Int32Array.from(pick, at),
    };
  });
}
