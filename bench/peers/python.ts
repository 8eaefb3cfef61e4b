/** A Python script of ours as a process that stays between rounds: one task a line, answered with its own seconds. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Versions } from "./results.ts";

/** What a script answers. */
interface Answer {
  readonly seconds: number;
  readonly peakKilobytes: number;
}

/** A script at work. */
export interface Python {
  readonly versions: Versions;
  ask(task: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): void;
}

/** What is started: a script of `bench/peers/python/` with its arguments. */
export interface Script {
  readonly name: string;
  readonly args?: readonly (string | number)[];
  readonly threads: number;
}

/** The first Python with NumPy, SciPy and PyTorch. */
export function findPython(): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (name) => spawnSync(name, ["-c", "import numpy, scipy, torch"], { stdio: "ignore" }).status === 0,
  );
}

/** Starts a script. */
export async function startPython(
  python: string,
  folder: string,
  { name, args = [], threads }: Script,
): Promise<Python> {
  const count = String(threads);
  const child = spawn(python, [join(folder, `${name}.py`), ...args.map(String)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      OMP_NUM_THREADS: count,
      OPENBLAS_NUM_THREADS: count,
      MKL_NUM_THREADS: count,
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  const next = lineReader(child, name);
  const versions = JSON.parse(await next()) as Versions;
  return {
    versions,
    ask: async (task) => {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      return JSON.parse(await next()) as Answer;
    },
    close: () => child.kill(),
  };
}

/** The next line of a process, or an error where it has ended. */
function lineReader(child: ChildProcess, name: string): () => Promise<string> {
  if (!child.stdout) throw new Error(`${name}.py has no output`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name}.py ended before it answered`);
    return value;
  };
}

/** float64 numbers from a file that a script wrote. */
export function readNumbers(path: string): Float64Array {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8).slice();
}
