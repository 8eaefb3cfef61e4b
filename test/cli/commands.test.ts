import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { readArrays } from "../../src/data/read-matrix.ts";
import { writeNpz } from "../../src/data/write-npz.ts";
import { createRng } from "../../src/random/rng.ts";
import { csv, temporaryFolder, writeBytes } from "../data/build.ts";
import { ensureBuilt, finished, ridgescope, start } from "./ridgescope.ts";

const folder = temporaryFolder();

beforeAll(ensureBuilt, 180_000);

const at = writeBytes(folder, "at.csv", csv([...createRng(1).normals(40)], 2));

describe("ridgescope geometry", () => {
  test("writes the arrays of the contract, right for two points", async () => {
    const args = [
      "--data",
      "synthetic:two-modes",
      "--at",
      at,
      "--sigma",
      "2",
      "--dim",
      "1",
      "--out",
      `${folder}/g.npz`,
    ];
    const { code, stderr } = await ridgescope("geometry", ...args);
    expect([code, stderr]).toEqual([0, ""]);
    const arrays = await readArrays(`${folder}/g.npz`);
    expect([...arrays].map(([name, { shape }]) => [name, ...shape])).toEqual([
      ["log_density", 20],
      ["score", 20, 2],
      ["posterior_mean", 20, 2],
      ["eigenvalues", 20, 2],
      ["normal_score_norm", 20],
      ["relative_residual", 20],
      ["newton_distance", 20],
      ["curvature", 20],
      ["log_variance", 20, 2],
      ["resolved", 20],
      ["gap", 20],
      ["nearest", 20],
      ["nearest_distance", 20],
      ["nearest_ratio", 20],
    ]);
    const x = await ridgePoints(at);
    const { score, log_density, log_variance, resolved, gap } = Object.fromEntries(arrays);
    expect([...resolved.data]).toEqual(new Array(20).fill(1));
    expect([...gap.data]).toEqual(new Array(20).fill(Infinity));
    for (let i = 0; i < 20; i++) {
      const [u, v] = [x[2 * i], x[2 * i + 1]];
      expect(score.data[2 * i]).toBeCloseTo((3 * Math.tanh((3 * u) / 4) - u) / 4, 12);
      expect(score.data[2 * i + 1]).toBeCloseTo(-v / 4, 12);
      // The variance between two places 6 apart with weights p and 1 - p; across there is none.
      expect(log_variance.data[2 * i]).toBeCloseTo(Math.log(9 / Math.cosh((3 * u) / 4) ** 2), 11);
      expect(log_variance.data[2 * i + 1]).toBe(-Infinity);
      const kernel = (c: number) => Math.exp(-((u - c) ** 2 + v * v) / 8) / (8 * Math.PI);
      expect(log_density.data[i]).toBeCloseTo(Math.log((kernel(3) + kernel(-3)) / 2), 12);
    }
  });

  test("--naive gives the values of published histograms, and is said so", async () => {
    const fixture = (name: string) => `test/fixtures/reference/graded_0.01${name}`;
    const inputs = [
      "--data",
      fixture("_data.npy"),
      "--at",
      fixture("_at.npy"),
      "--time",
      "0.01",
      "--dim",
      "20",
    ];
    const expected = Object.fromEntries(await readArrays(fixture(".npz")))["newton_distance_20"].data;
    const worst = async (...more: string[]) => {
      const out = `${folder}/naive.npz`;
      const { code, stdout } = await ridgescope("geometry", ...inputs, "--out", out, "--json", ...more);
      expect(code).toBe(0);
      const { newton_distance } = Object.fromEntries(await readArrays(out));
      const errors = Array.from(newton_distance.data, (value, q) =>
        Math.abs(Number(value) / Number(expected[q]) - 1),
      );
      return { naive: JSON.parse(stdout).naive, error: Math.max(...errors) };
    };
    const [exact, naive] = [await worst(), await worst("--naive")];
    expect(exact.naive).toBeUndefined();
    expect(exact.error).toBeLessThan(1e-10);
    expect(naive.naive).toBe(true);
    expect(naive.error).toBeGreaterThan(0.5);
  });

  test("--bandwidth-scale multiplies h by its square", async () => {
    const args = ["geometry", "--data", "synthetic:two-modes", "--at", at, "--dim", "1", "--json"];
    const two = await ridgescope(...args, "--sigma", "2", "--out", `${folder}/s2.npz`);
    const half = await ridgescope(
      ...args,
      "--sigma",
      "4",
      "--bandwidth-scale",
      "0.5",
      "--out",
      `${folder}/s4.npz`,
    );
    expect([two.code, half.code]).toEqual([0, 0]);
    expect(readFileSync(`${folder}/s2.npz`)).toEqual(readFileSync(`${folder}/s4.npz`));
    expect(JSON.parse(half.stdout)).toMatchObject({
      out: `${folder}/s4.npz`,
      scale: 1,
      variance: 4,
      points: 20,
      dim: 1,
    });
  });
});

describe("ridgescope ridge", () => {
  test("brings points to the axis through two modes, and says so in one JSON document", async () => {
    const args = ["--data", "synthetic:two-modes", "--from", at, "--time", "0.1", "--dim", "1"];
    const { code, stdout, stderr } = await ridgescope("ridge", ...args, "--out", `${folder}/r.npz`, "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const arrays = await readArrays(`${folder}/r.npz`);
    expect([...arrays.keys()]).toEqual([
      "points",
      "converged",
      "on_ridge",
      "normal_score_norm",
      "curvature",
      "iterations",
      "distance",
    ]);
    const [points, converged] = [present(arrays.get("points")).data, present(arrays.get("converged")).data];
    for (let i = 0; i < 20; i++) if (converged[i]) expect(Math.abs(points[2 * i + 1])).toBeLessThan(1e-8);
    const document = JSON.parse(stdout) as { converged: number; arrays: object };
    expect(document.converged).toBe(converged.reduce((sum, flag) => sum + flag, 0));
    expect(document.converged).toBeGreaterThan(15);
    expect(document.arrays).toMatchObject({ points: [20, 2] });
  });

  test("starts from the scaled data when no starts are given, and is silent with --quiet", async () => {
    const args = [
      "--data",
      "synthetic:thirteen-points",
      "--time",
      "0.2",
      "--dim",
      "1",
      "--out",
      `${folder}/t.npz`,
    ];
    expect(await ridgescope("ridge", ...args, "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(present((await readArrays(`${folder}/t.npz`)).get("points")).shape).toEqual([13, 2]);
  });
});

test("the same seed gives the same bytes whatever the number of threads", async () => {
  const data = writeBytes(folder, "cloud.csv", csv([...createRng(2).normals(700 * 4)], 4));
  for (const command of [
    ["geometry", "--at", data],
    ["ridge", "--max-iterations", "5"],
  ]) {
    const files: Buffer[] = [];
    for (const threads of ["1", "2", "3"]) {
      const out = `${folder}/threads-${command[0]}-${threads}.npz`;
      const args = ["--data", data, "--sigma", "0.7", "--dim", "2", "--threads", threads, "--out", out];
      expect((await ridgescope(...command, ...args)).code).toBe(0);
      files.push(readFileSync(out));
    }
    expect(files[1].equals(files[0])).toBe(true);
    expect(files[2].equals(files[0])).toBe(true);
  }
});

test("no command writes over what it reads", async () => {
  const path = `${folder}/both.npz`;
  await writeNpz(path, {
    train: { data: createRng(4).normals(40 * 2), shape: [40, 2] },
    points: { data: createRng(5).normals(3 * 2), shape: [3, 2] },
  });
  const before = readFileSync(path);
  const level = ["--sigma", "0.5", "--dim", "1", "--out", path];
  for (const args of [
    ["geometry", "--data", `${path}:train`, "--at", `${path}:points`],
    ["geometry", "--data", "synthetic:two-modes", "--at", `${path}:points`],
    ["ridge", "--data", `${path}:train`],
  ]) {
    const { code, stderr } = await ridgescope(...args, ...level, "--quiet");
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected a place that can be written to, got the input .*both\.npz:/);
    expect(readFileSync(path).equals(before)).toBe(true);
  }
});

test("an interrupted command ends with 130 and leaves nothing behind", async () => {
  mkdirSync(`${folder}/interrupted`);
  const data = writeBytes(folder, "large.csv", csv([...createRng(3).normals(20_000 * 8)], 8));
  const args = ["ridge", "--data", data, "--sigma", "0.3", "--dim", "1", "--tol", "1e-300"];
  const child = start([...args, "--out", `${folder}/interrupted/r.npz`]);
  const end = finished(child);
  setTimeout(() => child.kill("SIGINT"), 1_500);
  expect((await end).code).toBe(130);
  expect(readdirSync(`${folder}/interrupted`)).toEqual([]);
});

async function ridgePoints(path: string): Promise<Float64Array> {
  const { readMatrix } = await import("../../src/data/read-matrix.ts");
  return (await readMatrix(path)).data;
}
