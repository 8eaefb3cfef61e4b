/** Reads a table as the commands do. */
import { readMatrix } from "../../src/data/read-matrix.ts";
import { InputError } from "../../src/errors/input-error.ts";
import { writeBytes } from "./build.ts";

/** The rows of a file of these bytes, or the line that refuses it. */
export async function readRows(
  folder: string,
  bytes: Uint8Array | string,
  { key = "", name = "x.csv" }: { key?: string; name?: string } = {},
): Promise<number[][] | string> {
  const path = writeBytes(folder, name, bytes);
  try {
    const { data, rows, columns } = await readMatrix(key === "" ? path : `${path}:${key}`);
    return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replace(`${folder}/`, "");
  }
}
