/**
 * The parser of one command's options and arguments. What commander refuses becomes an InputError here and nowhere else:
 * commander's code says what kind of refusal it is, and the line as it was parsed says what is refused.
 */
import { Command, CommanderError, type ParseOptionsResult } from "commander";
import { InputError, quoted } from "../errors/input-error.ts";
import type { Effects } from "./effects.ts";
import { similarOptions } from "./similar.ts";

/** A command of commander's that neither ends the process nor prints errors. */
export class Parser extends Command {
  #line: ParseOptionsResult = { operands: [], unknown: [] };

  /** @param name as it is shown in help */
  constructor(name: string, { stdout }: Pick<Effects, "stdout">) {
    super(name);
    this.exitOverride()
      .allowExcessArguments(false)
      .showSuggestionAfterError(false)
      .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: () => {} });
  }

  /** Keeps what commander made of the line, for the words of a refusal. */
  override parseOptions(args: string[]): ParseOptionsResult {
    this.#line = super.parseOptions(args);
    return this.#line;
  }

  /**
   * Parses and runs the action; where help is asked for, prints that.
   * @throws {InputError} naming the option or argument that cannot be used
   */
  async parseLine(args: readonly string[]): Promise<void> {
    try {
      await this.parseAsync([...args], { from: "user" });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode !== 0) throw this.#refusal(error, args);
    }
  }

  #refusal(cause: CommanderError, args: readonly string[]): InputError {
    const refuse = (what: string, wanted: string, got: string) =>
      new InputError(what, wanted, got).because(cause);
    switch (cause.code) {
      case "commander.unknownOption": {
        const [option = ""] = this.#line.unknown;
        return refuse(option, `an option there is (${this.#hint(option)})`, "no such option");
      }
      case "commander.optionMissingArgument":
        // A value is what follows the option, so that only the last word of a line can lack it.
        return refuse(args.at(-1) ?? "option", "a value", "none");
      case "commander.excessArguments":
        return refuse("arguments", "options only (see --help)", "one too many");
      case "commander.missingArgument":
        return refuse(this.#missing(), "a value (see --help)", "none");
      default:
        return refuse("usage", "what --help says", quoted(cause.message));
    }
  }

  #hint(option: string): string {
    const known = this.createHelp()
      .visibleOptions(this)
      .flatMap(({ long }) => long ?? []);
    const similar = option.startsWith("--") ? similarOptions(option, known) : [];
    if (similar.length === 0) return "see --help";
    return similar.length === 1 ? `${similar[0]}?` : `one of ${similar.join(", ")}?`;
  }

  /** The first argument that the line does not give. */
  #missing(): string {
    const argument = this.registeredArguments[this.#line.operands.length];
    return argument?.name() ?? "argument";
  }
}
