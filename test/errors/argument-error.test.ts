import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeGreyPng } from "../../src/data/grey-png.ts";
import { ArgumentError as exported, InputError, syntheticSet } from "../../src/data/index.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { ArgumentError, expected, expectedKind } from "../../src/errors/argument-error.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { projectToRidge } from "../../src/ridge/project.ts";
import { modelClock } from "../../src/schedule/model-clock.ts";
import { ouLevel, veLevel } from "../../src/schedule/noise-level.ts";

/** What a call throws, or its promise rejects with. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("an argument that does not fit", () => {
  test("gives a RangeError for its value and a TypeError for its kind, each of which is an ArgumentError", () => {
    const [value, kind] = [expected("dim", "a number up to 3", 4), expectedKind("dim", "a number", "string")];
    expect([value, kind].map((error) => error instanceof ArgumentError)).toEqual([true, true]);
    expect([value, kind].map((error) => error instanceof RangeError)).toEqual([true, false]);
    expect([value, kind].map((error) => error instanceof TypeError)).toEqual([false, true]);
  });

  test("gives an error that equals any other of its class and words", () => {
    expect(expected("dim", "1", 2)).toEqual(new RangeError("dim: expected 1, got 2"));
    expect(String(expectedKind("dim", "a number", "string"))).toBe(
      "TypeError: dim: expected a number, got string",
    );
  });

  test("is told apart from an error that only looks like it", () => {
    const error = expected("dim", "1", 2);
    const alike = [
      new RangeError(error.message),
      new TypeError(error.message),
      new InputError("dim", "1", "2"),
      Object.assign(new RangeError(error.message), { what: "dim", wanted: "1", got: "2" }),
      structuredClone(error),
      { ...error },
      error.message,
      null,
      undefined,
    ];
    for (const other of alike) expect(other instanceof ArgumentError).toBe(false);
    expect(() => new Float64Array(-1)).toThrow(RangeError);
    expect(() => new Float64Array(-1)).not.toThrow(ArgumentError);
  });

  test("keeps its parts", () => {
    const error = expected("rows: all", "2, got or not", "-0, got");
    const { what, wanted, got } = error;
    expect({ what, wanted, got }).toEqual({ what: "rows: all", wanted: "2, got or not", got: "-0, got" });
  });

  test("is said in one line that steers no terminal", () => {
    expect(expected("a\nb", "x\u2028", "\u001b[2Jy").message).toBe("a b: expected x , got  [2Jy");
  });

  test("is of the class that the package exports", () => {
    expect(exported).toBe(ArgumentError);
    expect(InputError.prototype instanceof ArgumentError).toBe(false);
  });
});

describe("the library says of an argument what it said before there was a class for it", async () => {
  const kernels = await createKernels({ threads: 1, onnxRuntime: false });
  const density = await createDensity(kernels, { data: Float64Array.of(0, 0, 1, 1, 2, 0), n: 3, d: 2 });
  const point = Float64Array.of(1, 2);
  const asText = "1" as unknown as number;

  test.each<[string, () => unknown]>([
    ["RangeError: time: expected a positive number, got -1", () => ouLevel(-1)],
    ["TypeError: time: expected a number, got string", () => ouLevel(asText)],
    ["RangeError: sigma: expected a positive number, got NaN", () => veLevel(Number.NaN)],
    ["RangeError: seed: expected an integer from 0 to 2^53 - 1, got 1.5", () => createRng(1.5)],
    ["TypeError: seed: expected a number, got null", () => createRng(null as unknown as number)],
    ["RangeError: split: expected an integer from 0 to 2^53 - 1, got -1", () => createRng(1).split(-1)],
    [
      "RangeError: data: expected 2 × 2 numbers, got 3",
      () => createDensity(kernels, { data: Float64Array.of(1, 2, 3), n: 2, d: 2 }),
    ],
    [
      "TypeError: data: expected a Float64Array, got another kind",
      () => createDensity(kernels, { data: [1] as unknown as Float64Array, n: 1, d: 1 }),
    ],
    [
      "RangeError: data: expected finite numbers, got NaN in row 1",
      () => createDensity(kernels, { data: Float64Array.of(0, 1, Number.NaN, 1), n: 2, d: 2 }),
    ],
    [
      "RangeError: points: expected rows of 2 numbers, got 3 numbers",
      () => geometry(density, ouLevel(1), { x: Float64Array.of(1, 2, 3), dim: 1 }),
    ],
    [
      "RangeError: dim: expected an integer from 0 to 1, got 2",
      () => geometry(density, ouLevel(1), { x: point, dim: 2 }),
    ],
    [
      "RangeError: tolerance: expected a positive number, got 0",
      () => projectToRidge(density, ouLevel(1), { from: point, dim: 1, tolerance: 0 }),
    ],
    [
      "RangeError: modes: expected an integer from 2 to 1000000, got 1",
      () => syntheticSet("high-dimension:modes=1"),
    ],
    [
      "RangeError: time input: expected native or data-at-one with schedule flow, got c-noise",
      () => modelClock("flow", { timeInput: "c-noise" }),
    ],
    [
      "RangeError: pixels: expected 3 × 2 values, got 5",
      () => encodeGreyPng(new Float64Array(5), { width: 3, height: 2 }),
    ],
    ["RangeError: threads: expected a positive integer, got 0", () => createKernels({ threads: 0 })],
  ])("%s", async (text, call) => {
    const error = await thrownBy(call);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(String(error)).toBe(text);
  });
});

test("nothing of the library makes such an error by hand, but for what is known to be there", () => {
  const root = new URL("../../src/", import.meta.url);
  const byHand = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
    .filter((path) => /new (Range|Type)Error\(/.test(readFileSync(new URL(path, root), "utf8")));
  expect(byHand.sort()).toEqual(["arrays/present.ts", "errors/argument-error.ts"]);
});
