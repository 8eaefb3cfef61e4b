/**
 * Runs tasks over ranges of items, inline or on worker threads. Which thread runs an item never shows in
 * the result (see `Task`).
 */
import { expected } from "../../errors/argument-error.ts";
import { importNode } from "../import-node.ts";
import { createWasm, type Wasm } from "../wasm/instance.ts";
import type { Pool, Task } from "./task.ts";
import { TASKS, type TaskName } from "./tasks.ts";
import { WORKER_SOURCE } from "./worker.generated.ts";
import type { Job, JobEnd } from "./worker.ts";

/** Below about half a million operations, inline is faster than waking a thread. */
const INLINE_COST = 5e5;

/** Tasks go to workers by name. */
const NAMES = new Map<Task, TaskName>(Object.entries(TASKS).map(([name, task]) => [task, name as TaskName]));

function nameOf(task: Task): TaskName {
  const name = NAMES.get(task);
  if (name === undefined)
    throw expected("task", `one of ${Object.keys(TASKS).join(", ")}`, "one that is not listed");
  return name;
}

/** A pool of `threads` workers; 1, or no shared memory, means inline. */
export function createPool(threads: number): Pool {
  let wasm: Wasm | undefined;
  let workers: WorkerHandle[] | undefined;
  let nextId = 1;
  const sharing = threads > 1 && typeof SharedArrayBuffer !== "undefined";
  return {
    threads: sharing ? threads : 1,
    async run(task, args, { items, grain = 1, cost }) {
      const name = nameOf(task);
      if (items <= 0) return;
      if (!sharing || cost < INLINE_COST || items <= grain) {
        wasm ??= createWasm();
        task(wasm, args, { begin: 0, end: items });
        return;
      }
      workers ??= await startWorkers(threads);
      const counter = new Int32Array(new SharedArrayBuffer(4));
      const job: Job = { id: nextId++, task: name, args, items, grain, counter };
      const ends = await Promise.all(workers.map((worker) => worker.perform(job)));
      const failed = ends.find((end) => end.error !== undefined);
      if (failed) throw new Error(`kernel ${name} failed: ${failed.error}`);
    },
    close() {
      for (const worker of workers ?? []) worker.close();
      workers = undefined;
    },
  };
}

interface WorkerHandle {
  perform(job: Job): Promise<JobEnd>;
  close(): void;
}

async function startWorkers(count: number): Promise<WorkerHandle[]> {
  const start =
    typeof process !== "undefined" && process.versions?.node ? await nodeStarter() : browserWorker;
  return Array.from({ length: count }, () => start());
}

async function nodeStarter(): Promise<() => WorkerHandle> {
  const { Worker } = await importNode<typeof import("node:worker_threads")>("worker_threads");
  const source = `var ridgescopeParentPort = require("node:worker_threads").parentPort;\n${WORKER_SOURCE}`;
  return () => {
    const worker = new Worker(source, { eval: true });
    const waiting = new Map<number, (end: JobEnd) => void>();
    const settle = (end: JobEnd) => {
      waiting.get(end.id)?.(end);
      waiting.delete(end.id);
      if (waiting.size === 0) worker.unref();
    };
    const fail = (why: string) => {
      for (const id of [...waiting.keys()]) settle({ id, error: why });
    };
    worker.on("message", settle);
    worker.on("error", (error) => fail(String(error)));
    worker.on("exit", () => fail("the worker thread ended"));
    worker.unref();
    return {
      perform: (job) =>
        new Promise((resolve) => {
          waiting.set(job.id, resolve);
          worker.ref();
          worker.postMessage(job);
        }),
      close: () => void worker.terminate(),
    };
  };
}

function browserWorker(): WorkerHandle {
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
  const worker = new Worker(url);
  const waiting = new Map<number, (end: JobEnd) => void>();
  worker.onmessage = (event: MessageEvent<JobEnd>) => {
    waiting.get(event.data.id)?.(event.data);
    waiting.delete(event.data.id);
  };
  worker.onerror = (event) => {
    for (const [id, resolve] of waiting) resolve({ id, error: event.message });
    waiting.clear();
  };
  return {
    perform: (job) =>
      new Promise((resolve) => {
        waiting.set(job.id, resolve);
        worker.postMessage(job);
      }),
    close: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
