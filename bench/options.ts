/** What `npm run bench -- …` was asked for. */
import { parseArgs } from "node:util";

/** The flags of the benches. */
export interface BenchOptions {
  /** One bench, or one comparison with peers, by name. */
  readonly only?: string;
  /** Where to write what was measured, as JSON. */
  readonly out?: string;
  /** Names only. */
  readonly list: boolean;
  /** Whether to measure beside NumPy, SciPy and PyTorch, in place of the benches by themselves. */
  readonly peers: boolean;
  /** Small sizes and few rounds: to see that it runs, not to be told of. */
  readonly quick: boolean;
  /** Whether the results go to `bench/results/` and `docs/performance.md`. */
  readonly write: boolean;
}

/**
 * Reads the flags.
 * @throws TypeError where a flag is unknown, or does not go with the others
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const flag = { type: "boolean", default: false } as const;
  const word = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { only: word, out: word, list: flag, peers: flag, quick: flag, write: flag },
  });
  const { peers, quick, write } = values;
  if (quick && !peers) throw new TypeError("--quick: only with --peers");
  if (write && !peers) throw new TypeError("--write: only with --peers");
  if (write && quick) throw new TypeError("--write: not with --quick, whose figures say nothing");
  return values as BenchOptions;
}
