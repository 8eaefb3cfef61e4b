import { readFileSync } from "node:fs";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { writeParquet } from "../../src/data/write-parquet.ts";
import { createRng } from "../../src/random/rng.ts";
import { temporaryFolder } from "./build.ts";

const folder = temporaryFolder();

describe("writeParquet", () => {
  const arrays = {
    label: { data: Uint8Array.of(2, 0, 1), shape: [3] },
    nearest: { data: Int32Array.of(5, -1, 7, 8, 9, 10), shape: [3, 2] },
    distance: { data: Float64Array.of(0.1, 1e-300, -3), shape: [3] },
  };

  test("writes columns of numbers that come back as they were, wide arrays as several columns", async () => {
    const path = `${folder}/three.parquet`;
    await writeParquet(path, arrays);
    const { data, rows, columns } = await readMatrix(`${path}:all`);
    expect([rows, columns]).toEqual([3, 4]);
    expect([...data]).toEqual([2, 5, -1, 0.1, 0, 7, 8, 1e-300, 1, 9, 10, -3]);
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
    expect(schema.slice(1).map(({ name, type }) => `${name} ${type}`)).toEqual([
      "label INT32",
      "nearest_1 INT32",
      "nearest_2 INT32",
      "distance DOUBLE",
    ]);
  });

  test("writes the same bytes for the same table, several row groups and values that are not numbers", async () => {
    const values = createRng(0).normals(2500);
    values[7] = NaN;
    values[8] = Infinity;
    for (const name of ["a", "b"])
      await writeParquet(`${folder}/${name}.parquet`, { values: { data: values, shape: [2500] } });
    expect(readFileSync(`${folder}/a.parquet`).equals(readFileSync(`${folder}/b.parquet`))).toBe(true);
    const file = await asyncBufferFromFile(`${folder}/a.parquet`);
    const read = (await parquetReadObjects({ file })) as { values: number }[];
    expect(read.map((row) => row.values)).toEqual([...values]);
  });

  test("refuses columns of different lengths, and none", async () => {
    const longer = { ...arrays, more: { data: Float64Array.of(1), shape: [1] } };
    await expect(writeParquet(`${folder}/no.parquet`, longer)).rejects.toThrow(
      "expected columns of one length, got 1",
    );
    await expect(writeParquet(`${folder}/no.parquet`, {})).rejects.toThrow(/got none/);
  });
});
