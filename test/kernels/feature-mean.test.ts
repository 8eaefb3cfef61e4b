import { afterAll, describe, expect, it } from "vitest";
import type { FeatureMeanRequest } from "../../src/kernels/kernels.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceFeatureMean } from "../../src/kernels/reference/feature-mean.ts";
import { wasmFeatureMean } from "../../src/kernels/wasm/feature-mean.ts";
import { distance, randomArray, sameBytes } from "./random-array.ts";

const pools = [1, 2, 3].map((threads) => createPool(threads));
afterAll(() => {
  for (const pool of pools) pool.close();
});

function request(m: number, d: number, p: number, outputs: number): FeatureMeanRequest {
  const [x, weights, bias] = [randomArray(m * d, 1), randomArray(p * d, 2), randomArray(p, 3)];
  return { x, m, d, weights, bias, p, output: randomArray(outputs * p, 4), outputs, scale: 0.37 };
}

describe("featureMean", () => {
  it.each([
    [0, 2, 10, 2],
    [3, 2, 0, 2],
    [1, 1, 1, 1],
    [5, 2, 257, 2],
    [7, 3, 300, 3],
    [66, 16, 513, 16],
    [13, 5, 31, 4],
  ])("agrees with plain loops at m=%i d=%i p=%i outputs=%i", async (m, d, p, outputs) => {
    const asked = request(m, d, p, outputs);
    const slow = referenceFeatureMean(asked);
    for (const pool of pools) {
      expect(distance(await wasmFeatureMean(pool, asked), slow)).toBeLessThan(1e-12);
    }
  });

  it("gives a sample the same bytes in any batch and on any number of threads", async () => {
    const asked = request(1001, 4, 501, 4);
    const [one, two, three] = await Promise.all(pools.map((pool) => wasmFeatureMean(pool, asked)));
    expect(sameBytes(two, one)).toBe(true);
    expect(sameBytes(three, one)).toBe(true);
    const alone = await wasmFeatureMean(pools[0], { ...asked, x: asked.x.slice(4 * 998, 4 * 999), m: 1 });
    expect(alone).toEqual(one.slice(4 * 998, 4 * 999));
  });
});
