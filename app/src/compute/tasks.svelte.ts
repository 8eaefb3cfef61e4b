/** Work in progress, for the reader: what, how far, since when, and how to end it. */
import { Calm } from "./calm.ts";
import type { Progress } from "./protocol.ts";

/** One piece of work that takes a while. */
export interface Task {
  readonly id: number;
  readonly what: string;
  readonly done: number;
  readonly total: number;
  /** Milliseconds on the page's clock. */
  readonly since: number;
  /** Whether nobody waits for it: what is shown is complete without. */
  readonly isBackground: boolean;
  cancel?(): void;
}

/** Work shorter than this is not worth a word. */
export const WORTH_SHOWING = 500;

/** The work in progress, in the order in which it began. */
export class Tasks {
  #all: readonly Task[] = $state.raw([]);
  #nextId = 1;
  readonly #calm = new Calm();

  /** Whether a film plays: what can wait does. */
  set film(on: boolean) {
    this.#calm.busy = on;
  }

  /** Resolves when no film plays. */
  calm(): Promise<void> {
    return this.#calm.calm();
  }

  get all(): readonly Task[] {
    return this.#all;
  }

  /** What the reader waits for. */
  get foreground(): readonly Task[] {
    return this.#all.filter((task) => !task.isBackground);
  }

  /** Follows `work` until it ends; it is given a function that tells how far it is. */
  async follow<T>(
    what: string,
    work: (progress: Progress) => Promise<T>,
    { cancel, isBackground = false }: { cancel?: () => void; isBackground?: boolean } = {},
  ): Promise<T> {
    const id = this.#nextId++;
    const task: Task = {
      id,
      what,
      done: 0,
      total: 0,
      since: performance.now(),
      isBackground,
      ...(cancel ? { cancel } : {}),
    };
    this.#all = [...this.#all, task];
    const progress: Progress = (now, done, total) => {
      this.#all = this.#all.map((one) => (one.id === id ? { ...one, what: now, done, total } : one));
    };
    try {
      return await work(progress);
    } finally {
      this.#all = this.#all.filter((one) => one.id !== id);
    }
  }
}
