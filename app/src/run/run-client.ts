/** Asks the worker. Of several questions of one kind only the newest is answered; a new run ends what went before. */
import type { Answered, Asked } from "./run-worker.ts";
import type { Questions } from "./types.ts";

/** What a question ends with when a newer one took its place, or it was cancelled. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}

interface Waiting {
  readonly name: keyof Questions;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** The worker of one view. */
export class RunClient {
  readonly #start: () => Worker;
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @param start makes the worker, and makes it anew after a question was ended */
  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** @throws Superseded, or an Error whose message is one line for the reader */
  ask<Name extends keyof Questions>(
    name: Name,
    ask: Questions[Name]["ask"],
  ): Promise<Questions[Name]["answer"]> {
    if (name === "open") this.cancel();
    for (const [id, other] of this.#waiting) if (other.name === name) this.#drop(id);
    const id = this.#next++;
    const worker = this.#running();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { name, resolve: resolve as (answer: unknown) => void, reject });
      worker.postMessage({ id, name, ask } satisfies Asked<Name>);
    });
  }

  /** Ends all questions, and the thread where it was busy with one; the run has to be opened again then. */
  cancel(): void {
    if (this.#waiting.size === 0) return;
    this.close();
  }

  /** Ends the thread. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const id of [...this.#waiting.keys()]) this.#drop(id);
  }

  #drop(id: number): void {
    this.#waiting.get(id)?.reject(new Superseded());
    this.#waiting.delete(id);
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#start();
    worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => this.#settle(data));
    worker.addEventListener("error", (event) => this.#fail(event.message));
    this.#worker = worker;
    return worker;
  }

  #settle(data: Answered): void {
    const waiting = this.#waiting.get(data.id);
    this.#waiting.delete(data.id);
    if ("error" in data) waiting?.reject(new Error(data.error));
    else waiting?.resolve(data.answer);
  }

  #fail(message: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.close();
    for (const one of waiting) one.reject(new Error(`The worker ended: ${message}`));
  }
}
