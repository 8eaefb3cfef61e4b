/** Peak memory of `ridgescope geometry` on a million points in 64 dimensions. Goal: under 1 GB. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "../src/random/rng.ts";
import { type Bench, interleave } from "./harness.ts";

const COLUMNS = 64;
const POINTS = 1_000_000;
const QUERIES = 100;
const BLOCK = 10_000;
const GOAL_MEGABYTES = 1000;

/** Writes normal numbers a block at a time, so that the bench itself stays small. */
async function writeNormals(path: string, rows: number): Promise<void> {
  const file = await open(path, "w");
  const block = new Float64Array(Math.min(BLOCK, rows) * COLUMNS);
  await file.write(npyHeader(rows));
  for (let first = 0; first < rows; first += BLOCK) {
    createRng(0)
      .split(path.endsWith("at.npy") ? "at" : "data", first)
      .normalsInto(block);
    await file.write(new Uint8Array(block.buffer));
  }
  await file.close();
}

/** NumPy's format, version 1, for float64 in rows. */
function npyHeader(rows: number): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${COLUMNS}), }`.padEnd(117);
  return Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text}\n`, "latin1");
}

/** Runs the command in a process of its own; it prints its peak memory in kilobytes at the end. */
function peakOf(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "command.js"), ...args]);
  let text = "";
  child.stderr.on("data", (piece) => {
    text += piece;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const peak = /^peak (\d+)$/m.exec(text)?.[1];
      if (code === 0 && peak) resolve(Number(peak));
      else reject(new Error(`the command ended with ${code}: ${text}`));
    });
  });
}

async function run(): ReturnType<Bench["run"]> {
  const folder = mkdtempSync(join(tmpdir(), "ridgescope-bench-"));
  try {
    const [data, at] = [join(folder, "data.npy"), join(folder, "at.npy")];
    await writeNormals(data, POINTS);
    await writeNormals(at, QUERIES);
    const args = ["geometry", "--data", data, "--at", at, "--time", "0.1", "--dim", "8", "--quiet"];
    let peak = 0;
    const command = async () => {
      peak = Math.max(peak, await peakOf([...args, "--out", join(folder, "g.npz")]));
      return [peak];
    };
    const timings = await interleave([{ name: "command", run: command }], { rounds: 1, warmUps: 0 });
    const megabytes = (peak * 1024) / 1e6;
    const goal = { "goal (MB)": GOAL_MEGABYTES, "goal met": megabytes < GOAL_MEGABYTES ? "yes" : "no" };
    return {
      size: `${POINTS} points × ${COLUMNS} dims, ${QUERIES} queries`,
      unit: "runs/s",
      timings,
      figures: { "peak (MB)": Math.round(megabytes), ...goal },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const benches: readonly Bench[] = [{ name: "memory", run }];
