/** Sessions of ONNX Runtime for small models of ours: each made once, when it is first needed, and all closed together. */
import type { OnnxRuntime, OnnxSession } from "./onnx-runtime.ts";

/** The sessions of one user. */
export interface Sessions {
  /** The session under a key; `model` is asked for the first time only. */
  open(key: string, model: () => Uint8Array): Promise<OnnxSession>;
  close(): void;
}

/** None yet; those to come run on so many threads. */
export function createSessions(runtime: OnnxRuntime, threads: number): Sessions {
  const sessions = new Map<string, Promise<OnnxSession>>();
  const options = { intraOpNumThreads: threads, interOpNumThreads: 1 };
  return {
    open(key, model) {
      const made = sessions.get(key) ?? runtime.InferenceSession.create(model(), options);
      sessions.set(key, made);
      return made;
    },
    close() {
      for (const made of sessions.values()) void made.then((open) => open.release());
      sessions.clear();
    },
  };
}
