/** What each stage of a run costs (`--profile`): seconds, and memory at its end. */
import type { StageCost } from "../report/environment.ts";
import type { Effects } from "./effects.ts";

/** Watches stages that follow one another. */
export interface StageCosts {
  /** Told whenever something is going on; another name ends the stage before. */
  at(what: string): void;
  /** What has been going on until now, in the order of the first time; a stage that came back is added up. */
  costs(): StageCost[];
}

/** Before anything has told of itself. */
const START = "starting";

/**
 * Starts the clock of the first stage.
 * @example
 * const stages = createStageCosts({ now: () => 0, memory: () => ({ peak: 2, heap: 1 }) });
 * stages.costs(); // → [{ what: "starting", seconds: 0, peak_bytes: 2, heap_bytes: 1 }]
 */
export function createStageCosts({ now, memory }: Pick<Effects, "now" | "memory">): StageCosts {
  const found = new Map<string, StageCost>();
  let what = START;
  let since = now();
  const close = () => {
    const time = now();
    const { peak, heap } = memory();
    const seconds = (found.get(what)?.seconds ?? 0) + (time - since) / 1000;
    found.set(what, { what, seconds, peak_bytes: peak, heap_bytes: heap });
    since = time;
  };
  return {
    at(next) {
      if (next === what) return;
      close();
      what = next;
    },
    costs() {
      close();
      return [...found.values()];
    },
  };
}
