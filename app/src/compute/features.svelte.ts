/** Random features: solved once for their settings, then the weights of any τ, and curves over training. */
import type { SceneConfig } from "ridgescope/scene";
import { featureKey } from "./keys.ts";
import type { Progress, Solved, Training } from "./protocol.ts";
import type { Tasks } from "./tasks.svelte.ts";
import { CurveMaker } from "./training-curves.ts";
import type { WorkerClient } from "./worker-client.ts";
import type { Workers } from "./workers.ts";

/** What the worker of random features is asked. */
export class Features {
  #solved: Solved | null = $state.raw(null);
  #training: Training | null = $state.raw(null);
  #key = "";
  readonly #worker: WorkerClient;
  readonly #tasks: Tasks;
  readonly #curves: CurveMaker;

  constructor(workers: Workers, tasks: Tasks) {
    this.#worker = workers.features;
    this.#tasks = tasks;
    this.#curves = new CurveMaker(workers, tasks, (training) => {
      this.#training = training;
    });
  }

  get solved(): Solved | null {
    return this.#solved;
  }
  /** Curves over training, as far as they are made. */
  get training(): Training | null {
    return this.#training;
  }

  /** Solves the features of these settings where they are not; `cancelled` is told where the reader ends that. */
  async solve(config: SceneConfig, cancelled: () => void): Promise<void> {
    const key = featureKey(config);
    if (key === this.#key) return;
    const worker = this.#worker;
    if (!worker.idle) worker.cancel();
    this.#training = null;
    const ask = (onProgress: Progress) => worker.ask("solve", { config }, { onProgress });
    const cancel = () => {
      worker.cancel();
      cancelled();
    };
    this.#solved = await this.#tasks.follow(`training ${config.features.p} random features`, ask, { cancel });
    this.#key = key;
  }

  /** Output weights at τ of the settings, which have been solved. */
  async output(config: SceneConfig): Promise<Float64Array> {
    const taus = [config.tau === "inf" ? Infinity : config.tau];
    const [output] = await this.#worker.ask("weights", { config, taus });
    return output;
  }

  /** Makes the curves over training of what is solved. */
  async makeCurves(config: SceneConfig): Promise<void> {
    if (this.#solved) await this.#curves.make(config, this.#solved);
  }
}
