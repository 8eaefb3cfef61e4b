import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { readArrays } from "../../src/data/read-matrix.ts";
import { npy, npz, temporaryFolder, writeBytes } from "../data/build.ts";
import { fixture, fixtureArrays, relativeNorm } from "../support/arrays.ts";
import { runInProcess } from "./in-process.ts";

const folder = temporaryFolder();
const reference = {
  data: fixture("reference/rfm_data.npy"),
  features: fixture("reference/rfm_features.npz"),
  horizon: "5",
  "time-min": "1e-3",
  weight: "h",
  tau: "10,1000,inf",
};

type Options = Record<string, string>;

function rfm(options: Options, ...flags: string[]) {
  return runInProcess(
    "rfm",
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...flags,
  );
}

const PARTS = ["", "_architecture", "_optimization", "_cross"];
const NAMES = [
  "U",
  "V",
  "eigenvalues",
  "tau",
  "A",
  "loss",
  "excess_loss",
  ...["normal", "tangent"].flatMap((side) => PARTS.map((part) => `${side}_error${part}`)),
];

describe("ridgescope rfm", () => {
  test.each(["1", "h", "h2"])("matches an independent implementation for weight %s", async (weight) => {
    const out = `${folder}/m-${weight}.npz`;
    const { code, stderr } = await rfm({ ...reference, weight, out, "error-samples": "8" });
    expect(code, stderr).toBe(0);
    const [found, expected] = [await readArrays(out), await fixtureArrays(`reference/rfm_${weight}.npz`)];
    expect([...found.keys()]).toEqual(NAMES);
    const data = (name: string) => present(found.get(name)).data;
    expect(present(found.get("A")).shape).toEqual([3, 2, 48]);
    expect(relativeNorm(data("U"), expected["U"])).toBeLessThan(1e-8);
    expect(relativeNorm(data("V"), expected["V"])).toBeLessThan(1e-8);
    expect(relativeNorm(data("eigenvalues"), expected["eigenvalues"])).toBeLessThan(1e-8);
    expect(relativeNorm(data("loss"), expected["loss"])).toBeLessThan(1e-7);
    expect([...data("tau")]).toEqual([10, 1000, Infinity]);
    expect(relativeNorm(data("A").subarray(0, 192), expected["A"].subarray(0, 192))).toBeLessThan(1e-7);
    expect(data("excess_loss")[2]).toBe(0);
    expect(data("excess_loss")[0]).toBeCloseTo(data("loss")[0] - data("loss")[2], 8);
    for (const side of ["normal_error", "tangent_error"]) {
      const [total, ...parts] = PARTS.map((part) => data(`${side}${part}`));
      for (let at = 0; at < 3; at++)
        expect(parts.reduce((sum, part) => sum + part[at], 0) / total[at]).toBeCloseTo(1, 10);
      expect(data(`${side}_optimization`)[2]).toBe(0);
    }
  });

  test("loses as much by optimisation, in all directions together, as the excess loss says", async () => {
    const out = `${folder}/split.npz`;
    expect((await rfm({ ...reference, tau: "10", out, "error-samples": "64" })).code).toBe(0);
    const found = await readArrays(out);
    const of = (name: string) => present(found.get(name)).data[0];
    const measured = of("normal_error_optimization") + of("tangent_error_optimization");
    expect(measured / (2 * of("excess_loss"))).toBeGreaterThan(0.95);
    expect(measured / (2 * of("excess_loss"))).toBeLessThan(1.05);
  });

  test("draws features from the seed, whatever the number of threads, and tells of them in JSON", async () => {
    const { features: _, ...rest } = reference;
    const drawn = { ...rest, p: "40", harmonics: "2", "error-samples": "4", parameterization: "score" };
    const files: Buffer[] = [];
    for (const [seed, threads] of ["01", "02", "11"]) {
      const out = `${folder}/drawn-${seed}-${threads}.npz`;
      const { code, stdout, stderr } = await rfm({ ...drawn, seed: seed, threads: threads, out }, "--json");
      expect(code, stderr).toBe(0);
      const document = JSON.parse(stdout) as { entries: unknown[]; null_space_error: number[] };
      expect(document).toMatchObject({
        out,
        p: 40,
        harmonics: 2,
        moments: { method: "exact" },
        error_samples: 4,
      });
      expect(document).toMatchObject({ sampling_error: { replicates: 0 }, arrays: { U: [40, 40] } });
      expect(document.entries.map((entry) => (entry as { tau: unknown }).tau)).toEqual([10, 1000, "inf"]);
      expect(document.null_space_error).toHaveLength(2);
      files.push(readFileSync(out));
    }
    expect(files[1].equals(files[0])).toBe(true);
    expect(files[2].equals(files[0])).toBe(false);
  });

  test("takes Simpson nodes, and names what it did in a few lines", async () => {
    const out = `${folder}/simpson.npz`;
    const changes = { "time-rule": "simpson", "time-nodes": "51", weight: "h2", "error-samples": "4", out };
    const { code, stdout } = await rfm({ ...reference, ...changes });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^48 features, 3 harmonics, 2 dimensions, 51 time nodes\nU by the exact formula\n/,
    );
    expect(stdout).toMatch(/tau inf: loss [\d.]+, normal error .+ ± .+, tangent error .+ ± .+\nwrote /);
  });
});

describe("bad input of rfm ends with 2 and one line", () => {
  const out = `${folder}/no.npz`;
  const entries = (shape: readonly number[], value = 0.5) =>
    npy(new Array(shape.reduce((product, extent) => product * extent, 1)).fill(value), shape);
  const arrays = { Wx: [4, 2], Wt: [4, 3], b: [4], A0: [2, 4] };
  const file = (changes: Record<string, readonly number[] | Buffer | undefined>) => {
    const all = Object.entries({ ...arrays, ...changes }).filter(([, shape]) => shape !== undefined);
    const bytes = all.map(([key, shape]) => [key, shape instanceof Buffer ? shape : entries(shape)]);
    return writeBytes(folder, "F.npz", npz(Object.fromEntries(bytes)));
  };
  const refusal = async (options: Options, line: string) => {
    const { code, stdout, stderr } = await rfm({ ...reference, out, ...options });
    expect([code, stdout, stderr]).toEqual([2, "", `ridgescope: ${line}\n`]);
    expect(existsSync(out)).toBe(false);
  };

  test.each<[Parameters<typeof file>[0], string]>([
    [{ Wx: [4, 3] }, `Wx: expected shape (p, 2), as ${reference.data} has 2 columns, got (4, 3)`],
    [{ Wx: [8] }, `Wx: expected shape (p, 2), as ${reference.data} has 2 columns, got (8)`],
    [{ Wt: [5, 3] }, "Wt: expected shape (4, 2K + 1), as Wx has 4 rows, got (5, 3)"],
    [{ Wt: [4, 4] }, "Wt: expected an odd number 2K + 1 of columns, got 4"],
    [{ b: [3] }, "b: expected shape (4), as Wx has 4 rows, got (3)"],
    [{ A0: [4, 2] }, "A0: expected shape (2, 4), as Wx has 4 rows, got (4, 2)"],
    [{ Wx: entries([4, 2], 0) }, "Wx: expected rows that are not all zero, got zeros in row 0 (from 0)"],
    [{ b: entries([4], Number.NaN) }, "b: expected finite numbers, got NaN in row 0, column 0 (from 0)"],
  ])("features of another shape: %o", async (changes, line) => {
    const features = file(changes);
    await refusal({ features }, `${features}:${line}`);
  });

  test("an array that is missing", async () => {
    const features = file({ A0: undefined });
    await refusal({ features }, `${features}: expected a key of Wx, Wt, b, got "A0"`);
  });

  test.each<[Options, string]>([
    [{ tau: "10,-1" }, '--tau: expected numbers >= 0 or inf, got "-1"'],
    [{ tau: "" }, '--tau: expected numbers >= 0 or inf, got ""'],
    [{ weight: "h3" }, '--weight: expected one of 1, h, h2, got "h3"'],
    [{ horizon: "1e-3" }, "--time-min: expected a time below --horizon 0.001, got 0.001"],
    [{ "time-min": "0" }, '--time-min: expected a positive number up to 100, got "0"'],
    [{ dim: "2" }, `--dim: expected an integer from 0 to 1, as ${reference.data} has 2 columns, got 2`],
    [{ p: "47" }, `--p: expected 48, as ${reference.features} has, got 47`],
    [
      { "time-rule": "simpson", "time-nodes": "50" },
      "--time-nodes: expected an odd number of Simpson nodes, got 50",
    ],
    [{ parameterization: "noise" }, '--parameterization: expected one of posterior-mean, score, got "noise"'],
  ])("options that cannot be used: %o", (options, line) => refusal(options, line));

  test("options that are missing", async () => {
    const { tau: _, ...rest } = reference;
    const { code, stderr } = await rfm({ ...rest, out });
    expect([code, stderr]).toEqual([
      2,
      "ridgescope: --tau: expected training times such as 10,1000,inf, got none\n",
    ]);
  });
});
