import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { Parser } from "../../src/cli/parser.ts";
import { InputError } from "../../src/errors/input-error.ts";

/** A parser with an argument, a list of arguments after it, and options, and what it has printed. */
function createParser(many = "[more...]"): { parser: Parser; printed: () => string; ran: () => boolean } {
  let [text, ran] = ["", false];
  const write = (piece: string) => {
    text += piece;
  };
  const parser = new Parser("ridgescope try", { stdout: { write, isTerminal: false, width: 80 } });
  parser.argument("<first>", "a word").option("--dim <k>").option("-q, --quiet").option("--time-min <t>");
  if (many !== "") parser.argument(many, "words");
  parser.action(() => {
    ran = true;
  });
  return { parser, printed: () => text, ran: () => ran };
}

describe("what commander refuses is said in the words of all refusals", () => {
  test.each<[string, string[], string, string]>([
    [
      "unknownOption",
      ["a", "--dym", "1"],
      "",
      "--dym: expected an option there is (--dim?), got no such option",
    ],
    ["unknownOption", ["--x=1"], "", "--x=1: expected an option there is (see --help), got no such option"],
    ["unknownOption", ["a", "-z"], "", "-z: expected an option there is (see --help), got no such option"],
    ["optionMissingArgument", ["a", "--dim"], "", "--dim: expected a value, got none"],
    [
      "optionMissingArgument",
      ["a", "--dim", "2", "--time-min"],
      "",
      "--time-min: expected a value, got none",
    ],
    ["excessArguments", ["a", "b"], "", "arguments: expected options only (see --help), got one too many"],
    ["missingArgument", [], "", "first: expected a value (see --help), got none"],
    ["missingArgument", ["--quiet"], "<more...>", "first: expected a value (see --help), got none"],
    ["missingArgument", ["a"], "<more...>", "more: expected a value (see --help), got none"],
  ])("%s: %j", async (code, args, many, message) => {
    const { parser, printed, ran } = createParser(many);
    const error = await parser.parseLine(args).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InputError);
    const { message: said, cause } = error as InputError;
    expect(said).toBe(message);
    expect(cause).toBeInstanceOf(CommanderError);
    expect((cause as CommanderError).code).toBe(`commander.${code}`);
    expect([printed(), ran()]).toEqual(["", false]);
  });

  test("also a refusal that has no words of its own yet", async () => {
    const { parser } = createParser();
    parser.requiredOption("--must <x>");
    await expect(parser.parseLine(["a"])).rejects.toThrow(
      /^usage: expected what --help says, got "error: required option '--must <x>' not specified"$/,
    );
  });
});

test("help is no error, and runs nothing", async () => {
  const { parser, printed, ran } = createParser();
  await parser.parseLine(["--dim", "1", "--help"]);
  expect(printed()).toMatch(/^Usage: ridgescope try \[options\] <first> \[more\.\.\.\]\n/);
  expect(ran()).toBe(false);
});

test("what options and the action throw comes through as it is", async () => {
  const { parser, ran } = createParser();
  const error = new InputError("--size", "a number", "words");
  parser.option("--size <n>", "a number", () => {
    throw error;
  });
  await expect(parser.parseLine(["a", "--size", "words"])).rejects.toBe(error);
  expect(ran()).toBe(false);
  const failing = new Parser("x", { stdout: { write() {}, isTerminal: false, width: 80 } });
  failing.action(() => Promise.reject(error));
  await expect(failing.parseLine([])).rejects.toBe(error);
});
