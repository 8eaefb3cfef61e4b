import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { readArrays, readMatrix } from "../../src/data/read-matrix.ts";
import { FIXTURES } from "./build.ts";

const read = (name: string) => readMatrix(FIXTURES + name);
const expected = readFileSync(`${FIXTURES}plain.csv`, "utf8")
  .trim()
  .split("\n")
  .flatMap((line) => line.split(",").map(Number));

describe("files written by NumPy 1.24", () => {
  test.each(["f8.npy", "f8-big-endian.npy", "f8-fortran.npy", "version-2.npy", "plain.csv", "header.tsv"])(
    "%s gives the matrix it was made from",
    async (name) => {
      const matrix = await read(name);
      expect([matrix.rows, matrix.columns, matrix.shape]).toEqual([5, 3, [5, 3]]);
      expect([...matrix.data]).toEqual(expected);
    },
  );

  test.each([
    ["f4.npy", 1e-7],
    ["f2.npy", 1e-3],
  ])("%s gives it to its precision", async (name, precision) => {
    const { data } = await read(name);
    for (const [i, value] of data.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(precision);
  });

  test("archives, stored and compressed, give arrays by key", async () => {
    expect([...(await read("stored.npz:first")).data]).toEqual(expected);
    expect([...(await read("compressed.npz:first")).data]).toEqual(expected);
    const second = await read("stored.npz:second");
    expect(second.shape).toEqual([3, 5]);
    expect(second.data[1]).toBeCloseTo(expected[3], 6);
    const all = await readArrays(`${FIXTURES}compressed.npz`);
    expect([...all.keys()]).toEqual(["first", "count", "scalar"]);
    expect(all.get("scalar")).toMatchObject({ shape: [], data: Float64Array.of(2) });
    expect([...present(all.get("count")).data]).toEqual([1, 2, 3]);
  });

  test("integers, booleans and other ranks are taken", async () => {
    expect([...(await read("i8.npy")).data]).toEqual([-(2 ** 62), 2 ** 53, 3, -4]);
    expect([...(await read("bool.npy")).data]).toEqual(expected.map((value) => Number(value > 0)));
    expect(await read("rank-1.npy")).toMatchObject({ rows: 5, columns: 1, shape: [5] });
    const cube = await read("rank-3-fortran.npy");
    expect(cube).toMatchObject({ rows: 2, columns: 12, shape: [2, 3, 4] });
    expect([...cube.data]).toEqual([...Array(24).keys()]);
  });

  test.each([
    ["object.npy", "expected numbers, got pickled Python objects"],
    ["rank-0.npy", "expected an array of rank 1 or more, got a single number"],
    ["nan.npy", "expected finite numbers, got NaN in row 1, column 1 (from 0)"],
    ["stored.npz", "expected file.npz:key with a key of first, second, labels, got no key"],
    ["stored.npz:third", 'expected a key of first, second, labels, got "third"'],
    ["stored.npz:labels", "expected floats of 16, 32 or 64 bits, integers or booleans, got dtype '<U1'"],
    ["missing.npy", "expected a readable file, got no such file"],
  ])("%s is refused", async (name, message) => {
    await expect(read(name)).rejects.toMatchObject({ name: "InputError" });
    await expect(read(name)).rejects.toThrow(message);
  });
});
