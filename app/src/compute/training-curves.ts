/** Errors and classes over τ, made when nothing else is to do: errors at once, classes one training time after another. */
import type { SceneConfig } from "ridgescope/scene";
import type { Calm } from "./calm.ts";
import type { Progress, Solved, Training } from "./protocol.ts";
import { NoAnswer } from "./worker-client.ts";
import type { Workers } from "./workers.ts";

/** Training times of the curves of errors and of classes; the last is the end of training. */
const ERROR_TAUS = 33;
const CLASS_TAUS = 9;
/** Particles that are generated for the classes at each training time. */
const PARTICLES = 300;

/** What it is called while it is made. */
const WHAT = "errors and classes over training";

/** What of the page's tasks is used; tests hand in their own. */
export interface CurveTasks extends Pick<Calm, "calm"> {
  follow<T>(
    what: string,
    work: (progress: Progress) => Promise<T>,
    options: { cancel(): void; isBackground: boolean },
  ): Promise<T>;
}

/** Makes the curves of a scene once, and again where its settings change. */
export class CurveMaker {
  #key = "";
  readonly #workers: Pick<Workers, "features" | "measures">;
  readonly #tasks: CurveTasks;
  readonly #show: (training: Training) => void;

  constructor(
    workers: Pick<Workers, "features" | "measures">,
    tasks: CurveTasks,
    show: (training: Training) => void,
  ) {
    this.#workers = workers;
    this.#tasks = tasks;
    this.#show = show;
  }

  /** Makes the curves; ends early where others are asked for. */
  async make(config: SceneConfig, solved: Solved): Promise<void> {
    const key = JSON.stringify({ ...config, tau: 0 });
    if (key === this.#key) return;
    this.#key = key;
    const cancel = () => {
      this.#key = "";
      this.#workers.measures.cancel();
    };
    try {
      await this.#tasks.follow(WHAT, (progress) => this.#run(config, solved, { key, progress }), {
        cancel,
        isBackground: true,
      });
    } catch (error) {
      this.#key = "";
      throw error;
    }
  }

  async #run(
    config: SceneConfig,
    solved: Solved,
    { key, progress }: { key: string; progress: Progress },
  ): Promise<void> {
    const taus = trainingTimes(solved);
    const curves = await this.#workers.features.ask("curves", { config, taus });
    const unknown = () => new Float64Array(taus.length).fill(Number.NaN);
    let training: Training = {
      ...curves,
      eigenvalues: solved.eigenvalues,
      cut: solved.cut,
      memorised: unknown(),
      interMode: unknown(),
      offRidge: unknown(),
    };
    this.#show(training);
    const few = {
      ...config,
      sampling: { ...config.sampling, count: Math.min(PARTICLES, config.sampling.count) },
    };
    for (const [i, at] of classIndices().entries()) {
      progress(WHAT, i, CLASS_TAUS);
      await this.#tasks.calm();
      if (this.#key !== key) return;
      const fractions = await this.#classesAt(few, taus[at]);
      if (fractions === undefined || this.#key !== key) return;
      const set = (values: Float64Array, value: number) => values.with(at, value);
      training = {
        ...training,
        memorised: set(training.memorised, fractions.memorised.value),
        interMode: set(training.interMode, fractions.interMode.value),
        offRidge: set(training.offRidge, fractions.offRidge.value),
      };
      this.#show(training);
    }
  }

  /** Shares at one τ, on the worker that measures; undefined where something newer is to be measured. */
  async #classesAt(config: SceneConfig, tau: number) {
    const { features, measures } = this.#workers;
    try {
      const [output] = await features.ask("weights", { config, taus: [tau] }, { channel: "curves" });
      const model = { kind: "features", output: output } as const;
      const { count } = config.sampling;
      const paths = await measures.ask("paths", { config, model, first: 0, count }, { channel: "curves" });
      const last = paths.times.length - 1;
      const finals = paths.x
        .slice(last * 2 * count, (last + 1) * 2 * count)
        .map((value) => value * Math.exp(paths.times[last]));
      return await measures.ask("classes", { config, finals }, { channel: "curves" });
    } catch (error) {
      if (error instanceof NoAnswer) {
        this.#key = "";
        return undefined;
      }
      throw error;
    }
  }
}

/** From where the first eigenmode is learned to where the last is, in equal steps of log τ, and infinity. */
export function trainingTimes({ eigenvalues, cut }: Solved): Float64Array {
  const trained = eigenvalues.filter((value) => value > cut);
  const from = 0.1 / (2 * (trained[0] ?? 1));
  const to = Math.min(1e6, 10 / (2 * (trained.at(-1) ?? 1)));
  const finite = ERROR_TAUS - 1;
  return Float64Array.from({ length: ERROR_TAUS }, (_, i) =>
    i === finite ? Infinity : from * (to / from) ** (i / (finite - 1)),
  );
}

/** Where on the curves the classes are known: every fourth time, and infinity. */
export function classIndices(): number[] {
  const step = (ERROR_TAUS - 1) / (CLASS_TAUS - 1);
  return Array.from({ length: CLASS_TAUS }, (_, i) => Math.round(i * step));
}
