import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { crc32 } from "../../src/data/crc32.ts";
import { crc32Portable } from "../../src/data/crc32-portable.ts";
import { readArrays, readMatrix } from "../../src/data/read-matrix.ts";
import {
  removeUnfinishedFiles,
  requireWritable,
  writeFileAtomically,
  writeTextAtomically,
} from "../../src/data/write-file.ts";
import { writeNpy } from "../../src/data/write-npy.ts";
import { writeNpz } from "../../src/data/write-npz.ts";
import { float64 } from "../../src/kernels/shared.ts";
import { FIXTURES, temporaryFolder } from "./build.ts";

const folder = temporaryFolder();

describe("npy and npz files", () => {
  test("arrays of every class come back, non-finite numbers and shared memory included", async () => {
    const shared = float64(4);
    shared.set([1.5, Number.NaN, -Infinity, -0]);
    const path = `${folder}/out.npz`;
    await writeNpz(path, {
      doubles: { data: shared, shape: [2, 2] },
      floats: { data: Float32Array.of(0.5, 0.25), shape: [2] },
      bytes: { data: Uint8Array.of(0, 1, 255), shape: [3, 1] },
      integers: { data: Int32Array.of(-1, 2 ** 31 - 1), shape: [2] },
      empty: { data: new Float64Array(0), shape: [0, 3] },
      scalar: { data: Float64Array.of(7), shape: [] },
    });
    const arrays = await readArrays(path);
    expect([...arrays].map(([key, { data, shape }]) => [key, [...data], shape])).toEqual([
      ["doubles", [1.5, Number.NaN, -Infinity, -0], [2, 2]],
      ["floats", [0.5, 0.25], [2]],
      ["bytes", [0, 1, 255], [3, 1]],
      ["integers", [-1, 2 ** 31 - 1], [2]],
      ["empty", [], [0, 3]],
      ["scalar", [7], []],
    ]);
    expect((await readArrays(path, ["bytes"])).size).toBe(1);
  });

  test("an npy written by us is byte for byte what NumPy writes", async () => {
    const { data, shape } = await readMatrix(`${FIXTURES}f8.npy`);
    await writeNpy(`${folder}/ours.npy`, { data, shape });
    const [ours, numpys] = [readFileSync(`${folder}/ours.npy`), readFileSync(`${FIXTURES}f8.npy`)];
    expect(ours.subarray(-120)).toEqual(numpys.subarray(-120));
    expect(ours.subarray(0, 80)).toEqual(numpys.subarray(0, 80));
  });

  test("equal arrays give equal bytes, which other unzippers accept", async () => {
    const arrays = {
      x: { data: Float64Array.of(1, 2), shape: [2] },
      y: { data: Uint8Array.of(3), shape: [1] },
    };
    await writeNpz(`${folder}/a.npz`, arrays);
    await writeNpz(`${folder}/b.npz`, arrays);
    expect(readFileSync(`${folder}/a.npz`)).toEqual(readFileSync(`${folder}/b.npz`));
    expect(Object.keys(unzipSync(readFileSync(`${folder}/a.npz`)))).toEqual(["x.npy", "y.npy"]);
  });

  test("data that do not fit their shape are refused before anything is written", async () => {
    const write = writeNpz(`${folder}/never.npz`, { x: { data: new Float64Array(3), shape: [2, 2] } });
    await expect(write).rejects.toThrow("x: expected 4 entries for shape (2, 2), got 3");
    expect(existsSync(`${folder}/never.npz`)).toBe(false);
  });
});

describe("files are written whole or not at all", () => {
  test("a failure leaves what was there before and nothing beside it", async () => {
    const path = `${folder}/kept.txt`;
    writeFileSync(path, "before");
    const before = readdirSync(folder);
    const failing = writeFileAtomically(path, async (sink) => {
      await sink.write(Buffer.from("half"));
      throw new Error("interrupted");
    });
    await expect(failing).rejects.toThrow("interrupted");
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(folder)).toEqual(before);
  });

  test("an interruption removes what is unfinished", async () => {
    await writeFileAtomically(`${folder}/late.txt`, async (sink) => {
      await sink.write(Buffer.from("half"));
      removeUnfinishedFiles();
      expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    }).catch(() => {});
  });

  test("folders are made, and a place that cannot be written to is the user's error", async () => {
    await writeTextAtomically(`${folder}/new/deep/x.txt`, "é");
    expect(readFileSync(`${folder}/new/deep/x.txt`, "utf8")).toBe("é");
    writeFileSync(`${folder}/file`, "");
    await expect(writeTextAtomically(`${folder}/file/x.txt`, "")).rejects.toMatchObject({
      name: "InputError",
    });
    await expect(writeTextAtomically(`${folder}/new`, "")).rejects.toThrow("a place that can be written to");
  });
});

test("the checksum is that of ZIP, whole or in parts", () => {
  expect(crc32Portable(Buffer.from("123456789"))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, at) => {
      expect(crc32Portable(bytes.subarray(at), crc32Portable(bytes.subarray(0, at)))).toBe(crc32(bytes));
    }),
  );
});

test("a place is looked at before long work begins", () => {
  writeFileSync(`${folder}/plain`, "");
  expect(() => requireWritable(`${folder}/not/yet/there.npz`)).not.toThrow();
  expect(() => requireWritable(`${folder}/plain`)).not.toThrow();
  expect(() => requireWritable(folder)).toThrow("got a folder or device");
  expect(() => requireWritable(`${folder}/plain/deep/x.npz`)).toThrow(
    "expected a place that can be written to",
  );
  expect(existsSync(`${folder}/not`)).toBe(false);
});

test("a place is none of the files that are read for it, whatever they are called", () => {
  writeFileSync(`${folder}/own.npz`, "");
  symlinkSync(`${folder}/own.npz`, `${folder}/alias.npz`);
  for (const input of ["own.npz", "own.npz:train", "../own.npz", "alias.npz:q"]) {
    const given = input.startsWith("..") ? `${folder}/x/../${input.slice(3)}` : `${folder}/${input}`;
    mkdirSync(`${folder}/x`, { recursive: true });
    expect(() => requireWritable(`${folder}/own.npz`, [undefined, given])).toThrow(`got the input ${given}`);
  }
  expect(() =>
    requireWritable(`${folder}/own.npz`, ["mnist:train", `${folder}/other.npz:own`]),
  ).not.toThrow();
  expect(() => requireWritable(`${folder}/new.npz`, [`${folder}/own.npz`])).not.toThrow();
});
