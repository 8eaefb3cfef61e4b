/**
 * The stand that comparisons are measured on: candidates in turn within a round, in an order that rotates, and the
 * machine's own product between them, so that all of it sees the same machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createMachineProduct, type MachineProduct } from "./product.ts";
import { findPython, type Python, readNumbers, type Script, startPython } from "./python.ts";
import type { Case, Measured, Sweep, Versions } from "./results.ts";

/** A run before the rounds. */
interface FirstRun {
  /** Absent: it was no whole run. */
  readonly seconds?: number;
  /** To be compared with those of the other candidates. */
  readonly values?: ArrayLike<number>;
}

/** One candidate: seconds of one run. */
export interface Work {
  readonly name: string;
  readonly ours: boolean;
  time(): Promise<number>;
  /** In place of `time` before the rounds. */
  first?(): Promise<FirstRun>;
}

/** A case that is to be measured; ours is the first of `works`. */
interface CaseToMeasure {
  readonly at: string;
  readonly works: readonly Work[];
  readonly rounds: number;
  readonly operations?: number;
}

/** A sweep that is to be measured: for each value its works, always of the same names. */
interface SweepToMeasure extends Pick<Sweep, "axis" | "label" | "rest"> {
  readonly values: readonly number[];
  readonly rounds: number;
  works(value: number): readonly Work[];
}

/** What comparisons work with. */
export interface Stand {
  /** Small sizes and few rounds. */
  readonly quick: boolean;
  /** For files that peers read. */
  readonly folder: string;
  /** Of all peers that have been started, and of Node. */
  readonly versions: Versions;
  /** Which product is the fastest here, and its GFLOP/s at the start. */
  readonly product: MachineProduct;
  /** Starts a script of `bench/peers/python/`; undefined where there is no Python that could run it. */
  python(script: Omit<Script, "threads"> & { threads?: number }): Promise<Python | undefined>;
  write(name: string, numbers: Float64Array): void;
  measure(wanted: CaseToMeasure): Promise<Case>;
  sweep(wanted: SweepToMeasure): Promise<Sweep>;
  close(): void;
}

/** Threads of OpenMP and of ONNX Runtime go on spinning for a while after their work: the next candidate waits. */
const SETTLE_MS = 40;
const THREADS = 2;
/** Where a round takes so long, a cold start matters little: the run that gives the values is the first round. */
const LONG_SECONDS = 10;
/**
 * A shorter run is made twice, and the second counts: while the others were at work its memory went out of the caches, and where a
 * machine takes back what is idle, away.
 */
const SHORT_SECONDS = 1;

/** Makes the stand; `scripts` is the folder of Python scripts. */
export async function createStand(scripts: string, quick: boolean): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), "ridgescope-peers-"));
  const command = findPython();
  const started: Python[] = [];
  const versions: Record<string, string> = { node: process.version };
  const python: Stand["python"] = async (script) => {
    if (command === undefined) return undefined;
    const one = await startPython(command, scripts, { threads: THREADS, ...script });
    started.push(one);
    Object.assign(versions, one.versions);
    return one;
  };
  const product = await createMachineProduct(await python({ name: "product" }), quick);
  return {
    quick,
    folder,
    versions,
    product,
    python,
    write: (name, numbers) => writeFileSync(join(folder, name), numbers),
    measure: (wanted) => measureCase(wanted, product),
    sweep: measureSweep,
    close() {
      product.close();
      for (const one of started) one.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ours as a candidate. */
export function ownWork(name: string, run: () => Promise<ArrayLike<number>>): Work {
  const first = async () => {
    const start = performance.now();
    const values = await run();
    return { seconds: (performance.now() - start) / 1000, values };
  };
  return { name, ours: true, time: async () => (await first()).seconds, first };
}

/** A task of a script as a candidate; none where there is no Python. */
export function peerWork(name: string, python: Python | undefined, task: Record<string, unknown>): Work[] {
  if (!python) return [];
  const time = async () => (await python.ask(task)).seconds;
  return [{ name, ours: false, time }];
}

/** The same, with values that are compared with ours: the script writes them into `folder`. */
export function checkedWork(
  name: string,
  { python, folder }: { python: Python | undefined; folder: string },
  task: Record<string, unknown>,
): Work[] {
  const out = join(folder, "values");
  return peerWork(name, python, task).map((work) => ({
    ...work,
    first: async () => ({
      seconds: (await python?.ask({ ...task, out }))?.seconds,
      values: readNumbers(out),
    }),
  }));
}

async function measureCase(
  { at, works, rounds, operations }: CaseToMeasure,
  product: MachineProduct,
): Promise<Case> {
  const firsts: FirstRun[] = [];
  for (const { first, time } of works) {
    await pause(SETTLE_MS);
    const found = first ? await first() : { seconds: await time() };
    const again = found.seconds !== undefined && found.seconds < SHORT_SECONDS;
    firsts.push(again ? { ...found, seconds: await time() } : found);
  }
  const total = firsts.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
  const counts = total >= LONG_SECONDS && firsts.every(({ seconds }) => seconds !== undefined);
  const seconds = firsts.map((run) => (counts ? [run.seconds ?? 0] : []));
  const products = counts ? [await product.measure()] : [];
  for (let round = products.length; round < rounds; round++) {
    await inTurn(works, round, (i, value) => seconds[i].push(value));
    products.push(await product.measure());
  }
  const [{ values: expected }] = firsts;
  const candidates = works.map(({ name, ours }, i): Measured => {
    const { values } = firsts[i];
    const difference = i > 0 && values && expected ? { difference: differenceOf(expected, values) } : {};
    return { name, ours, seconds: seconds[i], ...difference };
  });
  return { at, candidates, product: products, ...(operations !== undefined && { operations }) };
}

async function measureSweep({ works, rounds, ...wanted }: SweepToMeasure): Promise<Sweep> {
  const all = wanted.values.map(works);
  for (const one of all) for (const work of one) await work.time();
  const names = all[0].map(({ name }) => name);
  const candidates = names.map((name) => ({ name, seconds: [] as number[][] }));
  for (let round = 0; round < rounds; round++) {
    for (const { seconds } of candidates) seconds.push([]);
    for (const one of all) await inTurn(one, round, (i, value) => candidates[i].seconds[round].push(value));
  }
  return { ...wanted, candidates };
}

async function inTurn(
  works: readonly Work[],
  round: number,
  keep: (index: number, seconds: number) => void,
): Promise<void> {
  for (let turn = 0; turn < works.length; turn++) {
    const i = (round + turn) % works.length;
    await pause(SETTLE_MS);
    const seconds = await works[i].time();
    keep(i, seconds < SHORT_SECONDS ? await works[i].time() : seconds);
  }
}

/** |found / expected - 1| at most this for 99 % of the values. */
function differenceOf(expected: ArrayLike<number>, found: ArrayLike<number>): number {
  const differences = Array.from(found, (value, i) => Math.abs(value / expected[i] - 1));
  return differences.sort((a, b) => a - b)[Math.floor(0.99 * (differences.length - 1))];
}
