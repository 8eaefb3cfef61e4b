/** From arguments to an exit code. Loads the one command that is called for; knows nothing of what it does. */
import { Command } from "commander";
import { InputError, quoted } from "../errors/input-error.ts";
import type { AnyCommand } from "./command.ts";
import { COMMANDS } from "./command-list.ts";
import type { Effects } from "./effects.ts";
import { endingOf } from "./errors.ts";
import { Parser } from "./parser.ts";

const DEBUG = "--debug";
const DEBUG_HELP = "after an error, prints its stack and all that caused it (may stand anywhere)";

/**
 * Runs `ridgescope` with `args` (without the program's own name). Never throws.
 * @returns the exit code: 0 done, 1 our bug, 2 bad usage or input, or what the command says
 */
export async function main(args: readonly string[], version: string, effects: Effects): Promise<number> {
  const { debug, rest } = takeDebug(args);
  try {
    return await dispatch(rest, version, effects);
  } catch (error) {
    const { code, text } = endingOf(error, { debug });
    effects.stderr.write(text);
    return code;
  }
}

async function dispatch(args: readonly string[], version: string, effects: Effects): Promise<number> {
  const [name, ...rest] = args[0] === "help" && args.length > 1 ? [args[1], "--help"] : args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    effects.stdout.write(overview(version).helpInformation());
    return 0;
  }
  if (name === "--version" || name === "-V") {
    effects.stdout.write(`${version}\n`);
    return 0;
  }
  const entry = COMMANDS.find((command) => command.name === name);
  if (!entry)
    throw new InputError("command", `one of ${COMMANDS.map((c) => c.name).join(", ")}`, quoted(name));
  return runCommand(await entry.load(), rest, effects);
}

async function runCommand(
  definition: AnyCommand,
  args: readonly string[],
  effects: Effects,
): Promise<number> {
  let code = 0;
  const command = new Parser(`ridgescope ${definition.name}`, effects).description(definition.summary);
  definition.configure(command);
  command.option(DEBUG, DEBUG_HELP).action(async () => {
    code = await definition.run(command.opts() as never, effects, command.args);
  });
  await command.parseLine(args);
  return code;
}

/** Takes `--debug` from wherever it stands on the line; behind `--` it is no option. */
function takeDebug(args: readonly string[]): { debug: boolean; rest: string[] } {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const rest = args.filter((word, i) => i >= end || word !== DEBUG);
  return { debug: rest.length < args.length, rest };
}

/** For `--help`: all commands with their summaries, none of them loaded. */
function overview(version: string): Command {
  const program = new Command("ridgescope").version(version, "-V, --version").usage("<command> [options]");
  program.description(
    "Shows where a diffusion model's samples go: ridges of the training data's smoothed density.",
  );
  program.option(DEBUG, DEBUG_HELP);
  for (const { name, summary } of COMMANDS) program.command(name).description(summary);
  return program;
}
