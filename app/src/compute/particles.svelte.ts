/** Particles: generated on as many workers as know the model, and measured. */
import { type Paths as GeneratedPaths, joinPaths, type SceneConfig } from "ridgescope/scene";
import type { Measures, ModelRef, Paths, Progress } from "./protocol.ts";
import type { Tasks } from "./tasks.svelte.ts";
import type { WorkerClient } from "./worker-client.ts";
import { type Workers, workersFor } from "./workers.ts";

/** A scene and the model of its score. */
export interface Asked {
  readonly config: SceneConfig;
  readonly model: ModelRef;
}

/** What is generated, a part from each worker. */
export type Parts = readonly GeneratedPaths[];

/** What workers are asked about particles, and what is shown of them. */
export class Particles {
  #paths: Paths | null = $state.raw(null);
  #measures: Measures | null = $state.raw(null);
  readonly #workers: Workers;
  readonly #tasks: Tasks;

  constructor(workers: Workers, tasks: Tasks) {
    this.#workers = workers;
    this.#tasks = tasks;
  }

  get paths(): Paths | null {
    return this.#paths;
  }
  get measures(): Measures | null {
    return this.#measures;
  }

  /** Generates; `cancelled` is told where the reader ends that. */
  generate(asked: Asked, cancelled: () => void): Promise<Parts> {
    const workers = workersFor(this.#workers, asked.model);
    const cancel = () => {
      for (const worker of workers) worker.cancel();
      cancelled();
    };
    return this.#tasks.follow("generating", (progress) => askAll(workers, asked, progress), { cancel });
  }

  /** Measures what was generated; `cancelled` is told where the reader ends that. */
  measure({ config, model }: Asked, parts: Parts, cancelled: () => void): Promise<Measures> {
    const worker = model.kind === "held" ? this.#workers.network : this.#workers.measures;
    const ask = () => worker.ask("measures", { config, model, parts });
    const cancel = () => {
      worker.cancel();
      cancelled();
    };
    return this.#tasks.follow("measuring", ask, { cancel });
  }

  /** Ends a measurement of paths that are shown no more. */
  stopMeasuring(): void {
    if (!this.#workers.measures.idle) this.#workers.measures.cancel();
  }

  /** Shows new paths; measures of others stay until theirs are known, but for those of another number of particles. */
  show(parts: Parts): void {
    this.#paths = joinPlaces(parts);
    if (this.#measures && this.#measures.classes.length !== this.#paths.count) this.#measures = null;
  }

  /** Shows what was measured. */
  showMeasures(measures: Measures): void {
    this.#measures = measures;
  }

  clear(): void {
    this.#paths = null;
    this.#measures = null;
  }
}

/** All particles in order, a share from each worker; the first tells how far it is. */
function askAll(
  workers: readonly WorkerClient[],
  { config, model }: Asked,
  onProgress: Progress,
): Promise<Parts> {
  const { count } = config.sampling;
  const ends = workers.map((_, i) => Math.round((count * (i + 1)) / workers.length));
  return Promise.all(
    workers.map((worker, i) => {
      const first = i === 0 ? 0 : ends[i - 1];
      const ask = { config, model, first, count: ends[i] - first };
      return worker.ask("paths", ask, i === 0 ? { onProgress } : {});
    }),
  );
}

/** Places of all particles; what the model predicted for them stays in the parts. */
function joinPlaces(parts: Parts): Paths {
  return joinPaths(parts.map((part) => ({ ...part, posteriorMean: new Float64Array(0) })));
}
