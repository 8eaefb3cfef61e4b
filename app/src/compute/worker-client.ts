/**
 * The page's side of one worker: one question in flight; of those that wait on the same channel only the newest is
 * asked, the others end as superseded. Cancelling ends the worker and starts a new one.
 */
import type { Progress, QuestionName, Questions, Reply } from "./protocol.ts";

/** Why a question got no answer. */
export type Unanswered = "superseded" | "cancelled";

/** Thrown where a question got no answer, and it is nobody's fault. */
export class NoAnswer extends Error {
  readonly why: Unanswered;
  constructor(why: Unanswered) {
    super(why);
    this.why = why;
  }
}

/** Part of a worker that is used; tests hand in their own. */
export type WorkerLike = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

/** How a question is asked. */
interface AskOptions {
  /** Questions of the same channel supersede each other while they wait; default: the question's name. */
  readonly channel?: string;
  readonly onProgress?: Progress;
  /** Buffers to hand over. */
  readonly transfer?: Transferable[];
}

interface Waiting {
  readonly id: number;
  readonly name: QuestionName;
  readonly ask: unknown;
  readonly channel: string;
  readonly options: AskOptions;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** A worker that answers questions. */
export interface WorkerClient {
  ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]["ask"],
    options?: AskOptions,
  ): Promise<Questions[Name]["answer"]>;
  /** Ends what runs and waits as cancelled; a worker at rest stays. */
  cancel(): void;
  /** Whether nothing runs or waits. */
  readonly idle: boolean;
}

/** A client of the worker that `start` makes; it is made when it is first asked. */
export function createWorkerClient(start: () => WorkerLike): WorkerClient {
  return new QueuedClient(start);
}

class QueuedClient implements WorkerClient {
  readonly #start: () => WorkerLike;
  #worker: WorkerLike | undefined;
  #current: Waiting | undefined;
  #waiting: Waiting[] = [];
  #nextId = 1;

  constructor(start: () => WorkerLike) {
    this.#start = start;
  }

  get idle(): boolean {
    return this.#current === undefined && this.#waiting.length === 0;
  }

  ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]["ask"],
    options: AskOptions = {},
  ): Promise<Questions[Name]["answer"]> {
    const channel = options.channel ?? name;
    const superseded = this.#waiting.filter((question) => question.channel === channel);
    this.#waiting = this.#waiting.filter((question) => question.channel !== channel);
    for (const { reject } of superseded) reject(new NoAnswer("superseded"));
    return new Promise((resolve, reject) => {
      const answered = (answer: unknown) => resolve(answer as never);
      this.#waiting.push({ id: this.#nextId++, name, ask, channel, options, reject, resolve: answered });
      this.#next();
    });
  }

  cancel(): void {
    const ended = [...(this.#current ? [this.#current] : []), ...this.#waiting];
    this.#current = undefined;
    this.#waiting = [];
    if (ended.length > 0) this.#stop();
    for (const { reject } of ended) reject(new NoAnswer("cancelled"));
  }

  #next(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#waiting.shift();
    if (this.#current === undefined) return;
    const { id, name, ask, options } = this.#current;
    try {
      this.#worker ??= this.#begin();
      this.#worker.postMessage({ id, name, ask }, options.transfer ?? []);
    } catch (error) {
      // no worker, or something that cannot be sent: the next one may fare better
      this.#finish(({ reject }) => reject(error instanceof Error ? error : new Error(String(error))));
    }
  }

  #begin(): WorkerLike {
    const started = this.#start();
    started.onmessage = (event: MessageEvent<Reply>) => this.#receive(event.data);
    started.onerror = (event) => {
      // a worker that was ended may still have fallen
      if (started !== this.#worker) return;
      this.#stop();
      const why = (event as ErrorEvent).message || "the worker could not start";
      this.#finish(({ reject }) => reject(new Error(why)));
    };
    return started;
  }

  #receive(data: Reply): void {
    if (data.id !== this.#current?.id) return;
    if ("error" in data) this.#finish(({ reject }) => reject(new Error(data.error)));
    else if ("answer" in data) this.#finish(({ resolve }) => resolve(data.answer));
    else this.#current.options.onProgress?.(data.what, data.done, data.total);
  }

  #finish(how: (question: Waiting) => void): void {
    const done = this.#current;
    this.#current = undefined;
    if (done) how(done);
    this.#next();
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
