import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { endingOf } from "../../src/cli/errors.ts";
import { InputError } from "../../src/errors/input-error.ts";

test("validation errors are the user's and end with 2", () => {
  expect(endingOf(new InputError("x.npy", "numbers", "words"))).toEqual({
    code: 2,
    text: "ridgescope: x.npy: expected numbers, got words\n",
  });
  expect(endingOf(new RangeError("dim: expected 1, got 2")).code).toBe(2);
  expect(endingOf(new TypeError("dim: expected a number, got string")).code).toBe(2);
});

test("all else is a bug of ours and ends with 1 and its stack", () => {
  const { code, text } = endingOf(new TypeError("Cannot read properties of undefined (reading 'x')"));
  expect(code).toBe(1);
  expect(text).toContain("internal error");
  expect(text).toContain("errors.test.ts");
  expect(endingOf("thrown text")).toMatchObject({ code: 1 });
  expect(endingOf(new Error("x: expected 1, got 2")).code).toBe(1);
});

test("names cannot smuggle line breaks or terminal controls into the one line", () => {
  const { text } = endingOf(new InputError("a\nb\u001b[2J.npy", "x\u2028", "y\r"));
  expect(text).toBe("ridgescope: a b [2J.npy: expected x , got y \n");
});

test("help is no error", () => {
  expect(endingOf(new CommanderError(0, "commander.helpDisplayed", "(outputHelp)"))).toEqual({
    code: 0,
    text: "",
  });
});
