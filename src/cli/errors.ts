/** What an error means for the exit code, and the text that goes with it. */
import { CommanderError } from "commander";
import { InputError, quoted } from "../errors/input-error.ts";

/** How to end after an error: exit code and text for standard error (empty: nothing to say). */
export interface Ending {
  readonly code: number;
  readonly text: string;
}

const VALIDATION = /^[^\n]+: expected [^\n]+, got [^\n]*$/;

/** Bad input or usage gives 2 and one line; anything else is a bug of ours and gives 1 and its stack. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommanderError && error.exitCode === 0) return { code: 0, text: "" };
  const usage = error instanceof CommanderError ? usageError(error) : error;
  if (isBadInput(usage)) return { code: 2, text: `ridgescope: ${usage.message}\n` };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 1, text: `ridgescope: internal error, please report it\n${stack}\n` };
}

function isBadInput(error: unknown): error is Error {
  if (error instanceof InputError) return true;
  return (error instanceof RangeError || error instanceof TypeError) && VALIDATION.test(error.message);
}

/** Commander's own messages in the words of all others. */
function usageError(error: CommanderError): InputError {
  const [subject = "arguments"] = /'[^']*'/.exec(error.message) ?? [];
  const name = subject.replaceAll("'", "").split(/[ ,]/)[0];
  const hint = /Did you mean ([^?]+)\?/.exec(error.message)?.[1];
  switch (error.code) {
    case "commander.unknownOption":
      return new InputError(
        name,
        hint ? `an option there is (${hint}?)` : "an option there is (see --help)",
        "no such option",
      );
    case "commander.optionMissingArgument":
      return new InputError(optionName(error.message), "a value", "none");
    case "commander.excessArguments":
      return new InputError("arguments", "options only (see --help)", `one too many`);
    case "commander.missingArgument":
      return new InputError(name, "a value (see --help)", "none");
    default:
      return new InputError("usage", "what --help says", quoted(error.message.replace(/^error: /, "")));
  }
}

function optionName(message: string): string {
  return /--[a-z][a-z0-9-]*/.exec(message)?.[0] ?? "option";
}
