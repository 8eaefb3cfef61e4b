import { describe, expect, test } from "vitest";
import { createRng } from "../../src/random/rng.ts";
import { csv, temporaryFolder, writeBytes } from "../data/build.ts";
import { type Outcome, runInProcess } from "./in-process.ts";

const folder = temporaryFolder();

/** Images of 16 pixels in [-1, 1]: a bar at one of four places, read as a · x + b. */
function bars(seed: number, count: number, [a, b] = [1, 0]): number[] {
  const [places, noise] = [createRng(seed).integers(count, 4), createRng(seed).normals(16 * count)];
  return [...noise].map((z, i) => {
    const on = Math.floor((i % 16) / 4) === places[Math.floor(i / 16)];
    return a * Math.min(1, Math.max(-1, (on ? 0.9 : -0.9) + 0.1 * z)) + b;
  });
}

function file(name: string, values: readonly number[], columns: number): string {
  return writeBytes(folder, name, csv(values, columns));
}

const data = file("train.csv", bars(1, 200), 16);
const samples = file("samples.csv", bars(2, 100), 16);

function check(heldOut: string, ...args: string[]): Promise<Outcome> {
  const options = ["--data", data, "--samples", samples, "--held-out", heldOut, "--quiet"];
  return runInProcess("check", ...options, ...args);
}

describe("held-out points in other units", () => {
  const halves = file("halves.csv", bars(3, 60, [0.5, 0.5]), 16);

  test("are refused in one line, before they calibrate anything", async () => {
    const { code, stdout, stderr } = await check(halves);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      `ridgescope: ${halves}: expected numbers in [-1, 1], as ${data} has (--held-out-scale 2,-1 maps them there; --held-out-scale 1,0 takes them as they are), got numbers in [0, 1]\n`,
    );
  });

  test("are taken where a scale of their own maps them to the data's, beside the scale of the data", async () => {
    const same = file("same.csv", bars(3, 60), 16);
    const [mapped, plain] = [await check(halves, "--held-out-scale", "2,-1"), await check(same)];
    expect(mapped).toEqual(plain);
    expect(plain.code).toBe(0);
    const doubled = await check(
      halves,
      "--data-scale",
      "2,0",
      "--held-out-scale",
      "4,-2",
      "--samples-scale",
      "2,0",
    );
    expect(doubled.code).toBe(0);
  });

  test("need to be there for a scale of theirs", async () => {
    const { code, stderr } = await runInProcess(
      "check",
      "--data",
      data,
      "--samples",
      samples,
      "--held-out-scale",
      "2,-1",
    );
    expect([code, stderr]).toEqual([
      2,
      "ridgescope: --held-out-scale: expected --held-out with it, got none\n",
    ]);
  });
});

describe("held-out points that cannot calibrate", () => {
  test("are refused in one line where they are from elsewhere", async () => {
    const far = file("far.csv", bars(3, 60, [1, 20]), 16);
    const { code, stdout, stderr } = await check(far);
    expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
    expect(stderr).toMatch(
      /^ridgescope: \S+far\.csv: expected points of the same distribution as \S+train\.csv, apart from it, got a median distance of (?:79|80|81)(?:\.\d)? to its nearest point, where/,
    );
  });

  test("are refused in one line where they are the training points", async () => {
    const { code, stderr } = await check(data);
    expect([code, stderr]).toEqual([
      2,
      `ridgescope: ${data}: expected points that are not in ${data} too (hold a part of the data back before training, or leave --held-out out), got 200 of 200 that are\n`,
    ]);
  });

  test("are taken, with a note, where they repeat training points as often as those repeat each other", async () => {
    const counts = (seed: number, rows: number) =>
      [...createRng(seed).normals(2 * rows)].map((z) => Math.round(2 * z));
    const [train, held, fresh] = [1, 2, 3].map((seed) => file(`counts-${seed}.csv`, counts(seed, 300), 2));
    const given = ["--data", train, "--samples", fresh, "--held-out", held, "--quiet", "--json"];
    const { code, stdout } = await runInProcess("check", ...given);
    expect(code).toBe(0);
    const known = new Set(rowsOf(counts(1, 300)));
    const shared = rowsOf(counts(2, 300)).filter((row) => known.has(row)).length;
    expect(JSON.parse(stdout).summary.notes.join("\n")).toContain(
      `${shared} held-out points of 300 (${((100 * shared) / 300).toFixed(1)} %) are in the training data too; of the training points `,
    );
  });
});

/** Pairs of numbers as text. */
function rowsOf(values: readonly number[]): string[] {
  return Array.from({ length: values.length / 2 }, (_, i) => `${values[2 * i] + 0},${values[2 * i + 1] + 0}`);
}
