import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { distinctPlaces } from "../../src/density/places.ts";
import { dependentColumns } from "../../src/density/relations.ts";
import { alongSpan, beyondSpan, type Span, spanOf } from "../../src/density/span.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { densityOf } from "../support/density-of.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

async function spanOfRows(rows: readonly (readonly number[])[]): Promise<Span> {
  return present(await spanOf(densityOf(kernels, rows)));
}

const PRIME = 1_000_003;

/** Rank of the differences of integer rows from the first, by elimination modulo a prime. */
function exactRank(rows: readonly (readonly number[])[]): number {
  const mod = (value: number) => ((value % PRIME) + PRIME) % PRIME;
  let left = rows.slice(1).map((row) => row.map((value, j) => mod(value - rows[0][j])));
  let rank = 0;
  for (let column = 0; column < rows[0].length; column++) {
    const pivot = left.find((row) => row[column] !== 0);
    if (!pivot) continue;
    rank++;
    // Cross-multiplied, so that nothing is divided; numbers stay below 2^53.
    left = left
      .filter((row) => row !== pivot)
      .map((row) => row.map((value, j) => mod(value * pivot[column] - row[column] * pivot[j])));
  }
  return rank;
}

/** Standard normals with three more columns: x + y, x again, and 7. */
function dependent(n: number, round: (value: number) => number): number[][] {
  const z = createRng(3).normals(2 * n);
  return Array.from({ length: n }, (_, i) => {
    const [x, y] = [round(z[2 * i]), round(1000 * z[2 * i + 1])];
    return [x, y, round(x + y), x, 7];
  });
}

describe("spanOf", () => {
  it("has the rank of integer tables, and counts the places without which it is less", async () => {
    const entry = fc.integer({ min: -3, max: 3 });
    const table = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }))
      .chain(([d, inner]) =>
        fc.tuple(
          fc.array(fc.array(entry, { minLength: inner, maxLength: inner }), { minLength: 8, maxLength: 14 }),
          fc.array(fc.array(entry, { minLength: d, maxLength: d }), { minLength: inner, maxLength: inner }),
        ),
      )
      .map(([left, right]) =>
        left.map((row) =>
          right[0].map((_, j) => row.reduce((sum, value, k) => sum + value * right[k][j], 5)),
        ),
      );
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const places = [...new Map(rows.map((row) => [row.join(), row])).values()];
        const density = densityOf(kernels, rows);
        const span = await spanOf(density);
        if (places.length <= rows[0].length) {
          expect(span).toBeUndefined();
          return;
        }
        const rank = exactRank(places);
        const alone = places.filter((_, i) => exactRank(places.toSpliced(i, 1)) < rank).length;
        const known = present(span);
        expect(known.rank).toBe(rank);
        if (rank < known.d) expect(known.alone).toBe(alone);
        expect(await spanOf(distinctPlaces(density).distinct)).toBe(known);
      }),
      { numRuns: 60 },
    );
  });

  it("takes columns rounded to float32 for dependent, whatever their units, and others not", async () => {
    for (const round of [(value: number) => value, Math.fround]) {
      const rows = dependent(200, round);
      expect((await spanOfRows(rows)).rank).toBe(2);
      // Off by a hundred-thousandth of the column: twenty times the tolerance.
      const noise = createRng(4).normals(200);
      const off = rows.map((row, i) => row.with(2, row[2] * (1 + 1e-5 * noise[i])));
      expect((await spanOfRows(off)).rank).toBe(3);
      expect((await spanOfRows(rows.map((row) => row.map((value) => 1e-9 * value)))).rank).toBe(2);
    }
  });

  it("finds one relation among 300 columns", async () => {
    const z = createRng(5).normals(500 * 299);
    const rows = Array.from({ length: 500 }, (_, i) => {
      const row = [...z.subarray(i * 299, (i + 1) * 299)];
      return [...row, row.reduce((sum, value) => sum + value, 0)];
    });
    const span = await spanOfRows(rows);
    expect([span.rank, span.alone]).toEqual([299, 0]);
  });
});

describe("beyondSpan", () => {
  it("is below 1 for fresh rows rounded to float32, and the distance over the rounding for others", async () => {
    const rows = dependent(400, (value) => value);
    const span = await spanOfRows(rows.slice(0, 200));
    const fresh = Float64Array.from(rows.slice(200).flat(), Math.fround);
    expect(Math.max(...beyondSpan(span, fresh))).toBeLessThan(1);
    // z = x + y and nothing else: one relation, (x / X + …) of unit length.
    const plane = await spanOfRows(rows.slice(0, 200).map((row) => row.slice(0, 3)));
    const [X, Y, Z] = [0, 1, 2].map((j) => Math.max(...rows.slice(0, 200).map((row) => Math.abs(row[j]))));
    const [x, y] = [0.5, 20];
    const [off] = beyondSpan(plane, Float64Array.of(x, y, x + y + 0.5));
    const rounding = 2 ** -22 * Math.hypot(X, Y, Z);
    expect(off / (0.5 / rounding)).toBeCloseTo(1, 6);
  });
});

describe("alongSpan", () => {
  it("is the orthogonal projection on x + y = z", async () => {
    const span = await spanOfRows(dependent(200, Math.fround).map((row) => row.slice(0, 3)));
    // (0, 0, 1) less its third along (-1, -1, 1).
    const along = alongSpan(span, Float64Array.of(0, 0, 1));
    [1 / 3, 1 / 3, 2 / 3].forEach((value, j) => {
      expect(along[j]).toBeCloseTo(value, 6);
    });
  });
});

describe("dependentColumns", () => {
  const text = (span: Span) =>
    dependentColumns(span).map(({ column, terms, constant }) => {
      const sum = terms.map(({ column: j, factor }) => `${factor.toFixed(3)} c${j}`).join(" ");
      return `c${column} = ${sum} ${(constant + 1e-9).toFixed(3)}`;
    });

  it("solves for the last columns that can be, in the data's units", async () => {
    const rows = dependent(200, Math.fround).map(([x, y, sum, again]) => [x, y, sum, again, 3 - 2 * y]);
    expect(text(await spanOfRows(rows))).toEqual([
      "c2 = 1.000 c0 1.000 c1 0.000",
      "c3 = 1.000 c0 0.000",
      "c4 = -2.000 c1 3.000",
    ]);
  });

  it("finds that one-hot columns add up to 1, each block by itself", async () => {
    const [a, b] = [createRng(1).integers(90, 3), createRng(2).integers(90, 2)];
    const rows = Array.from(a, (one, i) => [
      ...[0, 1, 2].map((k) => (one === k ? 1 : 0)),
      ...[0, 1].map((k) => (b[i] === k ? 1 : 0)),
      i / 7,
    ]);
    const span = await spanOfRows(rows);
    expect(span.rank).toBe(4);
    expect(text(span)).toEqual(["c2 = -1.000 c0 -1.000 c1 1.000", "c4 = -1.000 c3 1.000"]);
  });
});
