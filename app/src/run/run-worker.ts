/// <reference lib="webworker" />
/** The thread that reads and computes for the run view. Questions are answered one after another. */
import { ArgumentError, InputError } from "ridgescope/data/browser";
import { createKernels, type Kernels } from "ridgescope/kernels";
import { messageOf } from "../text.ts";
import type { RunFiles } from "./run-files.ts";
import { openSession, type RunSession } from "./run-session.ts";
import type { Questions, RunSource } from "./types.ts";

/** A question with its number. */
export interface Asked<Name extends keyof Questions = keyof Questions> {
  readonly id: number;
  readonly name: Name;
  readonly ask: Questions[Name]["ask"];
}

/** An answer, or one line that says what is wrong. */
export type Answered =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };

let kernels: Promise<Kernels> | undefined;
let session: RunSession | undefined;
let last: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  last = last.then(() => reply(data));
});

async function reply(asked: Asked): Promise<void> {
  try {
    self.postMessage({ id: asked.id, answer: await answer(asked) } satisfies Answered);
  } catch (error) {
    self.postMessage({ id: asked.id, error: lineOf(error) } satisfies Answered);
  }
}

function lineOf(error: unknown): string {
  const text = messageOf(error);
  const ofTheRun = error instanceof InputError || error instanceof ArgumentError;
  return ofTheRun ? text : `Something went wrong: ${text.split("\n", 1)[0]}`;
}

async function answer({ name, ask }: Asked): Promise<unknown> {
  if (name === "open") return open(ask as RunSource);
  if (!session) throw new Error("no run is open");
  if (name === "entry") {
    const { id, axes } = ask as Questions["entry"]["ask"];
    return session.entry(id, axes);
  }
  if (name === "project") return session.project(ask as Questions["project"]["ask"]);
  const { rows } = ask as Questions["cards"]["ask"];
  return name === "cards" ? session.cards(rows) : session.csv(rows);
}

async function open(source: RunSource): Promise<unknown> {
  session = undefined;
  kernels ??= createKernels({ onnxRuntime: false });
  session = await openSession(await kernels, {
    name: source.name,
    paths: source.paths,
    read: readerOf(source),
  });
  return session.info;
}

function readerOf({ from, name }: RunSource): RunFiles["read"] {
  return async (path) => {
    if ("files" in from) {
      const file = from.files.get(path);
      if (!file) throw new InputError(`${name}/${path}`, "a file of the run", "none");
      return new Uint8Array(await file.arrayBuffer());
    }
    const response = await fetch(from.url + path);
    if (!response.ok) throw new InputError(`${name}/${path}`, "a file of the run", `${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
