/** A worker's side of the protocol: one question at a time, errors as text. */

import { messageOf } from "../text.ts";
import type { Answers } from "./answers.ts";
import type { Progress, Reply, Request } from "./protocol.ts";

/** Milliseconds between reports of progress. */
const REPORT_EVERY = 50;

/** Answers the questions that arrive at this worker, in their order. */
export function serve(answers: Answers): void {
  let last: Promise<void> = Promise.resolve();
  self.onmessage = (event: MessageEvent<Request>) => {
    last = last.then(() => reply(answers, event.data));
  };
}

async function reply(answers: Answers, request: Request): Promise<void> {
  const { id } = request;
  const post = (message: Reply, transfer: Transferable[] = []) => self.postMessage(message, { transfer });
  let reported = performance.now();
  const progress: Progress = (what, done, total) => {
    const now = performance.now();
    if (now - reported < REPORT_EVERY && done > 0) return;
    reported = now;
    post({ id, what, done, total });
  };
  try {
    const answer = await answerOf(answers, request, progress);
    post({ id, answer }, [...buffersOf(answer)]);
  } catch (error) {
    post({ id, error: messageOf(error) });
  }
}

function answerOf(answers: Answers, { name, ask }: Request, progress: Progress): Promise<unknown> {
  const found = answers[name] as ((ask: unknown, progress: Progress) => Promise<unknown>) | undefined;
  if (found === undefined) throw new Error(`${name}: expected a question of this worker, got another`);
  return found(ask, progress);
}

/** Arrays with a buffer of their own, which may be given away; answers are not used again here. */
export function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    const whole = value.byteLength === value.buffer.byteLength;
    if (value.buffer instanceof ArrayBuffer && whole && value.byteLength > 4096) found.add(value.buffer);
  } else if (Array.isArray(value)) for (const item of value) buffersOf(item, found);
  else if (typeof value === "object" && value !== null)
    for (const item of Object.values(value)) buffersOf(item, found);
  return found;
}
