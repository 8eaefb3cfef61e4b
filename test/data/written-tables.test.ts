/** Tables as programs write them: each comes back as it was or is refused. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pythonWithNumpy } from "../support/python.ts";
import { temporaryFolder } from "./build.ts";
import { readRows } from "./read-rows.ts";

const folder = temporaryFolder();
const read = (text: string, key = "") => readRows(folder, text, { key });

/** How Python writes a float, and so pandas. */
function python(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${Object.is(value, -0) ? "-0" : value}.0`;
  return Math.abs(value) >= 1e16 ? value.toExponential() : String(value);
}

const numbers = fc.oneof(
  fc.integer({ min: -1, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -9, max: 9, noNaN: true }),
);
const tables = fc
  .integer({ min: 1, max: 4 })
  .chain((d) => fc.array(fc.array(numbers, { minLength: d, maxLength: d }), { minLength: 1, maxLength: 6 }));

interface Writer {
  readonly write: (rows: readonly number[][]) => string;
  /** The key with which every table comes back. */
  readonly key: string;
  /** What comes back without one: the table, a refusal, or either. */
  readonly plain: "exact" | "refused" | "either";
}

const lines = (rows: readonly (readonly string[])[], end = "\n") =>
  rows.map((row) => row.join(",") + end).join("");
const names = (rows: readonly number[][]) => rows[0].map((_, j) => `f${j}`);
const counted = (rows: readonly number[][]) => rows[0].map((_, j) => `${j}`);
const pandas = (rows: readonly number[][]) => rows.map((row) => row.map(python));
const indexed = (rows: readonly number[][]) => pandas(rows).map((row, i) => [`${i}`, ...row]);
const exponents = (rows: readonly number[][]) =>
  rows.map((row) => row.map((value) => value.toExponential(18)));
const excel = (rows: readonly number[][]) =>
  rows.map((row) => row.map((value) => String(value).toUpperCase()));

const WRITERS: Readonly<Record<string, Writer>> = {
  "numpy.savetxt": { write: (x) => lines(exponents(x)), key: "no-header", plain: "either" },
  "numpy.savetxt with a header": {
    write: (x) => `# ${lines([names(x)])}${lines(exponents(x))}`,
    key: "all",
    plain: "exact",
  },
  "to_csv(index=False)": { write: (x) => lines([names(x), ...pandas(x)]), key: "header", plain: "exact" },
  "to_csv(index=False) of columns without names": {
    write: (x) => lines([counted(x), ...pandas(x)]),
    key: "header",
    plain: "refused",
  },
  "to_csv()": { write: (x) => lines([["", ...names(x)], ...indexed(x)]), key: "-", plain: "refused" },
  "to_csv() of columns without names": {
    write: (x) => lines([["", ...counted(x)], ...indexed(x)]),
    key: "header:-",
    plain: "refused",
  },
  "a spreadsheet": {
    write: (x) => `\ufeff${lines([names(x), ...excel(x)], "\r\n")}`,
    key: "header",
    plain: "exact",
  },
  "a spreadsheet without names": {
    write: (x) => `\ufeff${lines(excel(x), "\r\n")}`,
    key: "no-header",
    plain: "either",
  },
};

describe("a table comes back exactly or is refused, never changed, as written by", () => {
  test.each(Object.entries(WRITERS))("%s", async (_, { write, key, plain }) => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const text = write(table);
        const rows = table.map((row) => row.map((value) => value + 0));
        const same = (found: number[][]) =>
          expect(found.map((row) => row.map((value) => value + 0))).toEqual(rows);
        same((await read(text, key)) as number[][]);
        const found = await read(text);
        if (plain !== "either") expect(typeof found === "string").toBe(plain === "refused");
        if (typeof found !== "string") same(found);
      }),
      { numRuns: 150 },
    );
  });

  test.each(Object.entries(WRITERS))("%s, unless one cell of it is spoilt", async (_, { write, key }) => {
    const spoilt = fc.constantFrom(
      '""',
      "NA",
      "nan",
      "null",
      "#N/A",
      "#REF!",
      "#DIV/0!",
      "1.O",
      "-2.o",
      "1 2",
      '"1,5"',
    );
    await fc.assert(
      fc.asyncProperty(tables, spoilt, fc.nat(), async (table, cell, at) => {
        const mark = 123456.5;
        const marked = table.map((row) => [...row]);
        const i = at % table.length;
        marked[i][(at >> 3) % table[i].length] = mark;
        const text = write(marked).replace(/1\.23456(?:50*)e\+?5|123456\.5/i, cell);
        expect(text).toContain(cell);
        expect(typeof (await read(text))).toBe("string");
        expect(typeof (await read(text, key))).toBe("string");
      }),
      { numRuns: 100 },
    );
  });

  test("NumPy itself, and then as numpy.loadtxt reads it", async () => {
    const script = `
import io, json, numpy as np
rng = np.random.default_rng(0)
out = []
for k in range(120):
    n, d = int(rng.integers(1, 7)), int(rng.integers(1, 5))
    x = rng.normal(size=(n, d)) * 10.0 ** rng.integers(-5, 6) if k % 2 else rng.integers(-1, 4, size=(n, d))
    text = io.StringIO()
    head = ["", "a,b,c,d"[: 2 * d - 1], "made by hand"][k % 3]
    np.savetxt(text, x, delimiter=",", fmt=["%.18e", "%g", "%.3f", "%.17g"][k % 4] if k % 2 else ["%d", "%.1f"][k // 2 % 2], header=head)
    rows = np.loadtxt(io.StringIO(text.getvalue()), delimiter=",", ndmin=2)
    out.append([text.getvalue(), rows.tolist()])
print(json.dumps(out))
`;
    const path = `${folder}/write.py`;
    writeFileSync(path, script);
    const { stdout, stderr } = spawnSync(pythonWithNumpy(), [path], { encoding: "utf8" });
    expect(stderr).toBe("");
    const written = JSON.parse(stdout) as [string, number[][]][];
    let exact = 0;
    for (const [text, rows] of written) {
      expect(await read(text, "no-header:all")).toEqual(rows);
      const found = await read(text);
      if (typeof found === "string") continue;
      expect(found).toEqual(rows);
      exact++;
    }
    expect(exact).toBeGreaterThan(90);
  });
});
