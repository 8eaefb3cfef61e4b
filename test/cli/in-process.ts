/** Runs a command inside the test's own process, from the sources as they are, and keeps what it says. */
import { createNodeEffects } from "../../src/cli/effects.ts";
import { main } from "../../src/cli/main.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a real process has. */
export const nodeEffects = createNodeEffects();

/** `ridgescope` with `args`; files are really read and written. */
export async function runInProcess(...args: string[]): Promise<Outcome> {
  const text = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    write(piece: string) {
      text[name] += piece;
    },
    isTerminal: false,
    width: 80,
  });
  const effects = { ...nodeEffects, stdout: output("stdout"), stderr: output("stderr") };
  const code = await main(args, "0.0.0", effects);
  return { code, ...text };
}
