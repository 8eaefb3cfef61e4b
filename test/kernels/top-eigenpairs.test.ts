import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dot } from "../../src/arrays/vectors.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels, MomentsRequest, TopEigenpairs } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";

const COUNT = 6;
const M = 11;
let plain: Kernels;
let fast: Kernels;

beforeAll(async () => {
  plain = await createKernels({ backend: "reference" });
  fast = await createKernels({ threads: 2 });
});
afterAll(() => {
  plain.close();
  fast.close();
});

/** Normal points whose columns shrink by `factor` from one to the next, and queries about them. */
function request(n: number, d: number, { factor, variance }: { factor: number; variance: number }) {
  const rng = createRng(n + d);
  const data = rng.normals(n * d).map((value, i) => value * factor ** (i % d));
  const queries = rng.normals(M * d).map((value, i) => 0.5 * value * factor ** (i % d));
  const points = { data, n, d };
  return { points, queries, m: M, variance, covariance: false, keep: COUNT + 1 } satisfies MomentsRequest;
}

async function pairsOf(kernels: Kernels, asked: MomentsRequest, exact: boolean): Promise<TopEigenpairs> {
  const moments = await kernels.moments(asked);
  return kernels.topEigenpairs({ ...asked, moments, count: COUNT, exact });
}

/** The largest |1 - |v · w|| of vectors in the same place. */
function turned(a: Float64Array, b: Float64Array, d: number): number {
  let most = 0;
  for (let i = 0; i < a.length; i += d) {
    most = Math.max(most, Math.abs(1 - Math.abs(dot(a.subarray(i, i + d), b.subarray(i, i + d)))));
  }
  return most;
}

function worst(found: Float64Array, wanted: Float64Array): number {
  expect(found.length).toBe(wanted.length);
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
}

describe("leading eigenpairs without a matrix", () => {
  // Few rows; many rows of like weight; many rows most of which weigh little.
  it.each([
    [60, 21, 0.5],
    [400, 21, 8],
    [900, 40, 0.7],
    [900, 41, 1.5],
  ])("are the reference's for %d points in %d dimensions at variance %d", async (n, d, variance) => {
    const asked = request(n, d, { factor: 0.9, variance });
    const [found, wanted] = [await pairsOf(fast, asked, false), await pairsOf(plain, asked, false)];
    expect(worst(found.logValues, wanted.logValues)).toBeLessThan(1e-11);
    expect(turned(found.vectors, wanted.vectors, d)).toBeLessThan(1e-12);
    for (let q = 0; q < M; q++) {
      const [step, other] = [found, wanted].map(({ normalStep }) => normalStep.slice(q * d, (q + 1) * d));
      const isDefined = wanted.logValues[q * COUNT + COUNT - 1] < Math.log(variance);
      if (isDefined) expect(worst(step, other)).toBeLessThan(1e-9);
      else expect(step.every(Number.isNaN)).toBe(true);
    }
  });

  it("are exact where they span more decades than products hold, though many rows matter", async () => {
    const asked = request(900, 30, { factor: 0.2, variance: 1 });
    const { points, queries, m, variance } = asked;
    const wanted = await plain.gradedFrames({ points, queries, m, variance, count: COUNT, width: COUNT });
    const found = await pairsOf(fast, asked, true);
    expect(Math.min(...wanted.logValues)).toBeLessThan(Math.log(1e-6));
    expect([...found.resolved]).toEqual([...wanted.resolved]);
    expect(worst(found.logValues, wanted.logValues)).toBeLessThan(1e-10);
    expect(turned(found.vectors, wanted.vectors, points.d)).toBeLessThan(1e-12);
  });

  it.each([false, true])("have the same bytes on any number of threads (exact: %s)", async (exact) => {
    const asked = request(900, 30, { factor: 0.4, variance: 1 });
    const found = await pairsOf(fast, asked, exact);
    for (const threads of [1, 3]) {
      const others = await createKernels({ threads });
      expect(await pairsOf(others, asked, exact)).toEqual(found);
      others.close();
    }
  });

  it("of a query do not depend on the others", async () => {
    const asked = request(900, 30, { factor: 0.4, variance: 1 });
    const all = await pairsOf(fast, asked, false);
    const alone = await pairsOf(
      fast,
      { ...asked, queries: asked.queries.slice(9 * 30, 10 * 30), m: 1 },
      false,
    );
    expect([...alone.vectors]).toEqual([...all.vectors.subarray(9 * COUNT * 30, 10 * COUNT * 30)]);
  });
});
