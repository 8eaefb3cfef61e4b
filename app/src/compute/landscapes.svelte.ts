/**
 * Landscapes over time: a film of coarse steps made in advance, from coarse to fine, so that playing shows ridges without
 * waiting; and the exact landscape, with saddles and edges, where time stands still.
 */
import type { SceneConfig } from "ridgescope/scene";
import { rememberContours } from "../scene/contours.ts";
import { coarseToFine } from "./film-order.ts";
import type { DrawnLandscape, Landscape, MergeTree, Progress } from "./protocol.ts";
import type { Tasks } from "./tasks.svelte.ts";
import { NoAnswer, type WorkerClient } from "./worker-client.ts";

/** Steps of the film. */
const FRAMES = 65;
/** What making the film is called. */
const FILM = "ridges of other noise levels";
/** Milliseconds of rest before the exact landscape is asked for. */
const REST = 120;
/** Landscapes kept. */
const KEPT = 200;

/** The landscape to show, and the merge tree. */
export class Landscapes {
  #shown: Landscape | null = $state.raw(null);
  #tree: MergeTree | null = $state.raw(null);
  #kept = new Map<number, Landscape>();
  #key = "";
  #time = Number.NaN;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #worker: WorkerClient;
  readonly #tasks: Tasks;
  readonly #fail: (error: unknown) => void;

  constructor(worker: WorkerClient, tasks: Tasks, fail: (error: unknown) => void) {
    this.#worker = worker;
    this.#tasks = tasks;
    this.#fail = fail;
  }

  /** The nearest in time of those that are known, in the coordinates of its own time. */
  get shown(): Landscape | null {
    return this.#shown;
  }

  get tree(): MergeTree | null {
    return this.#tree;
  }

  /** Shows the landscape of the scene's data at `time`. */
  show(config: SceneConfig, time: number): void {
    const key = JSON.stringify([config.data, config.ridge.dim, config.time]);
    if (key !== this.#key) {
      this.#key = key;
      this.#kept.clear();
      this.#shown = null;
      this.#tree = null;
      this.#worker.cancel();
      void this.#film(config, key);
    }
    this.#time = time;
    this.#shown = this.#near(time);
    clearTimeout(this.#timer);
    if (this.#kept.get(time)?.hasGraph) return;
    this.#timer = setTimeout(() => void this.#exact(config, key, time), REST);
  }

  #near(time: number): Landscape | null {
    let best: Landscape | undefined;
    const gap = (one: Landscape) => Math.abs(Math.log(one.time / time));
    for (const one of this.#kept.values()) if (best === undefined || gap(one) < gap(best)) best = one;
    return best ?? null;
  }

  #keep(key: string, found: DrawnLandscape): void {
    if (key !== this.#key) return;
    rememberContours(found.logDensity, found.contours);
    const before = this.#kept.get(found.time);
    if (!before?.hasGraph) this.#kept.set(found.time, found);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value as number);
    this.#shown = this.#near(this.#time);
  }

  async #exact(config: SceneConfig, key: string, time: number): Promise<void> {
    await this.#ask(async () => {
      const ask = () => this.#worker.ask("landscape", { config, time, graph: true }, { channel: "exact" });
      const cancel = () => this.#worker.cancel();
      this.#keep(key, await this.#tasks.follow("ridges, modes and saddles", ask, { cancel }));
    });
  }

  async #film(config: SceneConfig, key: string): Promise<void> {
    const { min, horizon } = config.time;
    await this.#ask(async () => {
      const first = this.#worker.ask(
        "landscape",
        { config, time: this.#time || min, graph: false },
        { channel: "first" },
      );
      this.#keep(key, await first);
      this.#tree = await this.#worker.ask("tree", { config });
      let isStopped = false;
      const frames = async (progress: Progress) => {
        for (const [i, share] of coarseToFine(FRAMES).entries()) {
          await this.#tasks.calm();
          if (isStopped || key !== this.#key) return;
          progress(FILM, i, FRAMES);
          const time = horizon * (min / horizon) ** share;
          const ask = { config, time, graph: false };
          this.#keep(key, await this.#worker.ask("landscape", ask, { channel: "film" }));
        }
      };
      const cancel = () => {
        isStopped = true;
      };
      await this.#tasks.follow(FILM, frames, { cancel, isBackground: true });
    });
  }

  async #ask(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#fail(error);
    }
  }
}
