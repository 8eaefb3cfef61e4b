import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { temporaryFolder, writeBytes } from "../data/build.ts";
import { runInProcess } from "./in-process.ts";

const folder = temporaryFolder();
const out = `${folder}/graph.json`;

interface GraphDocument {
  scale: number;
  variance: number;
  modes: { points: number[][]; log_density: number[]; basin: number[] };
  saddles: { points: number[][]; log_density: number[]; direction: number[][] };
  edges: { modes: number[]; saddle: number; drop: number; polyline: number[][]; log_density: number[] }[];
  merge_tree?: { time: number; points: number[][]; log_density: number[]; parent: number[] }[];
}

function readGraph(): GraphDocument {
  return JSON.parse(readFileSync(out, "utf8")) as GraphDocument;
}

/** Log density of the modes (±3, 0), THEORY.md section 1. */
function logDensity([x = 0, y = 0]: number[], { scale, variance }: GraphDocument): number {
  const term = (mean: number) => Math.exp(-((x - scale * mean) ** 2 + y * y) / (2 * variance));
  return Math.log((term(-3) + term(3)) / (4 * Math.PI * variance));
}

describe("ridgescope graph", () => {
  test("joins two modes through the saddle between them, with the closed-form drop", async () => {
    const args = ["graph", "--data", "synthetic:two-modes", "--time", "0.3", "--out", out];
    const { code, stderr, stdout } = await runInProcess(...args);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`2 modes, 1 saddles, 1 edges\nwrote ${out}\n`);
    const graph = readGraph();
    expect(graph.modes.basin).toEqual([1, 1]);
    expect(graph.modes.log_density[0]).toBeCloseTo(logDensity(graph.modes.points[0], graph), 10);
    expect(Math.hypot(...graph.saddles.points[0])).toBeLessThan(1e-6);
    expect(Math.abs(graph.saddles.direction[0][0])).toBeCloseTo(1, 8);
    const [edge] = graph.edges;
    expect(edge).toMatchObject({ modes: [0, 1], saddle: 0 });
    expect(edge.drop).toBeCloseTo(graph.modes.log_density[1] - logDensity([0, 0], graph), 8);
    expect(edge.log_density).toHaveLength(edge.polyline.length);
    for (const [, y] of edge.polyline) expect(y).toBeCloseTo(0, 7);
  });

  test("adds a merge tree where times are given, and one JSON document with --json", async () => {
    const times = ["--times", "0.1,1.1,1.2"];
    const args = ["graph", "--data", "synthetic:two-modes", "--sigma", "1", "--out", out, "--json"];
    const { code, stdout } = await runInProcess(...args, ...times);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ out, modes: 2, saddles: 1, edges: 1, variance: 1 });
    const tree = present(readGraph().merge_tree);
    expect(tree.map(({ time, points }) => [time, points.length])).toEqual([
      [0.1, 2],
      [1.1, 2],
      [1.2, 1],
    ]);
    expect(tree.map(({ parent }) => parent)).toEqual([[], expect.any(Array), [0, 0]]);
  });

  test("is silent with --quiet", async () => {
    const args = ["graph", "--data", "synthetic:three-modes", "--sigma", "9", "--out", out, "--quiet"];
    expect(await runInProcess(...args)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readGraph()).toMatchObject({ edges: [], saddles: { points: [] } });
  });

  test("refuses what it cannot use with one line", async () => {
    const narrow = writeBytes(folder, "narrow.csv", "1\n2\n");
    const base = { data: "synthetic:nine-modes", sigma: "0.1", out: `${folder}/no.json` };
    for (const [changes, line] of [
      [{ out: `${folder}/no.npz` }, `--out: expected a file name that ends in .json, got "${folder}/no.npz"`],
      [{ "max-modes": "4" }, "modes: expected at most 4 (a larger noise level merges them), got 9"],
      [{ times: "0.2,0.1" }, "--times: expected increasing times above 0 up to 100, got 0.1 after 0.2"],
      [{ times: "0,1" }, '--times: expected increasing times above 0 up to 100, got "0"'],
      [{ data: narrow }, `${narrow}: expected 2 to 256 columns for a ridge graph, got 1`],
      [{ time: "1" }, "--time, --sigma: expected exactly one of the two, got both"],
    ] as const) {
      const options = Object.entries({ ...base, ...changes }).flatMap(([name, value]) => [
        `--${name}`,
        value,
      ]);
      const { code, stderr } = await runInProcess("graph", ...options);
      expect([code, stderr]).toEqual([2, `ridgescope: ${line}\n`]);
      expect(existsSync(`${folder}/no.json`)).toBe(false);
    }
  });
});
