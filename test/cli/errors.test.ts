import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lastOf } from "../../src/arrays/present.ts";
import { COMMANDS } from "../../src/cli/command-list.ts";
import { endingOf } from "../../src/cli/errors.ts";
import { runExperiment } from "../../src/cli/run-experiment.ts";
import { expected, expectedKind } from "../../src/errors/argument-error.ts";
import { InputError } from "../../src/errors/input-error.ts";
import { findPreset } from "../../src/experiments/presets.ts";
import { temporaryFolder } from "../data/build.ts";
import { nodeEffects, runInProcess } from "./in-process.ts";

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("who is at fault", () => {
  test.each<[string, Error]>([
    ["a file that cannot be read", new InputError("dim", "1", "2")],
    ["a value that does not fit", expected("dim", "1", 2)],
    ["a value of another kind", expectedKind("dim", "1", 2)],
  ])("%s is the user's: 2 and one line", (_, error) => {
    expect(endingOf(error)).toEqual({ code: 2, text: "ridgescope: dim: expected 1, got 2\n" });
  });

  test.each<[string, unknown]>([
    ["an error of the engine", thrownBy(() => new Float64Array(-1))],
    ["a call of what is none", thrownBy(() => (undefined as unknown as () => void)())],
    ["a RangeError of our words that was made by hand", new RangeError("dim: expected 1, got 2")],
    ["a TypeError of our words that was made by hand", new TypeError("dim: expected a number, got string")],
    ["an Error of our words", new Error("dim: expected 1, got 2")],
    ["what was held to be there and is not", thrownBy(() => lastOf([]))],
    ["an argument's error that went through another thread", structuredClone(expected("dim", "1", 2))],
    ["thrown text", "dim: expected 1, got 2"],
    ["nothing at all", undefined],
  ])("%s is a bug of ours: 1", (_, error) => {
    const { code, text } = endingOf(error);
    expect(code).toBe(1);
    expect(text).toMatch(/^ridgescope: internal error, please report it\n./);
  });

  test("a bug of ours is told with its stack", () => {
    const { text } = endingOf(new RangeError("dim: expected 1, got 2"));
    expect(text.split("\n").slice(1, 3)).toEqual([
      "RangeError: dim: expected 1, got 2",
      expect.stringMatching(/^ {4}at .*errors\.test\.ts:\d+:\d+/),
    ]);
  });

  test("names cannot smuggle line breaks or terminal controls into the one line", () => {
    const line = "ridgescope: a b [2J.npy: expected x , got y \n";
    expect(endingOf(new InputError("a\nb\u001b[2J.npy", "x\u2028", "y\r")).text).toBe(line);
    expect(endingOf(expected("a\nb\u001b[2J.npy", "x\u2028", "y\r")).text).toBe(line);
  });
});

describe("with debug", () => {
  const deepest = Object.assign(new Error("no such\u001b[2J file"), { code: "ENOENT" });
  const middle = Object.assign(expected("rows", "some", "none"), { cause: deepest });
  const error = new InputError("x.npy", "numbers", "words").because(middle);

  test("the one line is followed by the stacks of the error and of all that caused it", () => {
    const { code, text } = endingOf(error, { debug: true });
    expect(code).toBe(2);
    const lines = text.trimEnd().split("\n");
    expect(lines.filter((line) => !/^ {4}at /.test(line))).toEqual([
      "ridgescope: x.npy: expected numbers, got words",
      "InputError: x.npy: expected numbers, got words",
      "caused by: RangeError: rows: expected some, got none",
      "caused by: Error: no such [2J file",
    ]);
    for (const at of lines.keys())
      if (/^(InputError|caused by):/.test(lines[at])) expect(lines[at + 1]).toMatch(/^ {4}at /);
  });

  test("a bug of ours says its causes too, and without debug only its own stack", () => {
    const bug = new TypeError("bug", { cause: deepest });
    expect(endingOf(bug, { debug: true }).text).toContain("\ncaused by: Error: no such [2J file\n    at ");
    expect(endingOf(bug).text).not.toContain("no such");
  });

  test("causes in a circle, several at once, and causes that are no errors come to an end", () => {
    const circle = new Error("circle");
    circle.cause = new AggregateError([new Error("one"), "two"], "several", { cause: circle });
    const heads = endingOf(circle, { debug: true })
      .text.split("\n")
      .filter((line) => /^\w/.test(line));
    expect(heads.slice(1)).toEqual([
      "Error: circle",
      "caused by: AggregateError: several",
      "caused by: Error: one",
      "caused by: 'two'",
    ]);
  });
});

describe("--debug", () => {
  const missing = `${temporaryFolder()}/no.npy`;
  const line = ["ridge", "--data", missing, "--time", "1", "--dim", "1", "--out", "x.npz"];
  const refusal = `ridgescope: ${missing}: expected a readable file, got no such file\n`;

  test("is not there: one line", async () => {
    expect(await runInProcess(...line)).toEqual({ code: 2, stdout: "", stderr: refusal });
  });

  test.each([0, 1, 2, 5, line.length])(
    "stands before word %i: stack and causes, the same code",
    async (at) => {
      const { code, stdout, stderr } = await runInProcess(...line.toSpliced(at, 0, "--debug"));
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr.startsWith(`${refusal}InputError: ${missing}: expected a readable file`)).toBe(true);
      expect(stderr).toMatch(/\n {4}at .*\ncaused by: Error: ENOENT/);
    },
  );

  test("works where the command or the option is not known", async () => {
    for (const args of [
      ["--debug", "geomtry"],
      ["geomtry", "--debug"],
    ]) {
      const { code, stderr } = await runInProcess(...args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^ridgescope: command: [^\n]+ got "geomtry"\nInputError: [^\n]+\n {4}at /);
    }
    const { stderr } = await runInProcess("presets", "--jsn", "--debug");
    expect(stderr).toMatch(/^ridgescope: --jsn: expected an option there is \(--json\?\)/);
    expect(stderr).toMatch(/\ncaused by: CommanderError: error: unknown option '--jsn'/);
  });

  test("behind -- it is an argument like any other", async () => {
    const { code, stderr } = await runInProcess("compare", "--", "--debug");
    expect([code, stderr]).toEqual([
      2,
      "ridgescope: --debug/summary.json: expected a file of a run directory, got ENOENT\n",
    ]);
  });

  test("changes nothing where there is no error, and is in the help of every command", async () => {
    expect(await runInProcess("presets", "--debug")).toEqual(await runInProcess("presets"));
    expect((await runInProcess("--debug")).stdout).toMatch(
      /^Usage: ridgescope <command>[\s\S]*\n {2}--debug /,
    );
    for (const { name } of COMMANDS)
      expect((await runInProcess(name, "--help")).stdout).toMatch(/\n {2}--debug +after an error/);
  });
});

describe("an experiment that fails", () => {
  const folder = temporaryFolder();
  const preset = findPreset("two-modes");

  test.each<[string, Error, boolean]>([
    ["leaves nothing where the same settings would fail again", expected("modes", "at most 3", 4), false],
    ["can go on where an error only looks alike", new RangeError("modes: expected at most 3, got 4"), true],
    ["can go on where the engine failed", new RangeError("Invalid array length"), true],
  ])("%s", async (name, error, kept) => {
    if (!preset) throw error;
    const out = `${folder}/${name.replaceAll(" ", "-")}`;
    const run = () => Promise.reject(error);
    const failing = { preset: { ...preset, run }, config: { ...preset.config } };
    await expect(runExperiment(failing, { out, quiet: true, threads: 1 }, nodeEffects)).rejects.toBe(error);
    expect(existsSync(`${out}/checkpoint`)).toBe(kept);
  });
});
