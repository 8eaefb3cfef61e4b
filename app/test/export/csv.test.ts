import { describe, expect, test } from "vitest";
import { columnsCsv } from "../../src/export/csv.ts";

describe("columns as CSV", () => {
  test("quote what would break a row", () => {
    const csv = columnsCsv([
      { name: 'a "b", c', values: ["plain", "one, two", 'say "no"', "two\nlines", "car\rriage"] },
      { name: "n", values: [1, -0.5, Number.NaN, Infinity, 1e-12] },
    ]);
    expect(csv).toBe(
      '"a ""b"", c",n\nplain,1\n"one, two",-0.5\n"say ""no""",NaN\n"two\nlines",Infinity\n"car\rriage",1e-12\n',
    );
  });

  test("leave gaps where columns are shorter, and bear none", () => {
    const columns = [
      { name: "t", values: Float64Array.of(1, 2) },
      { name: "y", values: [5] },
    ];
    expect(columnsCsv(columns)).toBe("t,y\n1,5\n2,\n");
    expect(columnsCsv([])).toBe("\n");
  });
});
