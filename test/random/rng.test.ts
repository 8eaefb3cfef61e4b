import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../src/random/rng.ts";

function correlation(a: Float64Array, b: Float64Array): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  a.forEach((x, i) => {
    const y = b[i];
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  });
  const n = a.length;
  return (sab - (sa * sb) / n) / Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
}

/** Abramowitz & Stegun 7.1.26: good to 1.5e-7, enough for a Kolmogorov–Smirnov distance. */
function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * poly * Math.exp(-z * z);
  return x > 0 ? 1 - upper : upper;
}

function kolmogorovDistance(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  return sorted.reduce((worst, x, i) => Math.max(worst, cdf(x) - i / n, (i + 1) / n - cdf(x)), 0);
}

describe("an Rng is a pure function of its key", () => {
  test("calling a method twice gives the same numbers", () => {
    const rng = createRng(7);
    expect(rng.normals(101)).toEqual(rng.normals(101));
    expect(rng.uniforms(101)).toEqual(rng.uniforms(101));
    expect(rng.integers(101, 10)).toEqual(rng.integers(101, 10));
    expect(rng.permutation(101)).toEqual(rng.permutation(101));
  });

  test("a shorter draw is the beginning of a longer one", () => {
    const rng = createRng(1);
    expect(rng.normals(7)).toEqual(rng.normals(100).slice(0, 7));
    expect(rng.uniforms(7)).toEqual(rng.uniforms(100).slice(0, 7));
  });

  test("these bytes never change", () => {
    const rng = createRng(20260701).split("golden", 3);
    expect(rng.key).toMatchInlineSnapshot(`
      [
        -856744626,
        1245460131,
      ]
    `);
    expect([...rng.normals(3)]).toMatchInlineSnapshot(`
      [
        1.371223069066397,
        0.6225135009237425,
        -1.2703959965974525,
      ]
    `);
    expect([...rng.uniforms(2)]).toMatchInlineSnapshot(`
      [
        0.1424858947982517,
        0.135031037151076,
      ]
    `);
    expect([...rng.integers(5, 1000)]).toMatchInlineSnapshot(`
      [
        980,
        449,
        198,
        900,
        304,
      ]
    `);
    expect([...rng.permutation(6)]).toMatchInlineSnapshot(`
      [
        4,
        5,
        2,
        0,
        1,
        3,
      ]
    `);
  });

  test("all 53 bits of the seed count", () => {
    const keys = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER];
    expect(new Set(keys.map((seed) => createRng(seed).key.join()))).toHaveLength(keys.length);
  });
});

describe("split", () => {
  test("split(a, b) is split(a).split(b) and leaves the parent alone", () => {
    const rng = createRng(3);
    const before = rng.normals(4);
    expect(rng.split("a", 5).key).toEqual(rng.split("a").split(5).key);
    expect(rng.normals(4)).toEqual(before);
  });

  test("different paths give different keys", () => {
    const rng = createRng(0);
    const paths = [["1"], [1], ["a", "b"], ["ab"], ["b", "a"], [0, 0], [0], [2 ** 32], [""], ["", ""], ["a"]];
    expect(new Set(paths.map((path) => rng.split(...path).key.join()))).toHaveLength(paths.length);
  });

  test("children, parent, neighbours in seed and different methods are uncorrelated", () => {
    const rng = createRng(11);
    const base = rng.normals(200_000);
    const others = [rng.split(0), rng.split(1), rng.split("x"), createRng(12), createRng(11 + 2 ** 32)];
    for (const other of others)
      expect(Math.abs(correlation(base, other.normals(200_000)))).toBeLessThan(0.01);
    expect(Math.abs(correlation(base, rng.uniforms(200_000)))).toBeLessThan(0.01);
  });
});

describe("distributions", () => {
  const count = 1_000_000;

  test("normals have the moments of a standard normal", () => {
    const z = createRng(5).normals(count);
    const moment = (k: number) => z.reduce((sum, x) => sum + x ** k, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(0.004);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.006);
    expect(Math.abs(moment(3))).toBeLessThan(0.016);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.04);
  });

  test("normals and uniforms pass a Kolmogorov–Smirnov test", () => {
    const bound = 1.95 / Math.sqrt(count);
    expect(kolmogorovDistance(createRng(6).normals(count), normalCdf)).toBeLessThan(bound);
    expect(kolmogorovDistance(createRng(6).uniforms(count), (x) => x)).toBeLessThan(bound);
  });

  test("both members of a Box–Muller pair are normal and uncorrelated, squares too", () => {
    const z = createRng(8).normals(count);
    const even = z.filter((_, i) => i % 2 === 0);
    const odd = z.filter((_, i) => i % 2 === 1);
    expect(Math.abs(correlation(even, odd))).toBeLessThan(0.006);
    expect(
      Math.abs(
        correlation(
          even.map((x) => x * x),
          odd.map((x) => x * x),
        ),
      ),
    ).toBeLessThan(0.006);
    expect(kolmogorovDistance(odd, normalCdf)).toBeLessThan(1.95 / Math.sqrt(odd.length));
  });

  test("integers are within the bound and evenly spread, also for awkward bounds", () => {
    for (const bound of [1, 2, 7, 1000]) {
      const counts = new Float64Array(bound);
      for (const value of createRng(9).integers(200_000, bound)) counts[value]++;
      const expected = 200_000 / bound;
      const chiSquare = counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);
      expect(chiSquare).toBeLessThan(bound + 5 * Math.sqrt(2 * bound) + 1);
    }
    for (const value of createRng(9).integers(100, 2 ** 31)) expect(value).toBeGreaterThanOrEqual(0);
  });

  test("a permutation holds every index once, and every order is about as frequent", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(), (n, seed) => {
        expect([...createRng(seed).permutation(n)].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
      }),
    );
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = createRng(1).split(i).permutation(4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const c of counts.values()) expect(Math.abs(c - 1000)).toBeLessThan(160);
  });
});

describe("bad arguments", () => {
  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("the seed %d is refused", (seed) => {
    expect(() => createRng(seed)).toThrow(RangeError);
    expect(() => createRng(0).split(seed)).toThrow(RangeError);
  });

  test("kinds and bounds are checked", () => {
    expect(() => createRng("1" as never)).toThrow(TypeError);
    expect(() => createRng(0).integers(1, 0)).toThrow("bound: expected an integer from 1 to 2^31, got 0");
  });
});
