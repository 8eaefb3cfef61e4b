import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { arrayNames, readArraysBytes, readMatrixBytes } from "../../src/data/browser/index.ts";
import { type FormatName, splitKey } from "../../src/data/formats.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { InputError } from "../../src/errors/input-error.ts";
import { createRng } from "../../src/random/rng.ts";
import { csv, FIXTURES, idx, npy, npz, parquet, safetensors } from "./build.ts";
import { damage } from "./damage.ts";

const values = [...createRng(2).normals(60)];

describe("bytes in memory are read as files are", () => {
  const names = readdirSync(FIXTURES).filter((name) => /\.(npy|npz|csv|tsv)$/.test(name));

  test.each(names)("%s", async (name) => {
    const bytes = readFileSync(FIXTURES + name);
    const [key] = await arrayNames(name, bytes);
    const spec = key === undefined ? FIXTURES + name : `${FIXTURES}${name}:${key}`;
    const choice = key === undefined ? {} : { key };
    const [here, there] = await Promise.allSettled([
      readMatrixBytes(FIXTURES + name, bytes, choice),
      readMatrix(spec),
    ]);
    if (there.status === "rejected") expect(here).toEqual(there);
    else expect(here.status === "fulfilled" && here.value).toEqual(there.value);
  });

  /** A file of every format: one without does not compile. */
  const files: Readonly<
    Record<FormatName, readonly [name: string, bytes: Uint8Array, shape?: readonly [number, number]]>
  > = {
    npy: ["x.npy", npy(values, [20, 3])],
    npz: ["x.npz", npz({ only: npy(values, [20, 3]) })],
    csv: ["x.csv", Buffer.from(csv(values, 3))],
    tsv: ["x.tsv", Buffer.from(csv(values, 3, "\t"))],
    parquet: ["x.parquet", parquet(values, 3)],
    safetensors: ["x.safetensors", safetensors(values, [20, 3])],
    idx: ["x-ubyte.gz", gzipSync(idx(values, [20, 3]))],
  };

  test.each(Object.values(files).map(([name, bytes, shape = [20, 3]]) => ({ name, bytes, shape })))(
    "$name without a key",
    async ({ name, bytes, shape }) => {
      const { data, rows, columns, source } = await readMatrixBytes(name, bytes);
      expect([rows, columns, source, ...data]).toEqual([...shape, name, ...values]);
    },
  );

  test("several arrays of one archive, and their names", async () => {
    const bytes = npz({ x: npy(values, [20, 3]), nan: npy([Number.NaN], [1]) });
    expect(await arrayNames("x.npz", bytes)).toEqual(["x", "nan"]);
    const arrays = await readArraysBytes("x.npz", bytes);
    expect([...arrays.keys()]).toEqual(["x", "nan"]);
    expect(present(arrays.get("x")).shape).toEqual([20, 3]);
    expect([...present(arrays.get("nan")).data]).toEqual([Number.NaN]);
    expect([...(await readArraysBytes("x.npz", bytes, ["nan"])).keys()]).toEqual(["nan"]);
    await expect(readArraysBytes("x.npz", bytes, ["y"])).rejects.toThrow('a key of x, nan, got "y"');
    await expect(readArraysBytes("x.npy", bytes)).rejects.toThrow("an .npz file");
    await expect(readMatrixBytes("x.npz", bytes)).rejects.toThrow("with a key of x, nan, got no key");
  });

  test("too many rows and unknown formats are refused, never cut", async () => {
    const bytes = npy(values, [20, 3]);
    expect((await readMatrixBytes("x.npy", bytes, { maxRows: 20 })).rows).toBe(20);
    await expect(readMatrixBytes("x.npy", bytes, { maxRows: 19 })).rejects.toThrow(
      "x.npy: expected at most 19 rows, got 20",
    );
    await expect(readMatrixBytes("x.pkl", bytes)).rejects.toThrow("got another format");
  });
});

test.each([
  ["take no key", "x.npy:a", { file: "x.npy:a" }],
  ["take columns", "x.csv:a,b", { file: "x.csv", key: "a,b" }],
  ["have none", "x.npz", { file: "x.npz" }],
  ["have one with a colon", "C:\\x.NPZ:a:b", { file: "C:\\x.NPZ", key: "a:b" }],
  ["are named as another's key is", "x.safetensors:y.npz", { file: "x.safetensors:y.npz" }],
])("the key is taken from a name where files %s", (_, spec, parts) => {
  expect(splitKey(spec)).toEqual(parts);
});

test.each<[string, Uint8Array]>([
  ["x.npy", npy(values, [20, 3])],
  ["y.npz", readFileSync(`${FIXTURES}compressed.npz`)],
  ["x.csv", Buffer.from(csv(values, 3))],
  ["x.safetensors", safetensors(values, [20, 3])],
  ["x-ubyte.gz", gzipSync(idx(values, [20, 3]))],
])("a damaged %s gives a matrix or one clear error", async (name, bytes) => {
  for (let seed = 0; seed < 200; seed++) {
    const found = await readMatrixBytes(name, damage(bytes, seed)).catch((error: unknown) => error);
    if (found instanceof InputError) expect(found.message).toMatch(/^[^\n]+: expected [^\n]+, got [^\n]*$/);
    else expect(found).toMatchObject({ source: name });
  }
});

test("nothing that the entry for browsers loads needs Node", async () => {
  const bundle = await rolldown({
    input: new URL("../../src/data/browser/index.ts", import.meta.url).pathname,
    platform: "browser",
    logLevel: "silent",
    external: /^node:/,
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  const chunks = output.flatMap((part) => (part.type === "chunk" ? [part] : []));
  const foreign = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
  const own = new Set(chunks.map(({ fileName }) => fileName));
  expect(foreign.filter((name) => !own.has(name))).toEqual([]);
  expect(chunks.map(({ code }) => code).join("\n")).not.toMatch(/\b(Buffer|process|require)\b[.(]/);
});
