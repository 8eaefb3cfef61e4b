/** Everything that a command does to the world outside it, so that tests can watch and replace it. */
import { readArrays, readMatrix } from "../data/read-matrix.ts";
import { requireWritable, writeTextAtomically } from "../data/write-file.ts";
import { writeNpz } from "../data/write-npz.ts";

/** Where text for people or for programs goes. */
interface TextOutput {
  write(text: string): void;
  /** Whether a person looks at it, so that a line may be redrawn. */
  readonly isTerminal: boolean;
  /** Characters in a line. */
  readonly width: number;
}

/** All that a command may touch outside itself; tests hand in their own. */
export interface Effects {
  /** Results only. */
  readonly stdout: TextOutput;
  /** Progress, notes and errors. */
  readonly stderr: TextOutput;
  /** Of ridgescope. */
  readonly version: string;
  /** Milliseconds since some moment; only differences mean anything. */
  now(): number;
  /** Bytes: the most that was resident until now, and JavaScript's heap now. */
  memory(): { readonly peak: number; readonly heap: number };
  /** The date and time, for records of what was done. */
  date(): Date;
  readonly readMatrix: typeof readMatrix;
  readonly readArrays: typeof readArrays;
  /** To be called before long work, with the place of its result. */
  readonly requireWritable: typeof requireWritable;
  readonly writeNpz: typeof writeNpz;
  readonly writeText: typeof writeTextAtomically;
  /** When raised, a command that serves ends with 0; absent: it serves until the process ends. */
  readonly stop?: AbortSignal;
}

/** The effects of a real process. A reader that goes away early (`| head`) ends it quietly. */
export function createNodeEffects(version = "0.0.0"): Effects {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    stdout: textOutput(process.stdout),
    stderr: textOutput(process.stderr),
    version,
    now: () => performance.now(),
    memory: () => ({
      peak: 1024 * process.resourceUsage().maxRSS,
      heap: process.memoryUsage().heapUsed,
    }),
    date: () => new Date(),
    readMatrix,
    readArrays,
    requireWritable,
    writeNpz,
    writeText: writeTextAtomically,
  };
}

function textOutput(stream: NodeJS.WriteStream): TextOutput {
  return {
    write: (text) => void stream.write(text),
    get isTerminal() {
      return stream.isTTY === true;
    },
    get width() {
      return stream.columns ?? 80;
    },
  };
}
