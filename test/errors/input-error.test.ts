import { inspect } from "node:util";
import { expect, test } from "vitest";
import { InputError } from "../../src/errors/input-error.ts";

test("an error of the input tells its cause as the platform's own errors do", () => {
  const cause = new Error("lost the disk");
  const error = new InputError("a.npy", "a readable file", "EIO").because(cause);
  const native = new Error("outer", { cause });
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toBe("a.npy: expected a readable file, got EIO");
  expect(Object.getOwnPropertyDescriptor(error, "cause")).toEqual(
    Object.getOwnPropertyDescriptor(native, "cause"),
  );
  expect(inspect(error)).toContain("[cause]: Error: lost the disk");
});
