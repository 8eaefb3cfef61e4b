/**
 * From the state to what is shown: asks the workers, newest wins, and keeps what they answered. A change of τ asks for
 * weights and paths only; what is measured of them follows when the hand rests.
 */

import { type Paths as GeneratedPaths, joinPaths, modelSettings, type SceneConfig } from "ridgescope/scene";
import type { OwnModelFile } from "ridgescope/scene/network";
import { lastOf, present } from "../present.ts";
import { checkpoints } from "./checkpoints.ts";
import { Landscapes } from "./landscapes.svelte.ts";
import type { Measures, ModelRef, Paths, Probe, Solved, Training, VectorField } from "./protocol.ts";
import { Tasks } from "./tasks.svelte.ts";
import { CurveMaker } from "./training-curves.ts";
import { NoAnswer, type WorkerClient } from "./worker-client.ts";
import type { Workers } from "./workers.ts";

/** Milliseconds of rest after which paths are measured. */
const REST = 150;

/** What the model of the state still waits for. */
export type Waiting = "nothing" | "training" | "file" | "cancelled";

/** Everything computed. */
export class Engine {
  readonly tasks = new Tasks();
  readonly landscapes: Landscapes;
  #paths: Paths | null = $state.raw(null);
  #measures: Measures | null = $state.raw(null);
  #training: Training | null = $state.raw(null);
  #solved: Solved | null = $state.raw(null);
  #field: VectorField | null = $state.raw(null);
  #probe: Probe | null = $state.raw(null);
  #problem = $state.raw("");
  #waiting: Waiting = $state.raw("nothing");
  #trained: { key: string; step: number; loss: number } | null = $state.raw(null);
  #own: { name: string; notes: readonly string[] } | null = $state.raw(null);
  /** Counts requests, so that answers to old ones can be told. */
  #round = 0;
  #config: SceneConfig | undefined;
  #isOwn = false;
  #model: ModelRef | undefined;
  #solvedKey = "";
  #pathsKey = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Milliseconds from a change to its redraw, the last hundred. */
  readonly redraws: number[] = [];
  readonly #workers: Workers;
  readonly #curves: CurveMaker;

  constructor(workers: Workers) {
    this.#workers = workers;
    this.landscapes = new Landscapes(workers.landscape, this.tasks, (error) => this.#fail(error));
    this.#curves = new CurveMaker(workers, this.tasks, (training) => {
      this.#training = training;
    });
  }

  get paths(): Paths | null {
    return this.#paths;
  }
  get measures(): Measures | null {
    return this.#measures;
  }
  get training(): Training | null {
    return this.#training;
  }
  get solved(): Solved | null {
    return this.#solved;
  }
  get field(): VectorField | null {
    return this.#field;
  }
  get probe(): Probe | null {
    return this.#probe;
  }
  /** What went wrong, in one line; empty: nothing. */
  get problem(): string {
    return this.#problem;
  }
  get waiting(): Waiting {
    return this.#waiting;
  }
  /** Steps that the network of the present settings is trained for. */
  get trained(): { readonly step: number; readonly loss: number } | null {
    return this.#trained?.key === this.#networkKey() ? this.#trained : null;
  }
  get own(): { readonly name: string; readonly notes: readonly string[] } | null {
    return this.#own;
  }

  /** Shows a scene; nothing is done where nothing of the paths has changed. `isOwn`: the model is the user's file. */
  show(config: SceneConfig, isOwn: boolean): void {
    const key = JSON.stringify([pathSettings(config), isOwn, this.#own?.name]);
    this.#config = config;
    this.#isOwn = isOwn;
    if (key === this.#pathsKey) return;
    this.#pathsKey = key;
    void this.#refresh(config);
  }

  /** Dismisses the message about what went wrong. */
  dismiss(): void {
    this.#problem = "";
  }

  /** Reports something that went wrong elsewhere. */
  report(problem: string): void {
    this.#problem = problem;
  }

  /** Tries again what was cancelled. */
  again(): void {
    if (this.#config) void this.#refresh(this.#config);
  }

  /** Scores at places on the stage, count × 2, at one time. */
  askField(time: number, at: Float64Array): void {
    const { config, model } = this.#scene();
    if (config && model)
      void this.#quietly(async () => {
        this.#field = await lastOf(this.#pathWorkers()).ask("field", { config, model, time, at });
      });
  }

  /** Everything at one place; null: nothing. */
  askProbe(time: number, at: Float64Array | null): void {
    const { config, model } = this.#scene();
    if (at === null || !config || !model) this.#probe = null;
    else
      void this.#quietly(async () => {
        this.#probe = await this.#pathWorkers()[0].ask("probe", { config, model, time, at });
      });
  }

  /** Trains the network of the present settings to the end of its steps, showing it on the way. */
  async train(): Promise<void> {
    const config = this.#config;
    if (config === undefined) return;
    const { steps } = config.network;
    const key = this.#networkKey();
    const { network } = this.#workers;
    let stopped = false;
    await this.#quietly(() =>
      this.tasks.follow(
        "training the network",
        async (progress) => {
          for (const until of checkpoints(this.trained?.step ?? 0, steps)) {
            if (stopped || key !== this.#networkKey()) return;
            const found = await network.ask("train", { config, until }, { onProgress: progress });
            progress("training the network", found.step, steps);
            this.#trained = { key, ...found };
            await this.#generate(config, { kind: "held", name: "network" }, ++this.#round);
          }
        },
        {
          cancel: () => {
            stopped = true;
          },
        },
      ),
    );
  }

  /** Takes a model file of the user's. */
  async open(file: OwnModelFile): Promise<void> {
    const config = this.#config;
    if (config === undefined) return;
    await this.#quietly(async () => {
      const { notes } = await this.tasks.follow(`opening ${file.name}`, () =>
        this.#workers.network.ask("own", { config, file }),
      );
      this.#own = { name: file.name, notes };
      if (this.#isOwn) await this.#refresh(config);
    });
  }

  /** The trained network as an ONNX file. */
  networkFile(): Promise<Uint8Array> {
    return this.#workers.network.ask("networkFile", { config: present(this.#config) });
  }

  async #refresh(config: SceneConfig): Promise<void> {
    const round = ++this.#round;
    const began = performance.now();
    this.#problem = "";
    // what is measured of the paths before would only be in the way
    if (!this.#workers.measures.idle) this.#workers.measures.cancel();
    await this.#quietly(async () => {
      const model = await this.#modelOf(config, round);
      if (model === undefined || round !== this.#round) return;
      await this.#generate(config, model, round);
      if (round !== this.#round) return;
      this.redraws.push(performance.now() - began);
      if (this.redraws.length > 100) this.redraws.shift();
    }, round);
  }

  /** The model of the settings, or undefined where it has yet to be trained or opened. */
  async #modelOf(config: SceneConfig, round: number): Promise<ModelRef | undefined> {
    this.#waiting = "nothing";
    if (this.#isOwn) {
      if (this.#own) return { kind: "held", name: "own" };
      this.#wait("file");
      return undefined;
    }
    if (config.model === "network") {
      if (this.trained) return { kind: "held", name: "network" };
      this.#wait("training");
      return undefined;
    }
    if (config.model !== "random-features") return { kind: "known" };
    await this.#solve(config);
    if (round !== this.#round) return undefined;
    const taus = [config.tau === "inf" ? Infinity : config.tau];
    const [output] = await this.#workers.features.ask("weights", { config, taus });
    return { kind: "features", output: output };
  }

  #wait(what: Waiting): void {
    this.#waiting = what;
    this.#paths = null;
    this.#measures = null;
    this.#model = undefined;
    this.#field = null;
    this.#probe = null;
  }

  async #solve(config: SceneConfig): Promise<void> {
    const { data, features, loss, time, seed } = config;
    const key = JSON.stringify([data, features, loss, time, seed]);
    if (key === this.#solvedKey) return;
    const worker = this.#workers.features;
    if (!worker.idle) worker.cancel();
    this.#training = null;
    this.#solved = await this.tasks.follow(
      `training ${features.p} random features`,
      (progress) => worker.ask("solve", { config }, { onProgress: progress }),
      {
        cancel: () => {
          worker.cancel();
          this.#waiting = "cancelled";
        },
      },
    );
    this.#solvedKey = key;
  }

  async #generate(config: SceneConfig, model: ModelRef, round: number): Promise<void> {
    const workers = this.#pathWorkers(model);
    const { count } = config.sampling;
    const ends = workers.map((_, i) => Math.round((count * (i + 1)) / workers.length));
    const ranges = ends.map((end, i) => ({ first: i === 0 ? 0 : ends[i - 1], end }));
    const parts: readonly GeneratedPaths[] = await this.tasks.follow(
      "generating",
      (progress) =>
        Promise.all(
          ranges.map(({ first, end }, i) =>
            workers[i].ask(
              "paths",
              { config, model, first, count: end - first },
              i === 0 ? { onProgress: progress } : {},
            ),
          ),
        ),
      {
        cancel: () => {
          for (const worker of workers) worker.cancel();
          this.#forgetHeld(model);
          this.#waiting = "cancelled";
        },
      },
    );
    if (round !== this.#round) return;
    this.#model = model;
    this.#paths = joinX(parts);
    if (this.#measures && this.#measures.classes.length !== count) this.#measures = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#measure(config, model, parts, round), REST);
  }

  async #measure(
    config: SceneConfig,
    model: ModelRef,
    parts: readonly GeneratedPaths[],
    round: number,
  ): Promise<void> {
    await this.#quietly(async () => {
      const worker = model.kind === "held" ? this.#workers.network : this.#workers.measures;
      const ask = () => worker.ask("measures", { config, model, parts });
      const cancel = () => {
        worker.cancel();
        this.#forgetHeld(model);
      };
      const found = await this.tasks.follow("measuring", ask, { cancel });
      if (round !== this.#round) return;
      this.#measures = found;
      if (model.kind === "features" && this.#solved) await this.#curves.make(config, this.#solved);
    }, round);
  }

  /** A worker that was ended took the networks that it held with it. */
  #forgetHeld(model: ModelRef): void {
    if (model.kind !== "held") return;
    this.#trained = null;
    this.#own = null;
  }

  #pathWorkers(model: ModelRef | undefined = this.#model): readonly WorkerClient[] {
    return model?.kind === "held" ? [this.#workers.network] : this.#workers.paths;
  }

  #scene(): { config: SceneConfig | undefined; model: ModelRef | undefined } {
    return { config: this.#config, model: this.#model };
  }

  #networkKey(): string {
    if (this.#config === undefined) return "";
    const { data, network, time, seed } = this.#config;
    return JSON.stringify([data, { ...network, steps: 0 }, time, seed]);
  }

  async #quietly(work: () => Promise<void>, round = this.#round): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NoAnswer) && round === this.#round) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#problem = error instanceof Error ? error.message : String(error);
  }
}

/** Everything on which paths depend. */
function pathSettings(config: SceneConfig): unknown {
  const { data, model, seed, time, sampling, ridge } = config;
  return { data, model, seed, time, sampling, ridge, ...modelSettings(config) };
}

/** Places of all particles; what the model predicted for them stays in the parts. */
function joinX(parts: readonly GeneratedPaths[]): Paths {
  return joinPaths(parts.map((part) => ({ ...part, posteriorMean: new Float64Array(0) })));
}
