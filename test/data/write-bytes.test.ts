import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { readArraysBytes } from "../../src/data/browser/read-bytes.ts";
import { npzBytes } from "../../src/data/browser/write-bytes.ts";
import type { ArrayOutput } from "../../src/data/npy-header.ts";
import { readArrays } from "../../src/data/read-matrix.ts";
import { pythonWithNumpy } from "../support/python.ts";

const folder = mkdtempSync(join(tmpdir(), "ridgescope-bytes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const arrays = (): Record<string, ArrayOutput> => ({
  points: { data: Float64Array.of(1, -2.5, Number.NaN, Infinity, 5e-324, -0), shape: [3, 2] },
  weights: { data: Float32Array.of(1.5, 2.5), shape: [2] },
  nearest: { data: Int32Array.of(-1, 2 ** 31 - 1), shape: [2, 1] },
  class: { data: Uint8Array.of(0, 1, 255, 2), shape: [1, 2, 2] },
  "of a name with spaces and ü": { data: new Float64Array(0), shape: [0, 2] },
});

function expectSame(found: Awaited<ReturnType<typeof readArrays>>, given: Record<string, ArrayOutput>): void {
  expect([...found.keys()]).toEqual(Object.keys(given));
  for (const [key, { data, shape }] of Object.entries(given)) {
    expect([...present(found.get(key)).shape]).toEqual([...shape]);
    expect([...present(found.get(key)).data]).toEqual([...data]);
  }
}

describe("npzBytes", () => {
  it("is read back by the readers of bytes and of files", async () => {
    const bytes = npzBytes(arrays());
    expectSame(await readArraysBytes("some.npz", bytes), arrays());
    const path = join(folder, "some.npz");
    writeFileSync(path, bytes);
    expectSame(await readArrays(path), arrays());
  });

  it("is read back whatever the numbers and the shape", async () => {
    const one = fc
      .tuple(fc.nat(4), fc.nat(4))
      .chain(([rows, columns]) =>
        fc
          .array(fc.double(), { minLength: rows * columns, maxLength: rows * columns })
          .map((values): ArrayOutput => ({ data: Float64Array.from(values), shape: [rows, columns] })),
      );
    const some = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), one, { minKeys: 1, maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(some, async (given) => {
        expectSame(await readArraysBytes("some.npz", npzBytes(given)), given);
      }),
      { numRuns: 50 },
    );
  });

  it("is opened by numpy.load", () => {
    const path = join(folder, "numpy.npz");
    writeFileSync(path, npzBytes(arrays()));
    const code = [
      "import json, sys, numpy",
      "found = numpy.load(sys.argv[1], allow_pickle=False)",
      "print(json.dumps({key: [a.dtype.str, a.shape, a.astype(str).ravel().tolist()] for key, a in found.items()}))",
    ].join("\n");
    const { stdout, stderr } = spawnSync(pythonWithNumpy(), ["-c", code, path], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      points: ["<f8", [3, 2], ["1.0", "-2.5", "nan", "inf", "5e-324", "-0.0"]],
      weights: ["<f4", [2], ["1.5", "2.5"]],
      nearest: ["<i4", [2, 1], ["-1", "2147483647"]],
      class: ["|u1", [1, 2, 2], ["0", "1", "255", "2"]],
      "of a name with spaces and ü": ["<f8", [0, 2], []],
    });
  });

  it("gives equal bytes for equal arrays, whenever and from whatever buffer", () => {
    const first = npzBytes(arrays());
    expect(npzBytes(arrays())).toEqual(first);
    const zone = process.env["TZ"];
    process.env["TZ"] = "Pacific/Kiritimati";
    expect(npzBytes(arrays())).toEqual(first);
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
    const wide = Float64Array.of(9, 1, 2, 9);
    const part = { x: { data: wide.subarray(1, 3), shape: [2] as const } };
    expect(npzBytes(part)).toEqual(npzBytes({ x: { data: Float64Array.of(1, 2), shape: [2] } }));
    const shared = new Float64Array(new SharedArrayBuffer(16));
    shared.set([1, 2]);
    expect(npzBytes({ x: { data: shared, shape: [2] } })).toEqual(npzBytes(part));
  });

  it("refuses data that do not fill their shape, by their name", () => {
    expect(() => npzBytes({ x: { data: Float64Array.of(1, 2, 3), shape: [2, 2] } })).toThrow(
      new RangeError("x: expected 4 entries for shape (2, 2), got 3"),
    );
  });
});
