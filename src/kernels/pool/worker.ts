/**
 * The worker thread's side of the pool: takes ranges of items from a shared counter until none is left.
 * Bundled to a string by scripts/build-kernels.mjs; runs under Node's worker_threads and in browsers.
 */
import { createWasm, type Wasm } from "../wasm/instance.ts";
import type { TaskArguments } from "./task.ts";
import { TASKS, type TaskName } from "./tasks.ts";

/** What a worker is sent: a task, its arguments, and the counter from which workers take items. */
export interface Job {
  id: number;
  task: TaskName;
  args: TaskArguments;
  items: number;
  grain: number;
  /** Next item to take; shared by all workers of the job. */
  counter: Int32Array;
}

/** What a worker answers when no items are left, or when the task threw. */
export interface JobEnd {
  id: number;
  error?: string;
}

interface Port {
  postMessage(message: JobEnd): void;
  on?(event: "message", listener: (job: Job) => void): void;
  onmessage?: (event: { data: Job }) => void;
}

let wasm: Wasm | undefined;

function perform(job: Job): void {
  wasm ??= createWasm();
  for (;;) {
    const begin = Atomics.add(job.counter, 0, job.grain);
    if (begin >= job.items) return;
    TASKS[job.task](wasm, job.args, { begin, end: Math.min(begin + job.grain, job.items) });
  }
}

function serve(port: Port, job: Job): void {
  try {
    perform(job);
    port.postMessage({ id: job.id });
  } catch (error) {
    Atomics.store(job.counter, 0, job.items);
    port.postMessage({
      id: job.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

declare const ridgescopeParentPort: Port | undefined;
const port: Port =
  typeof ridgescopeParentPort === "undefined" ? (globalThis as unknown as Port) : ridgescopeParentPort;
if (port.on) port.on("message", (job) => serve(port, job));
else port.onmessage = (event) => serve(port, event.data);
