/** What kernels and the pool know of each other: tasks, and that somebody runs them. */
import type { Wasm } from "../wasm/instance.ts";

/** What a task may be given: numbers, and arrays that it reads or fills. */
export type TaskArguments = Record<string, number | Float64Array | Float32Array | Int32Array>;

/** Items `begin, …, end - 1`. */
export interface ItemRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * A unit of work over a range of items. Items are independent: each writes its own part of the output
 * arrays and reads nothing that another item writes, so results cannot depend on how items are spread
 * over threads.
 */
export type Task = (wasm: Wasm, args: TaskArguments, items: ItemRange) => void;

/** Threads that share work on ranges of items. */
export interface Pool {
  /** Number of threads that share the work (1: everything runs inline). */
  readonly threads: number;
  /**
   * Runs `task`, one of those listed in `tasks.ts`, over items `[0, items)`, handing out `grain` items at a time. Jobs
   * whose `cost` (about the number of floating-point operations) is too small to be worth a message run inline.
   */
  run(
    task: Task,
    args: TaskArguments,
    options: { items: number; grain?: number; cost: number },
  ): Promise<void>;
  /** Ends the threads. */
  close(): void;
}
