/** From arguments to an exit code. Loads the one command that is called for; knows nothing of what it does. */
import { Command } from "commander";
import { InputError, quoted } from "../errors/input-error.ts";
import type { AnyCommand } from "./command.ts";
import { COMMANDS } from "./command-list.ts";
import type { Effects } from "./effects.ts";
import { endingOf } from "./errors.ts";

/**
 * Runs `ridgescope` with `args` (without the program's own name). Never throws.
 * @returns the exit code: 0 done, 1 our bug, 2 bad usage or input, or what the command says
 */
export async function main(args: readonly string[], version: string, effects: Effects): Promise<number> {
  try {
    return await dispatch(args, version, effects);
  } catch (error) {
    const { code, text } = endingOf(error);
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
  const command = silenced(new Command(`ridgescope ${definition.name}`), effects).description(
    definition.summary,
  );
  definition.configure(command);
  command.action(async () => {
    code = await definition.run(command.opts() as never, effects, command.args);
  });
  await command.parseAsync([...args], { from: "user" });
  return code;
}

/** Commander must neither end the process nor print errors: both are done here, in one form. */
function silenced(command: Command, effects: Effects): Command {
  return command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeOut: (text) => effects.stdout.write(text), writeErr: () => {} });
}

/** For `--help`: all commands with their summaries, none of them loaded. */
function overview(version: string): Command {
  const program = new Command("ridgescope").version(version, "-V, --version").usage("<command> [options]");
  program.description(
    "Shows where a diffusion model's samples go: ridges of the training data's smoothed density.",
  );
  for (const { name, summary } of COMMANDS) program.command(name).description(summary);
  return program;
}
