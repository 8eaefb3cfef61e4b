/** What a command is: a name, its options, and a plain function with its effects handed in. */
import type { Command } from "commander";
import type { Effects } from "./effects.ts";

/** One command; `Options` is what the argument parser makes of its flags. */
export interface CommandDefinition<Options> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Adds the command's options and arguments. */
  configure(command: Command): void;
  /** Does the work and returns the exit code. */
  run(options: Options, effects: Effects, args: readonly string[]): Promise<number>;
}

/** A command of any options, as the list of commands sees it. */
export interface AnyCommand extends CommandDefinition<never> {}
