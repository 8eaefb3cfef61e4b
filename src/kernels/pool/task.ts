import type { Wasm } from "../wasm/instance.ts";

/** What a task may be given: numbers, and arrays that it reads or fills. */
export type TaskArguments = Record<string, number | Float64Array | Int32Array>;

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
