/** The workers of the page; each starts when it is first asked. */
import type { ModelRef } from "./protocol.ts";
import { createWorkerClient, type WorkerClient } from "./worker-client.ts";

/** Every worker by what it is for. */
export interface Workers {
  /** Trains random features in closed form, on all threads. */
  readonly features: WorkerClient;
  /** Generate particles, a part each, and answer for the model. */
  readonly paths: readonly WorkerClient[];
  /** What the data alone say. */
  readonly landscape: WorkerClient;
  /** Measures what was generated. */
  readonly measures: WorkerClient;
  /** Holds networks; loads ONNX Runtime. */
  readonly network: WorkerClient;
}

/** Particles are generated in as many parts as this machine can work on at once, up to four. */
const PARTS = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1));

/** The workers that know a model: a network is held by one alone. */
export function workersFor({ network, paths }: Workers, model: ModelRef): readonly WorkerClient[] {
  return model.kind === "held" ? [network] : paths;
}

/** Clients of all workers. */
export function createWorkers(): Workers {
  const scene = () =>
    createWorkerClient(
      () => new Worker(new URL("./scene-worker.ts", import.meta.url), { type: "module", name: "scene" }),
    );
  return {
    features: createWorkerClient(
      () => new Worker(new URL("./feature-worker.ts", import.meta.url), { type: "module", name: "features" }),
    ),
    paths: Array.from({ length: PARTS }, scene),
    landscape: scene(),
    measures: scene(),
    network: createWorkerClient(
      () => new Worker(new URL("./network-worker.ts", import.meta.url), { type: "module", name: "network" }),
    ),
  };
}
