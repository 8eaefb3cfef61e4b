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
export interface AskOptions {
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
  let worker: WorkerLike | undefined;
  let current: Waiting | undefined;
  let waiting: Waiting[] = [];
  let nextId = 1;
  const finish = (how: (question: Waiting) => void) => {
    const done = current;
    current = undefined;
    if (done) how(done);
    next();
  };
  const receive = ({ data }: MessageEvent<Reply>) => {
    if (data.id !== current?.id) return;
    if ("error" in data) finish(({ reject }) => reject(new Error(data.error)));
    else if ("answer" in data) finish(({ resolve }) => resolve(data.answer));
    else current.options.onProgress?.(data.what, data.done, data.total);
  };
  const stop = () => {
    worker?.terminate();
    worker = undefined;
  };
  const begin = () => {
    const started = start();
    started.onmessage = receive;
    started.onerror = (event) => {
      // a worker that was ended may still have fallen
      if (started !== worker) return;
      stop();
      finish(({ reject }) =>
        reject(new Error((event as ErrorEvent).message || "the worker could not start")),
      );
    };
    return started;
  };
  const next = () => {
    if (current !== undefined) return;
    current = waiting.shift();
    if (current === undefined) return;
    const { id, name, ask, options } = current;
    try {
      worker ??= begin();
      worker.postMessage({ id, name, ask }, options.transfer ?? []);
    } catch (error) {
      // no worker, or something that cannot be sent: the next one may fare better
      finish(({ reject }) => reject(error instanceof Error ? error : new Error(String(error))));
    }
  };
  return {
    ask(name, ask, options = {}) {
      const channel = options.channel ?? name;
      const superseded = waiting.filter((question) => question.channel === channel);
      waiting = waiting.filter((question) => question.channel !== channel);
      for (const { reject } of superseded) reject(new NoAnswer("superseded"));
      return new Promise((resolve, reject) => {
        const answered = (answer: unknown) => resolve(answer as never);
        waiting.push({ id: nextId++, name, ask, channel, options, reject, resolve: answered });
        next();
      });
    },
    cancel() {
      const ended = [...(current ? [current] : []), ...waiting];
      current = undefined;
      waiting = [];
      if (ended.length > 0) stop();
      for (const { reject } of ended) reject(new NoAnswer("cancelled"));
    },
    get idle() {
      return current === undefined && waiting.length === 0;
    },
  };
}
