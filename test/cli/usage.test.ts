import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { readArrays } from "../../src/data/read-matrix.ts";
import { temporaryFolder } from "../data/build.ts";
import { ensureBuilt, ridgescope } from "./ridgescope.ts";

const folder = temporaryFolder();
const out = `${folder}/g.npz`;

beforeAll(ensureBuilt, 180_000);

/** A command that would work, with some options replaced or (undefined) left out. */
function geometry(changes: Record<string, string | undefined> = {}): string[] {
  const options = {
    data: "synthetic:two-modes",
    at: "synthetic:two-modes",
    time: "0.1",
    dim: "1",
    out,
    ...changes,
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined) as [string, string][];
  return ["geometry", ...given.flatMap(([name, value]) => [`--${name}`, value])];
}

async function expectRefusal(args: string[], line: string): Promise<void> {
  const { code, stdout, stderr } = await ridgescope(...args);
  expect(stderr).toBe(`ridgescope: ${line}\n`);
  expect([code, stdout]).toEqual([2, ""]);
  expect(readdirSync(folder).filter((name) => name.includes("g.npz"))).toEqual([]);
}

describe("bad usage ends with 2 and one line", () => {
  test.each<[Record<string, string | undefined>, string]>([
    [{ dim: "2x" }, '--dim: expected an integer from 0 to 2^53 - 1, got "2x"'],
    [{ dim: "-1" }, '--dim: expected an integer from 0 to 2^53 - 1, got "-1"'],
    [{ dim: "2" }, "--dim: expected an integer from 0 to 1, as synthetic:two-modes has 2 columns, got 2"],
    [{ dim: undefined }, "--dim: expected a ridge dimension, got none"],
    [{ time: "-1" }, '--time: expected a positive number, got "-1"'],
    [{ time: "nan" }, '--time: expected a positive number, got "nan"'],
    [{ time: "0x1" }, '--time: expected a positive number, got "0x1"'],
    [{ time: "1e999" }, '--time: expected a positive number, got "1e999"'],
    [{ time: "" }, '--time: expected a positive number, got ""'],
    [{ time: "1000" }, "--time: expected at most 100, got 1000"],
    [{ time: undefined }, "--time, --sigma: expected exactly one of the two, got neither"],
    [{ sigma: "1" }, "--time, --sigma: expected exactly one of the two, got both"],
    [{ seed: "1.5" }, '--seed: expected an integer from 0 to 2^53 - 1, got "1.5"'],
    [{ threads: "0" }, '--threads: expected an integer from 1 to 1024, got "0"'],
    [{ "bandwidth-scale": "0" }, '--bandwidth-scale: expected a positive number, got "0"'],
    [{ tme: "1" }, "--tme: expected an option there is (--time?), got no such option"],
    [{ out: undefined }, "--out: expected a file to write (.npz), got none"],
    [{ out: `${folder}/g.csv` }, `--out: expected a file name that ends in .npz, got "${folder}/g.csv"`],
    [{ data: undefined }, "--data: expected a data set, got none"],
    [{ data: `${folder}/no.npy` }, `${folder}/no.npy: expected a readable file, got no such file`],
    [
      { at: "synthetic:high-dimension" },
      "synthetic:high-dimension: expected 2 columns, as synthetic:two-modes has, got 64",
    ],
  ])("%j", async (changes, line) => {
    await expectRefusal(geometry(changes), line);
  });

  test("commands and arguments that there are not", async () => {
    await expectRefusal(
      ["geomtry"],
      'command: expected one of geometry, ridge, got "geomtry"'.replace("geometry, ridge", await names()),
    );
    await expectRefusal(
      [...geometry(), "extra"],
      "arguments: expected options only (see --help), got one too many",
    );
    await expectRefusal([...geometry(), "--dim"], "--dim: expected a value, got none");
  });

  async function names(): Promise<string> {
    const { COMMANDS } = await import("../../src/cli/command-list.ts");
    return COMMANDS.map(({ name }) => name).join(", ");
  }
});

describe("bad input ends with 2 and one line that names the file and the row", () => {
  test("a number that is not finite, a ragged row, a damaged file", async () => {
    writeFileSync(`${folder}/nan.csv`, "1,2\n3,nan\n");
    await expectRefusal(
      geometry({ at: `${folder}/nan.csv` }),
      `${folder}/nan.csv: expected finite numbers, got NaN in row 1 (line 2), column 1 (from 0)`,
    );
    writeFileSync(`${folder}/bad.npy`, "not numpy");
    await expectRefusal(
      geometry({ data: `${folder}/bad.npy` }),
      `${folder}/bad.npy: expected an .npy file, got no NumPy signature`,
    );
  });

  test("a table whose columns or first row may be no data, until told which", async () => {
    const table = `${folder}/labels.csv`;
    writeFileSync(table, "id,x,y\n0,1,2\n1,3,4\n2,0,1\n");
    const refused = `${table}: expected columns of coordinates (labels.csv:-id leaves out, labels.csv:all takes all), got a column id`;
    await expectRefusal(geometry({ data: table }), refused);
    await expectRefusal(geometry({ at: table }), refused);
    const samples = ["analyze", "--quiet", "--dim", "1", "--out", `${folder}/run`];
    await expectRefusal([...samples, "--data", "synthetic:two-modes", "--samples", table], refused);
    await expectRefusal([...samples, "--data", `${table}:x,y`, "--samples", table], refused);
    await expectRefusal(
      [...samples, "--data", `${table}:x,y`, "--samples", `${table}:-id`, "--held-out", table],
      refused,
    );
    const columns = `${folder}/columns.npz`;
    const { code } = await ridgescope(
      ...geometry({ data: `${table}:y,x`, at: `${table}:-id`, out: columns, time: undefined, sigma: "1" }),
    );
    expect(code).toBe(0);
    const found = await readArrays(columns, ["nearest", "nearest_distance"]);
    // the data are (2, 1), (4, 3), (1, 0), the points (1, 2), (3, 4), (0, 1)
    expect([...present(found.get("nearest")).data]).toEqual([0, 1, 2]);
    expect([...present(found.get("nearest_distance")).data]).toEqual(Array(3).fill(Math.SQRT2));
  });

  test("a place that cannot be written to", async () => {
    writeFileSync(`${folder}/file`, "");
    const { code, stderr } = await ridgescope(...geometry({ out: `${folder}/file/g.npz` }));
    expect([code, stderr]).toEqual([
      2,
      `ridgescope: ${folder}/file/g.npz: expected a place that can be written to, got a file above it (${folder}/file)\n`,
    ]);
  });
});

describe("help and version", () => {
  test("go to standard output and end with 0", async () => {
    for (const args of [["--help"], [], ["help"], ["geometry", "--help"], ["help", "ridge"], ["--version"]]) {
      const { code, stdout, stderr } = await ridgescope(...args);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(args[0] === "--version" ? /^\d+\.\d+\.\d+\n$/ : /^Usage: ridgescope/);
    }
    expect(existsSync(out)).toBe(false);
  });
});
