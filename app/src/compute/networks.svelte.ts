/** The networks that a worker holds: one that is trained here, and one from the user's file. */
import type { SceneConfig } from "ridgescope/scene";
import { checkpoints } from "./checkpoints.ts";
import { networkKey } from "./keys.ts";
import type { NetworkState, OwnFile, Progress } from "./protocol.ts";
import type { Tasks } from "./tasks.svelte.ts";
import type { WorkerClient } from "./worker-client.ts";

/** The user's model: the name of its file, and what was found when it was opened. */
export interface OwnModel {
  readonly name: string;
  readonly notes: readonly string[];
}

/** What the worker of networks is asked. */
export class Networks {
  #trained: (NetworkState & { readonly key: string }) | null = $state.raw(null);
  #own: OwnModel | null = $state.raw(null);
  /** Of the network that is wanted now. */
  #key = $state("");
  readonly #worker: WorkerClient;
  readonly #tasks: Tasks;

  constructor(worker: WorkerClient, tasks: Tasks) {
    this.#worker = worker;
    this.#tasks = tasks;
  }

  /** How far the wanted network is trained; null: not at all. */
  get trained(): NetworkState | null {
    return this.#trained?.key === this.#key ? this.#trained : null;
  }
  get own(): OwnModel | null {
    return this.#own;
  }

  /** Says which network is wanted: that of these settings. */
  want(config: SceneConfig): void {
    this.#key = networkKey(config);
  }

  /** Trains the wanted network to the end of its steps; `show` is called on the way. Ends early where another is wanted. */
  async train(config: SceneConfig, show: () => Promise<void>): Promise<void> {
    const { steps } = config.network;
    const key = this.#key;
    const what = "training the network";
    let isStopped = false;
    const cancel = () => {
      isStopped = true;
    };
    const follow = async (progress: Progress) => {
      for (const until of checkpoints(this.trained?.step ?? 0, steps)) {
        if (isStopped || key !== this.#key) return;
        const found = await this.#worker.ask("train", { config, until }, { onProgress: progress });
        progress(what, found.step, steps);
        this.#trained = { key, step: found.step, loss: found.loss };
        await show();
      }
    };
    await this.#tasks.follow(what, follow, { cancel });
  }

  /** Opens a model file of the user's. */
  async open(config: SceneConfig, file: OwnFile): Promise<void> {
    const { name } = file;
    const ask = () => this.#worker.ask("own", { config, file });
    const { notes } = await this.#tasks.follow(`opening ${name}`, ask);
    this.#own = { name, notes };
  }

  /** The trained network as an ONNX file. */
  file(config: SceneConfig): Promise<Uint8Array> {
    return this.#worker.ask("networkFile", { config });
  }

  /** The worker was ended, and took its networks with it. */
  forget(): void {
    this.#trained = null;
    this.#own = null;
  }
}
