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
