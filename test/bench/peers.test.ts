/** What comparisons with peers make of what they measured: nothing here is timed. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseOptions } from "../../bench/options.ts";
import { COMPARISONS } from "../../bench/peers/comparisons.ts";
import { documentOf, figurePath } from "../../bench/peers/document.ts";
import { figuresOf } from "../../bench/peers/figures.ts";
import { exponentOf, logSlope } from "../../bench/peers/fit.ts";
import {
  type Case,
  type MachineResults,
  machineName,
  type Row,
  readResults,
  type Sweep,
} from "../../bench/peers/results.ts";
import { linesOf, secondsText } from "../../bench/peers/summary.ts";
import { writeAll } from "../../bench/peers.ts";
import { drawFigure } from "../../src/report/draw-figure.ts";
import { temporaryFolder } from "../data/build.ts";

const folder = temporaryFolder();

/** Ours takes 1, 2 and 4 seconds, the peer 3, 4 and 20: ratios 3, 2 and 5. */
function caseAt(at: string): Case {
  return {
    at,
    candidates: [
      { name: "ridgescope", ours: true, seconds: [1, 2, 4] },
      { name: "PyTorch", ours: false, seconds: [3, 4, 20], difference: 2e-9 },
    ],
    operations: 12e9,
    product: [24, 12, 12],
  };
}

const sweep: Sweep = {
  axis: "N",
  label: "training points N",
  values: [10, 20, 40],
  rest: "M = 5",
  candidates: [
    {
      name: "ridgescope",
      seconds: [
        [1, 2, 4],
        [1, 4, 16],
        [3, 6, 12],
      ],
    },
  ],
};

const mnist: Row = {
  name: "mnist-residuals",
  title: "Residuals",
  size: "7 points",
  fair: "All is fair.",
  date: "2026-01-02",
  load: [1.25, 2],
  cases: ["t = 0.001", "t = 0.1", "t = 1"].map(caseAt),
  sweeps: [],
  figures: { "peak memory": "3 MB" },
};
const scaling: Row = { ...mnist, name: "scaling", cases: [], sweeps: [sweep], figures: {} };
const machine: MachineResults = {
  cpu: "Some(R) CPU @ 2.00GHz",
  cores: 2,
  memoryGigabytes: 8,
  system: "Linux x64",
  versions: {
    node: "v20.0.0",
    python: "3.11.2",
    numpy: "1.24",
    scipy: "1.10",
    torch: "1.13",
    linearAlgebra: "libx",
  },
  rows: [scaling, mnist],
};

describe("flags", () => {
  test("are off unless given", () => {
    const off = { list: false, peers: false, quick: false, write: false };
    expect(parseOptions([])).toEqual(off);
    expect(parseOptions(["--peers", "--write", "--only", "eigen", "--out", "a.json"])).toEqual({
      ...off,
      peers: true,
      write: true,
      only: "eigen",
      out: "a.json",
    });
  });

  test.each([
    ["--quick", /--quick: only with --peers/],
    ["--write", /--write: only with --peers/],
    ["--peers --quick --write", /--write: not with --quick/],
    ["--fast", /--fast/],
  ])("%s is refused", (line, message) => {
    expect(() => parseOptions(line.split(" "))).toThrow(message);
  });
});

test("the slope of a power is its exponent, with its spread over rounds", () => {
  const x = [3, 7, 20, 100];
  expect(
    logSlope(
      x,
      x.map((value) => 5 * value ** 1.7),
    ),
  ).toBeCloseTo(1.7, 12);
  const { median, least, most } = exponentOf(sweep, sweep.candidates[0].seconds);
  expect([median, least, most].map((value) => Number(value.toFixed(12)))).toEqual([1, 1, 2]);
});

test("ratios and shares are medians of what they are within each round", () => {
  const [ours, peer] = linesOf(caseAt("t = 1"));
  expect(ours).toMatchObject({ median: 2, fastest: 1, slowest: 4, ratio: 1, rate: 6, share: 0.5 });
  expect(peer).toMatchObject({ median: 4, fastest: 3, slowest: 20, ratio: 3, rate: 3, difference: 2e-9 });
  expect(peer.share).toBeCloseTo(4 / 24, 12);
});

test("seconds are said in the unit that fits", () => {
  const texts = [2.5e-5, 0.0123, 0.9996, 45.67, 1234].map(secondsText);
  expect(texts).toEqual(["25.0 µs", "12.3 ms", "1.00 s", "45.7 s", "1234 s"]);
});

test("a machine is named by its processor and cores", () => {
  expect(machineName(machine)).toBe("some-cpu-2-00ghz-2-cores");
});

test("the page has a table for cases, one for exponents, the figures and the sentences", () => {
  const page = documentOf([machine]);
  expect(page).toContain("## Some(R) CPU @ 2.00GHz, 2 cores");
  expect(page).toContain("PyTorch 1.13 (linear algebra: libx)");
  expect(page).toContain(
    "| t = 0.1 (3 rounds) | ridgescope | 2.00 s | 1.00 s to 4.00 s | 1.0 | 6.00 | 50 % |  |",
  );
  expect(page).toContain("|  | PyTorch | 4.00 s | 3.00 s to 20.0 s | 3.0 | 3.00 | 17 % | 2e-9 |");
  expect(page).toContain("| N | 10, 20, 40 | M = 5 | ridgescope | 1.00 | 1.00 to 2.00 |");
  expect(page).toContain("- peak memory: 3 MB");
  expect(page).toContain("Measured 2026-01-02, load 1.3 to 2.0; alone");
  expect(page).toContain("All is fair.");
  expect(page).toContain("](performance/some-cpu-2-00ghz-2-cores/scaling.svg)");
});

test("figures are on log axes and show the medians", () => {
  const [first, second] = figuresOf(machine).map(({ figure }) => figure);
  expect(first.panels[0].series[0].y).toEqual(Float64Array.of(1, 4, 12));
  expect(second.panels[0].series.map(({ name, x, y }) => [name, [...x], [...y]])).toEqual([
    ["ridgescope", [0.001, 0.1, 1], [2, 2, 2]],
    ["PyTorch", [0.001, 0.1, 1], [4, 4, 4]],
  ]);
  for (const { x, y } of [...first.panels, ...second.panels])
    expect([x.scale, y.scale]).toEqual(["log", "log"]);
});

test("writing puts new rows in place of old ones, and keeps the rest", async () => {
  await mkdir(join(folder, "docs"));
  writeAll(folder, machine);
  const results = join(folder, "bench/results");
  expect(readResults(results)).toEqual([{ ...machine, rows: [mnist, scaling] }]);
  const again = { ...scaling, date: "2026-05-06" };
  writeAll(folder, { ...machine, rows: [again] });
  expect(readResults(results)).toEqual([{ ...machine, rows: [mnist, again] }]);
  const page = readFileSync(join(folder, "docs/performance.md"), "utf8");
  expect(page).toContain("Measured 2026-05-06");
  for (const { row } of figuresOf(machine))
    expect(existsSync(join(folder, "docs", figurePath(machine, row)))).toBe(true);
});

describe("what is kept in bench/results", () => {
  const machines = readResults("bench/results");

  test("is what the page and its figures are made of", () => {
    expect(machines.length).toBeGreaterThan(0);
    expect(readFileSync("docs/performance.md", "utf8")).toBe(documentOf(machines));
    for (const one of machines)
      for (const { row, figure } of figuresOf(one))
        expect(readFileSync(join("docs", figurePath(one, row)), "utf8")).toBe(drawFigure(figure));
  });

  test("has rows of known comparisons only", () => {
    const names = COMPARISONS.map(({ name }) => name);
    for (const { rows } of machines)
      expect(names).toEqual(expect.arrayContaining(rows.map(({ name }) => name)));
  });
});
