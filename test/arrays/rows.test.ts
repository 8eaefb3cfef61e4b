import { describe, expect, test } from "vitest";
import { columnMeans, joinRows, logSpaced, spread, squareSpread, takeRows } from "../../src/arrays/rows.ts";

describe("takeRows", () => {
  const data = Float64Array.of(0, 1, 10, 11, 20, 21);

  test("takes rows in the order asked for, again where they are named again", () => {
    expect([...takeRows(data, [2, 0, 2], 2)]).toEqual([20, 21, 0, 1, 20, 21]);
    expect([...takeRows(data, Int32Array.of(1), 3)]).toEqual([11, 20, 21]);
  });

  test("copies, so that the matrix stays as it is", () => {
    const rows = takeRows(data, [1], 2);
    rows[0] = -1;
    expect(data[2]).toBe(10);
    expect(takeRows(data, [], 2)).toHaveLength(0);
  });
});

describe("joinRows", () => {
  test("has the rows of one matrix after those of the other, and leaves both as they are", () => {
    const first = Float64Array.of(0, 1);
    const joined = joinRows([first, Float64Array.of(10, 11, 20, 21)]);
    expect([...joined]).toEqual([0, 1, 10, 11, 20, 21]);
    joinRows([first])[0] = -1;
    expect(first[0]).toBe(0);
    expect(joinRows([])).toHaveLength(0);
  });
});

describe("spread", () => {
  test("has all items where there are no more than asked for", () => {
    const items = ["a", "b", "c"];
    expect(spread(items, 3)).toEqual(items);
    expect(spread(items, 9)).toEqual(items);
    expect(spread(items, 3)).not.toBe(items);
  });

  test("has the first and the last item and evenly spaced ones between", () => {
    const items = Array.from({ length: 11 }, (_, i) => i);
    expect(spread(items, 3)).toEqual([0, 5, 10]);
    expect(spread(items, 6)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(spread(items, 2)).toEqual([0, 10]);
  });

  test("takes no item twice", () => {
    for (let length = 2; length < 40; length++)
      for (let count = 2; count <= length; count++)
        expect(new Set(spread([...Array(length).keys()], count)).size).toBe(count);
  });
});

test("logSpaced has both ends and a constant ratio", () => {
  const values = logSpaced(1e-3, 10, 5);
  expect(values.map((value) => Number(value.toPrecision(12)))).toEqual([1e-3, 1e-2, 0.1, 1, 10]);
  expect(logSpaced(8, 1, 4).map((value) => Number(value.toPrecision(12)))).toEqual([8, 4, 2, 1]);
});

describe("columns of rows", () => {
  test("have the means, and the rows the mean square distance from them, that the definitions give", () => {
    const data = Float64Array.of(1, 10, 3, 20, 5, 60);
    expect([...columnMeans(data, 2)].map((value) => Number(value.toFixed(12)))).toEqual([3, 30]);
    // (2² + 20² + 0 + 10² + 2² + 30²) / 3
    expect(squareSpread(data, 2)).toBeCloseTo(1408 / 3, 9);
  });
});
