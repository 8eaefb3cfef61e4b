import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { readArrays, readMatrix } from "../../src/data/read-matrix.ts";
import { createRng } from "../../src/random/rng.ts";
import { csv, npy, temporaryFolder, writeBytes } from "../data/build.ts";
import { runInProcess } from "./in-process.ts";
import { differences } from "./run-files.ts";

const folder = temporaryFolder();
const N = 400;

/** Points about a circle in three dimensions, so thin that the ridge of dimension 1 is clear. */
function circle(seed: number, count: number, width: number): number[] {
  const [angles, noise] = [createRng(seed).uniforms(count), createRng(seed).normals(3 * count)];
  return [...angles].flatMap((u, i) => {
    const angle = 2 * Math.PI * u;
    return [Math.cos(angle), Math.sin(angle), 0].map((value, j) => value + width * noise[3 * i + j]);
  });
}

const train = circle(1, N, 0.004);
const data = writeBytes(folder, "train.csv", csv(train, 3));
const heldOut = writeBytes(folder, "held.csv", csv(circle(2, 300, 0.004), 3));
const copies = train.slice(0, 300).map((value, i) => value + 1e-5 * (i % 7));
const samples = writeBytes(
  folder,
  "samples.csv",
  csv([...copies, ...circle(3, 100, 0.004), ...circle(4, 100, 0.4)], 3),
);

interface Summary {
  ridge: { dim: number; time: number; space: string; threshold: number; threshold_source: string };
  classes: Record<string, { fraction: number }>;
  notes: string[];
}

function summaryOf(dir: string): Summary {
  return JSON.parse(readFileSync(`${dir}/summary.json`, "utf8")) as Summary;
}

describe("ridgescope analyze", () => {
  test("tells copies, new points on the ridge, and points off it apart", async () => {
    const out = `${folder}/plain`;
    const { code, stdout } = await runInProcess(
      "analyze",
      "--data",
      data,
      "--samples",
      samples,
      "--dim",
      "1",
      "--out",
      out,
    );
    expect([code, stdout.endsWith(`\nReport: ${out}/report.html\n`)]).toEqual([0, true]);
    const { ridge, notes } = summaryOf(out);
    expect(ridge).toMatchObject({ dim: 1, space: "data space", threshold_source: "leave-one-out" });
    expect(notes.join(" ")).toMatch(/Off the ridge means a Newton distance above \S+ at t = \S+, k = 1/);
    expect(notes.join(" ")).toMatch(/This test rejects \d+ % of a Gaussian fit, \d+ % of pair averages/);
    const arrays = await readArrays(`${out}/arrays/samples.npz`);
    const labels = present(arrays.get("class")).data;
    const share = (first: number, label: number) =>
      labels.subarray(first, first + 100).filter((one) => one === label).length / 100;
    expect(share(0, 0)).toBeGreaterThan(0.95);
    expect(share(100, 2)).toBeLessThan(0.15);
    expect(share(200, 2)).toBeGreaterThan(0.8);
  });

  test("calibrates on held-out points, chooses k, and says so; its config.json runs again to the same bytes", async () => {
    const out = `${folder}/held-out`;
    const args = ["analyze", "--data", data, "--samples", samples, "--held-out", heldOut, "--seed", "5"];
    const { stderr } = await runInProcess(...args, "--out", out, "--threads", "1", "--quiet");
    expect(stderr).toBe("");
    const { ridge, notes } = summaryOf(out);
    expect(ridge).toMatchObject({ dim: 1, threshold_source: "held-out" });
    expect(notes.join(" ")).toContain("300 held-out points");
    const again = await runInProcess(
      "run",
      `${out}/config.json`,
      "--out",
      `${out}-2`,
      "--threads",
      "3",
      "--json",
    );
    expect(again.code).toBe(0);
    expect(differences(out, `${out}-2`)).toEqual(["environment.json"]);
  });

  test("works in principal components, states the scale, and shows images", async () => {
    const digits = await readMatrix("mnist:test/1");
    const rows = 40;
    const path = writeBytes(folder, "digits.npy", npy([...digits.data.subarray(0, rows * 784)], [rows, 784]));
    const out = `${folder}/latent`;
    const args = ["analyze", "--data", "mnist:test/0", "--samples", path, "--latent", "pca:4", "--dim", "2"];
    const { stderr } = await runInProcess(...args, "--out", out, "--quiet");
    expect(stderr).toBe("");
    const { ridge, notes, classes } = summaryOf(out);
    expect(ridge.space).toBe("pca:4 latents (not data space)");
    expect(notes[0]).toMatch(/multiplied by \d/);
    const shares = Object.values(classes).map(({ fraction }) => fraction);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1);
    expect(readdirSync(`${out}/figures`)).toContain("images.svg");
  });

  test("takes a single sample, and samples far from everything", async () => {
    for (const [name, rows] of [
      ["one", [1, 0, 0]],
      ["far", [1e6, 0, 0, 0, 1e6, 0]],
    ] as const) {
      const path = writeBytes(folder, `${name}.csv`, csv(rows, 3));
      const args = ["analyze", "--data", data, "--samples", path, "--dim", "1", "--out", `${folder}/${name}`];
      const { code, stderr } = await runInProcess(...args, "--quiet");
      expect([code, stderr]).toEqual([0, ""]);
    }
    expect(summaryOf(`${folder}/far`).classes["off_ridge"].fraction).toBe(1);
  });
});

describe("metrics and cards of ridgescope analyze", () => {
  interface Line {
    name: string;
    value: number;
    low?: number;
    high?: number;
    entry?: string;
  }
  const linesOf = (dir: string) =>
    readFileSync(`${dir}/metrics.jsonl`, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);

  test("go to metrics.jsonl with intervals, to summary.json, to arrays and to the report", async () => {
    const out = `${folder}/metrics`;
    const args = ["--data", data, "--samples", samples, "--held-out", heldOut, "--dim", "1", "--out", out];
    expect((await runInProcess("analyze", ...args, "--quiet")).code).toBe(0);
    const summary = JSON.parse(readFileSync(`${out}/summary.json`, "utf8"));
    const lines = linesOf(out);
    const line = (name: string, entry: string) =>
      present(lines.find((one) => one.name === name && one.entry === entry && !("time" in one)));
    for (const name of ["memorised_fraction", "authentic_fraction", "coverage", "data_copying", "frechet"]) {
      const { value, low, high } = line(name, "samples");
      expect(summary.figures[name]).toBe(value);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    expect(line("memorised_fraction", "samples").value).toBe(summary.classes.memorised.fraction);
    expect(line("memorised_fraction", "held-out").value).toBeLessThan(
      present(line("memorised_fraction", "samples").low),
    );
    const cards = await readArrays(`${out}/arrays/cards.npz`);
    const classes = present((await readArrays(`${out}/arrays/samples.npz`)).get("class"));
    expect([...present(cards.get("class")).data]).toEqual([...classes.data]);
    const table = await readMatrix(`${out}/arrays/cards.parquet:all`);
    expect([table.rows, table.columns]).toEqual([300, 23]);
    const figures = readdirSync(`${out}/figures`);
    expect(figures).toEqual(
      expect.arrayContaining(["metrics.svg", "sample-cards.svg", "responsibilities.png"]),
    );
    const page = readFileSync(`${out}/report.html`, "utf8");
    expect(page).toContain("authentic");
    expect(page).toContain("Sample cards");
    expect(page).toContain("<dt>median nearest distance</dt>");
    expect(page).not.toContain("<dt>coverage</dt>");
  });

  test("name the modes where they are few, and rate each pair of them", async () => {
    const out = `${folder}/modes`;
    const three = writeBytes(folder, "three.csv", csv([0, 0, 5, 0, 0, 5], 2));
    const between = writeBytes(folder, "between.csv", csv([2.5, 0, 2, 0.01, 0, 5, 3, 3, 0, 2], 2));
    const args = ["--data", three, "--samples", between, "--dim", "1", "--time-min", "0.01", "--out", out];
    expect((await runInProcess("analyze", ...args, "--quiet")).code).toBe(0);
    const segments = await readArrays(`${out}/arrays/segments.npz`);
    const modes = present((await readArrays(`${out}/arrays/card-modes.npz`)).get("modes")).data;
    const at = (x: number, y: number) =>
      present([0, 1, 2].find((i) => Math.hypot(modes[2 * i] - x, modes[2 * i + 1] - y) < 0.1));
    const pairs = [...present(segments.get("pairs")).data];
    const rate = (a: number, b: number) =>
      present(segments.get("rate")).data[
        present([0, 1, 2].find((p) => pairs[2 * p] === Math.min(a, b) && pairs[2 * p + 1] === Math.max(a, b)))
      ];
    expect(rate(at(0, 0), at(5, 0))).toBe(0.4);
    expect(rate(at(0, 0), at(0, 5))).toBe(0.2);
    expect(rate(at(5, 0), at(0, 5))).toBe(0);
    expect(linesOf(out).filter(({ name }) => name === "segment_rate").length).toBe(3);
    expect(readdirSync(`${out}/figures`)).toContain("mode-segments.svg");
  });
});

describe("bad input of ridgescope analyze ends with 2, one line, and nothing left behind", () => {
  const out = `${folder}/refused`;
  const narrow = writeBytes(folder, "narrow.csv", csv([1, 2, 3, 4], 2));
  const two = writeBytes(folder, "two.csv", csv([1, 2, 3, 4, 5, 6], 3));
  const one = writeBytes(folder, "one-row.csv", csv([1, 2, 3], 3));
  const equal = writeBytes(folder, "equal.csv", csv(new Array(900).fill(1), 3));
  writeFileSync(`${folder}/nan.csv`, "1,2,3\n4,nan,6\n");
  writeFileSync(`${folder}/empty.csv`, "");
  test.each<[string, string[], string]>([
    ["narrow samples", ["--samples", narrow], `${narrow}: expected 3 columns, as ${data} has, got 2`],
    [
      "a number that is none",
      ["--samples", `${folder}/nan.csv`],
      `${folder}/nan.csv: expected finite numbers, got NaN in row 1 (line 2), column 1 (from 0)`,
    ],
    ["empty samples", ["--samples", `${folder}/empty.csv`], `${folder}/empty.csv: expected`],
    ["an unknown latent", ["--latent", "ica:3"], '--latent: expected none, pca:k or vae:k, got "ica:3"'],
    ["too many components", ["--latent", "pca:4"], "--latent: expected pca:1 to pca:3, as"],
    [
      "a dimension too large",
      ["--dim", "3"],
      `--dim: expected an integer from 0 to 2, as ${data} has 3 columns, got 3`,
    ],
    [
      "one of latents",
      ["--dim", "2", "--latent", "pca:2"],
      "--dim: expected an integer from 0 to 1, as the latents have 2",
    ],
    ["a dimension that is none", ["--dim", "-1"], '--dim: expected an integer from 0 to 2^53 - 1, got "-1"'],
    ["one training point", ["--data", one], `${one}: expected at least 2 training points, got 1`],
    ["equal training points", ["--data", equal], "data: expected at least two different points"],
    [
      "narrow held-out points",
      ["--held-out", narrow],
      `${narrow}: expected 3 columns, as ${data} has, got 2`,
    ],
    ["few held-out points", ["--held-out", two], `${two}: expected at least 20 held-out points, got 2`],
    ["a time of nothing", ["--analysis-time", "0"], '--analysis-time: expected a positive number, got "0"'],
    [
      "no file",
      ["--samples", `${folder}/no.npy`],
      `${folder}/no.npy: expected a readable file, got no such file`,
    ],
  ])("%s", async (_what, args, line) => {
    const given = ["--data", data, "--samples", samples, "--out", out, "--quiet"];
    const kept = given.filter((_, i) => !args.includes(given[i - (i % 2)]));
    const { code, stdout, stderr } = await runInProcess("analyze", ...kept, ...args);
    expect(stderr.startsWith(`ridgescope: ${line}`)).toBe(true);
    expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
    expect(existsSync(out)).toBe(false);
  });

  test("what is missing", async () => {
    const { stderr } = await runInProcess("analyze", "--data", data, "--out", out);
    expect(stderr).toBe(
      "ridgescope: --samples: expected generated samples, or --model, or --trajectories, got none\n",
    );
    expect((await runInProcess("analyze", "--data", data, "--samples", samples)).stderr).toMatch(
      /^ridgescope: --out:/,
    );
  });
});
