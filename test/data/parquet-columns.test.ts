import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./build.ts";
import { readRows } from "./read-rows.ts";

const folder = temporaryFolder();

/** A table of two rows in these columns; `index` are those of which pandas says that they are an index. */
function table(names: readonly string[], index?: unknown): Uint8Array {
  const columnData = names.map((name, j) => ({
    name,
    ...(name === "label"
      ? { data: ["a", "b"], type: "STRING" as const }
      : { data: Float64Array.of(j, j + 10), type: "DOUBLE" as const }),
  }));
  const kvMetadata = [{ key: "pandas", value: typeof index === "string" ? index : JSON.stringify(index) }];
  return new Uint8Array(parquetWriteBuffer({ columnData, ...(index === undefined ? {} : { kvMetadata }) }));
}

const read = (bytes: Uint8Array, key = "") => readRows(folder, bytes, { key, name: "x.parquet" });

describe("columns of a Parquet table that are no coordinates", () => {
  test("are refused by name, left out or taken on request", async () => {
    const bytes = table(["id", "x", "y", "label"]);
    expect(await read(bytes)).toBe(
      "x.parquet: expected columns of coordinates (x.parquet:-id,-label leaves out, x.parquet:all takes all), got columns id, label",
    );
    expect(await read(bytes, "-id,-label")).toEqual([
      [1, 2],
      [11, 12],
    ]);
    expect(await read(bytes, "y,id")).toEqual([
      [2, 0],
      [12, 10],
    ]);
    expect(await read(bytes, "all")).toContain(
      'expected numeric columns (x.parquet:x,y chooses some), got "label"',
    );
    expect(await read(bytes, "z")).toContain('expected columns of id, x, y, label, got "z"');
    expect(await read(bytes, "header")).toContain('as a Parquet table has no header line, got "header"');
  });

  test("are those that pandas wrote for its index", async () => {
    expect(await read(table(["x", "when"], { index_columns: ["when"] }))).toContain("got a column when");
    expect(await read(table(["x", "when"], { index_columns: ["when"] }), "x")).toEqual([[0], [10]]);
    expect(await read(table(["x", "__index_level_0__"], { index_columns: ["__index_level_0__"] }))).toEqual([
      [0],
      [10],
    ]);
  });

  test.each([[{ index_columns: [{ kind: "range" }] }], ["{"], ["null"], [{ index_columns: "x" }]])(
    "are none where pandas notes %j",
    async (note) => {
      expect(await read(table(["x", "z"], note))).toEqual([
        [0, 1],
        [10, 11],
      ]);
    },
  );
});
