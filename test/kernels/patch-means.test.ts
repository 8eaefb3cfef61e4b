import { afterAll, describe, expect, it } from "vitest";
import type { PatchMeansRequest } from "../../src/kernels/kernels.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceMoments } from "../../src/kernels/reference/moments.ts";
import { referencePatchMeans } from "../../src/kernels/reference/patch-means.ts";
import { wasmPatchMeans } from "../../src/kernels/wasm/patch-means.ts";
import { distance, randomArray, sameBytes } from "./random-array.ts";

const pools = [1, 2, 3].map((threads) => createPool(threads));
afterAll(() => {
  for (const pool of pools) pool.close();
});

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly rows: number;
  readonly columns: number;
  readonly reach: number;
  readonly variance?: number;
}

function request(
  { m, n, rows, columns, reach, variance = 0.1 }: Sizes,
  places: PatchMeansRequest["places"],
): PatchMeansRequest {
  const d = rows * columns;
  const points = { data: randomArray(n * d, 1), n, d };
  return { points, rows, columns, queries: randomArray(m * d, 2), m, reach, variance, places };
}

const SIZES: Sizes[] = [
  { m: 0, n: 3, rows: 3, columns: 3, reach: 1 },
  { m: 1, n: 1, rows: 1, columns: 1, reach: 0 },
  { m: 3, n: 8, rows: 4, columns: 7, reach: 0 },
  { m: 3, n: 9, rows: 5, columns: 4, reach: 1 },
  { m: 2, n: 17, rows: 6, columns: 7, reach: 2 },
  { m: 2, n: 5, rows: 6, columns: 5, reach: 2, variance: 1e-4 },
  { m: 35, n: 3, rows: 3, columns: 5, reach: 1, variance: 100 },
];
/** Patches as large as the image, and larger. */
const LARGE: Sizes[] = [
  { m: 2, n: 5, rows: 3, columns: 4, reach: 2 },
  { m: 2, n: 11, rows: 4, columns: 4, reach: 3 },
  { m: 2, n: 5, rows: 3, columns: 2, reach: 9 },
];

describe("patchMeans", () => {
  const cases = [
    ...[...SIZES, ...LARGE].flatMap((sizes) => [[sizes, "own"] as const, [sizes, "alike"] as const]),
    ...SIZES.map((sizes) => [sizes, "round"] as const),
  ];
  it.each(cases)("agrees with plain loops over pixels and patches, %o, places %s", async (sizes, places) => {
    const asked = request(sizes, places);
    const slow = referencePatchMeans(asked);
    for (const pool of pools) expect(distance(await wasmPatchMeans(pool, asked), slow)).toBeLessThan(1e-12);
  });

  it("gives a query the same bytes in any batch and on any number of threads", async () => {
    for (const places of ["own", "alike", "round"] as const) {
      const asked = request({ m: 101, n: 43, rows: 9, columns: 8, reach: 2 }, places);
      const [one, two, three] = await Promise.all(pools.map((pool) => wasmPatchMeans(pool, asked)));
      expect(sameBytes(two, one)).toBe(true);
      expect(sameBytes(three, one)).toBe(true);
      const alone = { ...asked, queries: asked.queries.slice(72 * 66, 72 * 67), m: 1 };
      expect(sameBytes(await wasmPatchMeans(pools[0], alone), one.slice(72 * 66, 72 * 67))).toBe(true);
    }
  });

  it("is the mean of the whole image where patches are that large", async () => {
    for (const places of ["own", "alike"] as const) {
      const asked = request({ m: 4, n: 20, rows: 4, columns: 5, reach: 4, variance: 0.03 }, places);
      const { shift } = referenceMoments({ ...asked, covariance: false, keep: 2 });
      const wanted = asked.queries.map((value, i) => value + shift[i]);
      expect(distance(await wasmPatchMeans(pools[0], asked), wanted)).toBeLessThan(1e-13);
    }
  });

  it("says of a query that is not finite that nothing is known, and nothing else of others", async () => {
    const asked = request({ m: 2, n: 9, rows: 3, columns: 3, reach: 1 }, "own");
    const clean = await wasmPatchMeans(pools[0], asked);
    const found = await wasmPatchMeans(pools[0], { ...asked, queries: asked.queries.with(4, NaN) });
    expect(found.slice(0, 9).every(Number.isNaN)).toBe(true);
    expect(found.slice(9)).toEqual(clean.slice(9));
  });
});
