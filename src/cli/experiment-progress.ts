/** Progress of an experiment, which tells of one thing after another. */
import { present } from "../arrays/present.ts";
import type { Effects } from "./effects.ts";
import { createProgress, type Progress } from "./progress.ts";

/** Progress of an experiment whose parts follow one another, each with its own count. */
export interface ExperimentProgress {
  readonly report: (what: string, done: number, total: number) => void;
  end(): void;
}

/** One line of progress for each `what`. What is done in one go is only named. */
export function createExperimentProgress(
  effects: Pick<Effects, "stderr" | "now">,
  quiet: boolean,
): ExperimentProgress {
  let current: { what: string; progress: Progress } | undefined;
  const { stderr } = effects;
  const start = (what: string, total: number) => {
    current?.progress.end();
    if (!quiet && stderr.isTerminal) stderr.write(`\r\u001b[2K${what.slice(0, stderr.width - 2)}…`);
    else if (!quiet && total <= 1) stderr.write(`${what}\n`);
    current = { what, progress: createProgress(effects, { label: what, total, unit: "steps", quiet }) };
  };
  return {
    report(what, done, total) {
      if (current?.what !== what) start(what, total);
      present(current).progress.update(done, total);
    },
    end() {
      current?.progress.end();
      if (current && !quiet && stderr.isTerminal) stderr.write("\r\u001b[2K");
      current = undefined;
    },
  };
}
