/** The machine's own float64 product, the measure of all shares: the fastest of those at hand. */
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { float64 } from "../../src/kernels/shared.ts";
import { createRng } from "../../src/random/rng.ts";
import { medianOf } from "../harness.ts";
import type { Python } from "./python.ts";

/** The chosen product. */
export interface MachineProduct {
  /** Which it is, and what the others reached: for the record. */
  readonly name: string;
  readonly size: number;
  /** GFLOP/s of all of them at the start, by name. */
  readonly all: Readonly<Record<string, number>>;
  /** GFLOP/s of the chosen one now. */
  measure(): Promise<number>;
  close(): void;
}

const SIZE = 1024;
const QUICK_SIZE = 384;
const ROUNDS = 5;

/** Measures NumPy's, PyTorch's and ours in turn, and chooses the fastest by its median. */
export async function createMachineProduct(
  python: Python | undefined,
  quick: boolean,
): Promise<MachineProduct> {
  const n = quick ? QUICK_SIZE : SIZE;
  const kernels = await createKernels();
  const a = float64(n * n);
  createRng(0).normalsInto(a);
  const timers = new Map<string, () => Promise<number>>([
    [
      "ridgescope",
      async () => {
        const start = performance.now();
        await kernels.multiply({ a, b: a, rows: n, inner: n, columns: n });
        return (performance.now() - start) / 1000;
      },
    ],
  ]);
  const ask = (kind: string) => async () => (await python?.ask({ n, kind }))?.seconds ?? Infinity;
  if (python) for (const [name, kind] of PEERS) timers.set(name, ask(kind));
  const found = new Map([...timers.keys()].map((name) => [name, [] as number[]]));
  const rate = async (timer: () => Promise<number>) => (2 * n ** 3) / (await timer()) / 1e9;
  for (const timer of timers.values()) await timer();
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, timer] of timers) found.get(name)?.push(await rate(timer));
  const all = Object.fromEntries([...found].map(([name, rates]) => [name, medianOf(rates)]));
  const name = [...timers.keys()].reduce((best, other) => (all[other] > all[best] ? other : best));
  const chosen = timers.get(name) ?? (async () => Infinity);
  return { name, size: n, all, measure: () => rate(chosen), close: () => kernels.close() };
}

const PEERS = [
  ["NumPy", "numpy"],
  ["PyTorch", "torch"],
] as const;
