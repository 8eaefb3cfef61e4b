/** What the model says where the reader looks: arrows over the view, and everything at one place. */
import { lastOf } from "../present.ts";
import type { Asked } from "./particles.svelte.ts";
import type { Probe, VectorField } from "./protocol.ts";
import { type Workers, workersFor } from "./workers.ts";

/** Places in the coordinates of a time, count × 2. */
export interface Places {
  readonly time: number;
  readonly at: Float64Array;
}

/** What workers are asked about scores. */
export class Scores {
  #field: VectorField | null = $state.raw(null);
  #probe: Probe | null = $state.raw(null);
  readonly #workers: Workers;

  constructor(workers: Workers) {
    this.#workers = workers;
  }

  get field(): VectorField | null {
    return this.#field;
  }
  get probe(): Probe | null {
    return this.#probe;
  }

  async askField({ config, model }: Asked, { time, at }: Places): Promise<void> {
    const worker = lastOf(workersFor(this.#workers, model));
    this.#field = await worker.ask("field", { config, model, time, at });
  }

  /** Everything at one place. */
  async askProbe({ config, model }: Asked, { time, at }: Places): Promise<void> {
    const [worker] = workersFor(this.#workers, model);
    this.#probe = await worker.ask("probe", { config, model, time, at });
  }

  /** Nothing is pointed at. */
  clearProbe(): void {
    this.#probe = null;
  }

  clear(): void {
    this.#field = null;
    this.#probe = null;
  }
}
