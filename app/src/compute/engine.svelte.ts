/**
 * From the state to what is shown: asks the workers, newest wins, and keeps what they answered. A change of τ asks for
 * weights and paths only; what is measured of them follows when the hand rests.
 */

import type { SceneConfig } from "ridgescope/scene";
import { present } from "../present.ts";
import { messageOf } from "../text.ts";
import { Features } from "./features.svelte.ts";
import { pathKey } from "./keys.ts";
import { Landscapes } from "./landscapes.svelte.ts";
import { Networks, type OwnModel } from "./networks.svelte.ts";
import { type Asked, Particles, type Parts } from "./particles.svelte.ts";
import type {
  Measures,
  ModelRef,
  NetworkState,
  OwnFile,
  Paths,
  Probe,
  Solved,
  Training,
  VectorField,
} from "./protocol.ts";
import { Scores } from "./scores.svelte.ts";
import { Tasks } from "./tasks.svelte.ts";
import { NoAnswer } from "./worker-client.ts";
import type { Workers } from "./workers.ts";

/** Milliseconds of rest after which paths are measured. */
const REST = 150;
/** Redraws whose time is kept. */
const REDRAWS = 100;

/** What the model of the state still waits for. */
export type Waiting = "nothing" | "training" | "file" | "cancelled";

/** Everything computed. */
export class Engine {
  readonly tasks = new Tasks();
  readonly landscapes: Landscapes;
  /** Milliseconds from a change to its redraw, the last hundred. */
  readonly redraws: number[] = [];
  readonly #features: Features;
  readonly #networks: Networks;
  readonly #particles: Particles;
  readonly #scores: Scores;
  #problem = $state.raw("");
  #waiting: Waiting = $state.raw("nothing");
  /** Counts requests, so that answers to old ones can be told. */
  #round = 0;
  #config: SceneConfig | undefined;
  #isOwn = false;
  /** The model whose paths are shown. */
  #model: ModelRef | undefined;
  #pathsKey = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workers: Workers) {
    this.landscapes = new Landscapes(workers.landscape, this.tasks, (error) => this.#fail(error));
    this.#features = new Features(workers, this.tasks);
    this.#networks = new Networks(workers.network, this.tasks);
    this.#particles = new Particles(workers, this.tasks);
    this.#scores = new Scores(workers);
  }

  get paths(): Paths | null {
    return this.#particles.paths;
  }
  get measures(): Measures | null {
    return this.#particles.measures;
  }
  get training(): Training | null {
    return this.#features.training;
  }
  get solved(): Solved | null {
    return this.#features.solved;
  }
  get field(): VectorField | null {
    return this.#scores.field;
  }
  get probe(): Probe | null {
    return this.#scores.probe;
  }
  /** What went wrong, in one line; empty: nothing. */
  get problem(): string {
    return this.#problem;
  }
  get waiting(): Waiting {
    return this.#waiting;
  }
  /** How far the network of the present settings is trained. */
  get trained(): NetworkState | null {
    return this.#networks.trained;
  }
  get own(): OwnModel | null {
    return this.#networks.own;
  }

  /** Shows a scene; nothing is done where nothing of the paths has changed. `isOwn`: the model is the user's file. */
  show(config: SceneConfig, isOwn: boolean): void {
    const key = JSON.stringify([pathKey(config), isOwn, this.own?.name]);
    this.#config = config;
    this.#isOwn = isOwn;
    this.#networks.want(config);
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

  /** Scores at places in the plane, count × 2, at one time. */
  askField(time: number, at: Float64Array): void {
    const asked = this.#shown();
    if (asked) void this.#quietly(() => this.#scores.askField(asked, { time, at }));
  }

  /** Everything at one place; null: nothing. */
  askProbe(time: number, at: Float64Array | null): void {
    const asked = this.#shown();
    if (at === null || !asked) this.#scores.clearProbe();
    else void this.#quietly(() => this.#scores.askProbe(asked, { time, at }));
  }

  /** Trains the network of the present settings to the end of its steps, showing it on the way. */
  async train(): Promise<void> {
    const config = this.#config;
    if (config === undefined) return;
    const show = () => this.#generate({ config, model: { kind: "held", name: "network" } }, ++this.#round);
    await this.#quietly(() => this.#networks.train(config, show));
  }

  /** Takes a model file of the user's. */
  async open(file: OwnFile): Promise<void> {
    const config = this.#config;
    if (config === undefined) return;
    await this.#quietly(async () => {
      await this.#networks.open(config, file);
      if (this.#isOwn) await this.#refresh(config);
    });
  }

  /** The trained network as an ONNX file. */
  networkFile(): Promise<Uint8Array> {
    return this.#networks.file(present(this.#config));
  }

  async #refresh(config: SceneConfig): Promise<void> {
    const round = ++this.#round;
    const began = performance.now();
    this.#problem = "";
    // what is measured of the paths before would only be in the way
    this.#particles.stopMeasuring();
    await this.#quietly(async () => {
      const model = await this.#modelOf(config, round);
      if (model === undefined || round !== this.#round) return;
      await this.#generate({ config, model }, round);
      if (round !== this.#round) return;
      this.redraws.push(performance.now() - began);
      if (this.redraws.length > REDRAWS) this.redraws.shift();
    }, round);
  }

  /** The model of the settings, or undefined where it has yet to be trained or opened. */
  async #modelOf(config: SceneConfig, round: number): Promise<ModelRef | undefined> {
    this.#waiting = "nothing";
    if (this.#isOwn) return this.own ? { kind: "held", name: "own" } : this.#wait("file");
    if (config.model === "network")
      return this.trained ? { kind: "held", name: "network" } : this.#wait("training");
    if (config.model !== "random-features") return { kind: "known" };
    await this.#features.solve(config, () => this.#cancelled());
    if (round !== this.#round) return undefined;
    return { kind: "features", output: await this.#features.output(config) };
  }

  #wait(what: Waiting): undefined {
    this.#waiting = what;
    this.#model = undefined;
    this.#particles.clear();
    this.#scores.clear();
  }

  async #generate(asked: Asked, round: number): Promise<void> {
    const parts = await this.#particles.generate(asked, () => {
      this.#forgetHeld(asked.model);
      this.#cancelled();
    });
    if (round !== this.#round) return;
    this.#waiting = "nothing";
    this.#model = asked.model;
    this.#particles.show(parts);
    clearTimeout(this.#timer);
    const measure = () => this.#measure(asked, parts, round);
    this.#timer = setTimeout(() => void this.#quietly(measure, round), REST);
  }

  async #measure(asked: Asked, parts: Parts, round: number): Promise<void> {
    const found = await this.#particles.measure(asked, parts, () => this.#forgetHeld(asked.model));
    if (round !== this.#round) return;
    this.#particles.showMeasures(found);
    if (asked.model.kind === "features") await this.#features.makeCurves(asked.config);
  }

  /** The reader ended what was in work. */
  #cancelled(): void {
    this.#waiting = "cancelled";
  }

  /** A worker that was ended took the networks that it held with it. */
  #forgetHeld(model: ModelRef): void {
    if (model.kind === "held") this.#networks.forget();
  }

  /** The settings, and the model whose paths are shown; undefined: there is none. */
  #shown(): Asked | undefined {
    const [config, model] = [this.#config, this.#model];
    return config && model ? { config, model } : undefined;
  }

  /** Does what may fail: what went wrong is told, unless something newer was asked for. */
  async #quietly(work: () => Promise<void>, round = this.#round): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NoAnswer) && round === this.#round) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#problem = messageOf(error);
  }
}
