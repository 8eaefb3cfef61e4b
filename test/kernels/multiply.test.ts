import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { MultiplyRequest } from "../../src/kernels/kernels.ts";
import { createNativeMultiply } from "../../src/kernels/native/multiply.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceMultiply } from "../../src/kernels/reference/multiply.ts";
import { wasmMultiply } from "../../src/kernels/wasm/multiply.ts";
import { distance, randomArray, sameBytes } from "./random-array.ts";

const pools = [1, 2, 3].map((threads) => createPool(threads));
const natives = await Promise.all([1, 2, 3, 4].map((threads) => createNativeMultiply(threads)));
afterAll(() => {
  for (const pool of pools) pool.close();
  for (const native of natives) if (native.available) native.close();
});

const TRANSPOSES = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

function requests(rows: number, inner: number, columns: number): MultiplyRequest[] {
  const [a, b] = [randomArray(rows * inner, 1), randomArray(inner * columns, 2)];
  return TRANSPOSES.map((transposes) => ({ a, b, rows, inner, columns, ...transposes }));
}

const SIZES = [
  [0, 3, 4],
  [3, 0, 4],
  [3, 4, 0],
  [1, 1, 1],
  [5, 7, 3],
  [97, 257, 5],
  [4, 300, 389],
  [130, 64, 130],
] as const;

describe("multiply", () => {
  it.each(SIZES)(
    "agrees with three loops at %i × %i × %i, transposed or not",
    async (rows, inner, columns) => {
      for (const request of requests(rows, inner, columns)) {
        const slow = referenceMultiply(request);
        const [one, two, three] = await Promise.all(pools.map((pool) => wasmMultiply(pool, request)));
        expect(distance(one, slow)).toBeLessThan(1e-13 * Math.max(1, inner));
        expect(sameBytes(two, one)).toBe(true);
        expect(sameBytes(three, one)).toBe(true);
      }
    },
  );

  it.skipIf(!natives[0].available)("on ONNX Runtime agrees, with the same bytes on any threads", async () => {
    for (const [rows, inner, columns] of [
      [20, 300, 100],
      [130, 300, 260],
      [300, 200, 130],
      [77, 129, 400],
      [257, 513, 257],
    ] as const) {
      for (const request of requests(rows, inner, columns)) {
        const results = await Promise.all(
          natives.map((native) => (native.available ? native.multiply(request) : Promise.reject())),
        );
        expect(distance(results[0], referenceMultiply(request))).toBeLessThan(1e-12);
        for (const result of results) expect(sameBytes(result, results[0])).toBe(true);
      }
    }
  });

  it("says which kernel multiplies", async () => {
    const kernels = await createKernels({ threads: 1, onnxRuntime: false });
    expect(kernels.reason).toContain("ONNX Runtime not asked for");
    kernels.close();
    await expect(createKernels({ threads: 0 })).rejects.toThrow(
      "threads: expected a positive integer, got 0",
    );
  });
});
