import { describe, expect, it } from "vitest";
import { inColumnsOf, orderNotes } from "../../src/data/column-order.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { writeParquet } from "../../src/data/write-parquet.ts";
import { temporaryFolder, writeBytes } from "./build.ts";

const folder = temporaryFolder();
const train = await readMatrix(writeBytes(folder, "train.csv", "x,y,z\n1,2,3\n4,5,6\n"));

function table(name: string, text: string, choice = ""): Promise<Awaited<ReturnType<typeof readMatrix>>> {
  return readMatrix(writeBytes(folder, name, text) + choice);
}

describe("columns of two tables", () => {
  it("are matched by name where both have the same names in another order", async () => {
    const samples = await table("samples.csv", "z,x,y\n30,10,20\n60,40,50\n");
    const matched = inColumnsOf(samples, train);
    expect([...matched.data]).toEqual([10, 20, 30, 40, 50, 60]);
    expect(orderNotes([matched, train, undefined])).toEqual([
      `${samples.source} has the columns of the training data in another order; they are taken by their names.`,
    ]);
  });

  it("are matched by name in Parquet and tab-separated tables too", async () => {
    const path = `${folder}/samples.parquet`;
    const column = (a: number, b: number) => ({ data: Float64Array.of(a, b), shape: [2] });
    await writeParquet(path, { y: column(20, 50), z: column(30, 60), x: column(10, 40) });
    const tabs = await table("tabs.tsv", "y\tz\tx\n20\t30\t10\n50\t60\t40\n");
    for (const samples of [await readMatrix(path), tabs])
      expect([...inColumnsOf(samples, train).data]).toEqual([10, 20, 30, 40, 50, 60]);
    expect([...inColumnsOf(await readMatrix(`${path}:y,z,x`), train).data]).toEqual([20, 30, 10, 50, 60, 40]);
  });

  it("are refused where their names are others, with a way to take them", async () => {
    const other = await table("other.csv", "a,b,x\n1,2,3\n");
    expect(() => inColumnsOf(other, train)).toThrow(
      `${other.source}: expected columns x, y, z, as ${train.source} has (other.csv:a,b,x takes these in their place), got a, b, x`,
    );
    const chosen = await table("other.csv", "a,b,x\n1,2,3\n", ":a,b,x");
    expect(inColumnsOf(chosen, train)).toBe(chosen);
    const wide = await table("wide.csv", "a,b,c,x\n1,2,3,4\n");
    expect(() => inColumnsOf(wide, train)).toThrow("expected 3 columns");
  });

  it("are taken by their place where one table names none, or columns are asked for by name", async () => {
    const bare = await table("bare.csv", "3.5,1,2\n6.5,4,5\n");
    expect(inColumnsOf(bare, train)).toBe(bare);
    const asked = await table("asked.csv", "z,x,y\n30,10,20\n", ":z,x,y");
    expect([...inColumnsOf(asked, train).data]).toEqual([30, 10, 20]);
    const without = await table("without.csv", "id,z,x,y\n0,30,10,20\n", ":-id");
    expect([...inColumnsOf(without, train).data]).toEqual([10, 20, 30]);
  });
});
