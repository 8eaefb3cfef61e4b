import { mkdirSync } from "node:fs";
import { deflateRawSync, gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { readMatrixBytes } from "../../src/data/browser/read-bytes.ts";
import { crc32 } from "../../src/data/crc32.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { InputError } from "../../src/errors/input-error.ts";
import { idx, npy, npyWithHeader, npz, safetensorsWithHeader, temporaryFolder, writeBytes } from "./build.ts";

const folder = temporaryFolder();

/** The message that reading `bytes` under `spec` is refused with, from a file and from memory. */
async function refusal(spec: string, bytes: Uint8Array | string): Promise<string> {
  const [name, key] = spec.split(":") as [string, string?];
  writeBytes(folder, name, bytes);
  const error = await readMatrix(`${folder}/${spec}`).then(
    () => new Error("was accepted"),
    (reason: unknown) => reason as Error,
  );
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).not.toContain("\n");
  const choice = key === undefined ? {} : { key };
  const inMemory = readMatrixBytes(`${folder}/${name}`, Buffer.from(bytes), choice);
  await expect(inMemory).rejects.toBeInstanceOf(InputError);
  await expect(inMemory).rejects.toHaveProperty("message", error.message);
  return error.message.replaceAll(folder, "");
}

const header = (descr: string, shape: string, order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe(".npy headers that lie are refused", () => {
  const body = Buffer.alloc(64);
  test.each([
    [header("'<f8'", "(-1, 8)"), "a shape"],
    [header("'<f8'", "(1000000, 1000000)"), "at most 1073741824 numbers"],
    [header("'<f8'", "(9007199254740993, 2)"), "extents >= 0"],
    [header("'<f8'", "(99999999999999999999999999,)"), "extents >= 0"],
    [header("'<f8'", "(0, 4611686018427387904)"), "extents >= 0"],
    [header("'<f8'", "(3, 3)"), "bytes for shape (3, 3)"],
    [header("'<f8'", "(2, 2)"), "bytes for shape (2, 2)"],
    [header("'<f8'", `(${"1, ".repeat(99)})`), "at most 64 dimensions"],
    [header("'<f8'", "8"), "a header with"],
    [header("'<f8'", "('8',)"), "a header with"],
    [header("'<f8'", "(8,)", "Maybe"), "a header with"],
    [header("'|O'", "(8,)"), "pickled Python objects"],
    [header("'<c16'", "(4,)"), "dtype '<c16'"],
    [header("'<f16'", "(4,)"), "dtype '<f16'"],
    [header("'<U4'", "(4,)"), "dtype '<U4'"],
    [header("'<M8[s]'", "(8,)"), "got dtype"],
    [header("[('a', '<f8')]", "(8,)"), "got dtype"],
    [header("'<f8'", "(8,)").replace("}", ", 'shape': (4, 2)}"), "a header with"],
    ["__import__('os').system('true')", "a header with"],
    ["", "a header with"],
  ])("%s", async (text, message) => {
    const got = await refusal("x.npy", npyWithHeader(text, body));
    if (message !== "a shape") expect(got).toContain(message);
  });

  test("versions, signatures and lengths that do not exist", async () => {
    expect(await refusal("x.npy", npyWithHeader(header("'<f8'", "(8,)"), body, 4))).toContain(
      "version 1, 2 or 3",
    );
    expect(await refusal("x.npy", Buffer.from("not an array at all"))).toContain("no NumPy signature");
    expect(await refusal("x.npy", "")).toContain("at least 8 bytes, got 0");
    const long = Buffer.concat([
      Buffer.from([0x93, ...Buffer.from("NUMPY"), 2, 0, 255, 255, 255, 255]),
      body,
    ]);
    expect(await refusal("x.npy", long)).toContain("a header of at most 1048576 bytes");
  });

  test("an array of no rows or no columns", async () => {
    expect(await refusal("x.npy", npy([], [0, 3]))).toContain(
      "at least one row and one column, got shape (0, 3)",
    );
    expect(await refusal("x.npy", npy([], [3, 0]))).toContain(
      "at least one row and one column, got shape (3, 0)",
    );
  });
});

/** A ZIP archive with one entry, every field to be chosen. */
function zip(
  name: string,
  bytes: Uint8Array,
  fields: { packed?: Uint8Array; unpacked?: number; crc?: number } = {},
) {
  const { packed = deflateRawSync(bytes), unpacked = bytes.length, crc = crc32(bytes) } = fields;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(unpacked, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
  const central = Buffer.concat([
    Buffer.from("PK\x01\x02\x14\x00"),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

describe(".npz archives that lie are refused", () => {
  const array = npy([1, 2, 3, 4], [2, 2]);

  test("the builder makes archives that are accepted when honest", async () => {
    writeBytes(folder, "x.npz", zip("x.npy", array));
    expect([...(await readMatrix(`${folder}/x.npz`)).data]).toEqual([1, 2, 3, 4]);
  });

  test("sizes, checksums and names", async () => {
    const more = Buffer.concat([array, Buffer.alloc(100)]);
    const lying = zip("x.npy", array, { packed: deflateRawSync(more) });
    expect(await refusal("x.npz", lying)).toContain(`${array.length} bytes, got more`);
    const fewer = zip("x.npy", array, { packed: deflateRawSync(array.subarray(0, array.length - 8)) });
    expect(await refusal("x.npz", fewer)).toContain("truncated?");
    expect(await refusal("x.npz", zip("x.npy", array, { crc: 1 }))).toContain("match their checksum");
    expect(await refusal("x.npz", zip("x.npy", array, { packed: Buffer.from("garbage") }))).toContain(
      "intact compressed",
    );
    expect(await refusal("x.npz:y", zip("x.npy", array))).toContain('a key of x, got "y"');
    expect(await refusal("x.npz", zip("readme.txt", array))).toContain("a key of none");
  });

  test("an archive that names an array twice", async () => {
    const twice = Buffer.from(npz({ aa: array, ab: array }));
    for (let at = twice.indexOf("ab.npy"); at >= 0; at = twice.indexOf("ab.npy")) twice.write("aa", at);
    expect(await refusal("x.npz:aa", twice)).toContain('distinct names in the archive, got "aa.npy" twice');
  });

  test("a small archive that unpacks to a huge array", async () => {
    const zeros = deflateRawSync(Buffer.alloc(1 << 27));
    const bomb = zip("x.npy", array, { packed: zeros, unpacked: 1 << 27 });
    expect(await refusal("x.npz", bomb)).toContain("store it uncompressed");
    const claim = zip("x.npy", array, { unpacked: 0xfffffff0 });
    expect(await refusal("x.npz", claim)).toContain("store it uncompressed");
    const quiet = zip("x.npy", array, {
      packed: deflateRawSync(Buffer.concat([array, Buffer.alloc(1 << 26)])),
    });
    expect(await refusal("x.npz", quiet)).toContain("got more");
  });

  test("things that are no archive", async () => {
    expect(await refusal("x.npz", "")).toContain("a ZIP archive");
    expect(await refusal("x.npz", Buffer.alloc(100_000))).toContain("no ZIP directory");
    expect(await refusal("x.npz", Buffer.from(npz({ x: array })).subarray(0, 150))).toContain(
      "no ZIP directory",
    );
  });
});

describe("text that is no table of numbers is refused, naming the row", () => {
  test.each([
    ["1,2\n3\n", "as many cells in every row as in the first (2), got 1 in row 1 (line 2)"],
    ["x,y\n1,2\n\n3,4,5\n", "as many cells in every row as in the first (2), got 3 in row 1 (line 4)"],
    ["1,2\n3,four\n", 'numbers, got "four" in row 1 (line 2), column 1'],
    ["1,,3\n", 'a number in every cell, got "" in line 1, column 1'],
    ["1,2\n3,0x10\n", 'got "0x10"'],
    ["1,2\n3,nan\n", "finite numbers, got NaN in row 1 (line 2), column 1 (from 0)"],
    ["1,2\n-inf,3\n", "finite numbers, got -Infinity in row 1 (line 2), column 0 (from 0)"],
    [",x,y\n0,1,2\n", "got a column without a name"],
    ["1;2\n3;4\n", 'cells separated by "," with decimal points (";" separates columns here'],
    ["x,y\n", "at least one row of numbers"],
    ["", "at least one row of numbers"],
    ["\n\n", "at least one row of numbers"],
  ])("%j", async (text, message) => {
    expect(await refusal("x.csv", text)).toContain(message);
  });

  test("bytes that are not UTF-8, and lines without end", async () => {
    expect(await refusal("x.csv", Buffer.from([0x31, 0x2c, 0xff, 0x0a]))).toContain("UTF-8 text");
    expect(await refusal("x.csv", Buffer.alloc((1 << 24) + (1 << 20), "1"))).toContain("lines of at most");
  });

  test("what is harmless is taken: CRLF, comments, quotes, blank lines, a byte-order mark, a missing last newline", async () => {
    writeBytes(folder, "x.csv", '\ufeff# made by hand\r\n"x" , y\r\n"1", 2.5e-3\r\n\r\n -.5,+4.');
    const { data, rows, columns } = await readMatrix(`${folder}/x.csv`);
    expect([rows, columns, ...data]).toEqual([2, 2, 1, 0.0025, -0.5, 4]);
  });
});

describe("safetensors headers that lie are refused", () => {
  const body = Buffer.alloc(32);
  const tensor = (shape: number[], begin: number, end: number, dtype = "F64") => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  test.each([
    [{ x: tensor([4], 0, 32), y: tensor([4], 0, 32) }, "begins at byte 32"],
    [{ x: tensor([2], 0, 16), y: tensor([2], 8, 24) }, "begins at byte 16"],
    [{ x: tensor([2], 0, 16) }, "16 bytes of tensors, got 32"],
    [{ x: tensor([4], 32, 64) }, "begins at byte 0"],
    [{ x: tensor([8], 0, 64) }, "64 bytes of tensors, got 32"],
    [{ x: tensor([4], 32, 0) }, "begins at byte 0"],
    [{ x: tensor([5], 0, 32) }, "40 bytes for its shape, got 32"],
    [{ x: tensor([2 ** 40, 2 ** 40], 0, 32) }, "at most 1073741824 numbers"],
    [{ x: tensor([4], 0, 32, "F8_E4M3") }, "a dtype of F64"],
    [{ x: tensor([4], 0, 32, "constructor") }, "a dtype of F64"],
    [{ x: tensor([-4], 0, 32) }, "dtype, shape and data_offsets"],
    [{ x: { dtype: "F64", shape: [4] } }, "dtype, shape and data_offsets"],
    [{ x: null }, "dtype, shape and data_offsets"],
    [[], "a safetensors header that is an object"],
    ["{", "a safetensors header in JSON"],
    ["[".repeat(100_000), "a safetensors header in JSON"],
  ])("%j", async (json, message) => {
    expect(await refusal("x.safetensors:x", safetensorsWithHeader(json, body))).toContain(message);
  });

  test("a header longer than the file, and keys", async () => {
    const long = Buffer.alloc(64, 0xff);
    expect(await refusal("x.safetensors", long)).toContain("a safetensors header inside the file");
    const two = safetensorsWithHeader({ a: tensor([2], 0, 16), b: tensor([2], 16, 32) }, body);
    expect(await refusal("x.safetensors", two)).toContain("with a key of a, b, got no key");
    expect(await refusal("x.safetensors:c", two)).toContain('a key of a, b, got "c"');
  });
});

describe("IDX files that lie are refused", () => {
  test.each([
    [idx([1, 2, 3], [4], 8), "12 bytes for shape (4), got 11"],
    [idx([1, 2, 3], [2], 8), "10 bytes for shape (2), got 11"],
    [idx([1], [0xffffffff, 0xffffffff], 8), "at most 1073741824 numbers"],
    [idx([1], [1], 7), "an IDX file"],
    [Buffer.from([0, 0, 8, 0]), "an IDX file"],
    [Buffer.from([0, 0, 8, 200, 1]), "at least 800 bytes"],
    [Buffer.from([1]), "at least 2 bytes"],
    [gzipSync(idx([1, 2, 3], [2], 8)), "when unpacked, got more"],
    [gzipSync(idx([1, 2, 3], [5], 8)), "truncated?"],
    [gzipSync(idx(Array(2000).fill(0), [2000], 8)).subarray(0, 30), "intact compressed data"],
    [gzipSync(Buffer.concat([idx([], [1 << 28], 8), Buffer.alloc(1 << 20)])), "store it uncompressed"],
    [gzipSync(Buffer.concat([idx([1], [1], 8), Buffer.alloc(1 << 26)])), "when unpacked, got more"],
  ])("case %#", async (bytes, message) => {
    expect(await refusal("x-ubyte", bytes)).toContain(message);
  });
});

describe("Parquet files without numbers in every cell are refused", () => {
  const write = (data: unknown[], type: "STRING" | "DOUBLE" | "TIMESTAMP") =>
    new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "c", data, type, nullable: true }] }));

  test("other types, empty cells, non-finite numbers, damage", async () => {
    expect(await refusal("x.parquet", write(["a"], "STRING"))).toContain('got "c" of type UTF8');
    expect(await refusal("x.parquet", write([new Date(0)], "TIMESTAMP"))).toContain("numeric columns");
    expect(await refusal("x.parquet", write([1, null], "DOUBLE"))).toContain('got none in row 1, column "c"');
    expect(await refusal("x.parquet", write([1, Number.NaN], "DOUBLE"))).toContain("NaN in row 1");
    expect(await refusal("x.parquet", write([], "DOUBLE"))).toContain("at least one row");
    expect(await refusal("x.parquet", "")).toContain("an intact Parquet file");
    expect(await refusal("x.parquet", Buffer.from("PAR1PAR1"))).toContain("an intact Parquet file");
  });

  test("what the decoder's thread met is kept as the cause", async () => {
    writeBytes(folder, "caused.parquet", Buffer.from("PAR1PAR1"));
    await expect(readMatrix(`${folder}/caused.parquet`)).rejects.toMatchObject({
      name: "InputError",
      cause: { name: "Error", stack: expect.stringContaining("parquetMetadata") },
    });
  });
});

describe("names that lead nowhere are refused", () => {
  test.each([
    ["", "another format"],
    ["x.pkl", "another format"],
    ["x\u001b[31m.npy", "no such file"],
    ["mnist:training", "mnist:train"],
    ["mnist:train/10", "mnist:train"],
    ["fashion:", "fashion:train"],
    ["synthetic:one-mode", "one of two-modes"],
    ["synthetic:constructor", "one of two-modes"],
    ["synthetic:high-dimension:modes=1", "expected an integer from 2"],
    ["synthetic:high-dimension:modes=x", "modes=n,d=n"],
    ["x\0.npy", "a path"],
  ])("%j", async (spec, message) => {
    const error = await readMatrix(spec).catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain("\u001b");
  });

  test("a folder is not a file", async () => {
    mkdirSync(`${folder}/folder.npy`);
    await expect(readMatrix(`${folder}/folder.npy`)).rejects.toThrow("expected a file, got a folder");
  });
});
