import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { distinctPlaces, placesOf } from "../../src/density/places.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";

describe("placesOf", () => {
  it("finds each place once, in order, as a comparison of all pairs does", () => {
    const rows = fc.array(fc.tuple(fc.constantFrom(0, -0, 1, 2, 0.5), fc.constantFrom(0, 1, 3)), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, (points) => {
        const { points: places, count, of } = placesOf(Float64Array.from(points.flat()), 2);
        const first = points.map((a) => points.findIndex((b) => a[0] === b[0] && a[1] === b[1]));
        const order = [...new Set(first)];
        expect([...of]).toEqual(first.map((row) => order.indexOf(row)));
        expect(count).toBe(order.length);
        expect([...places].map(Math.abs)).toEqual(order.flatMap((row) => points[row]).map(Math.abs));
      }),
    );
  });
});

describe("distinctPlaces", () => {
  it("is the density itself where all points are apart, and found once", async () => {
    const kernels = await createKernels({ threads: 1 });
    const apart = createDensity(kernels, { data: Float64Array.of(1, 2, 3), n: 3, d: 1 });
    expect(distinctPlaces(apart).distinct).toBe(apart);
    const twice = createDensity(kernels, { data: Float64Array.of(1, 2, 1), n: 3, d: 1 });
    const found = distinctPlaces(twice);
    expect([found.distinct.n, [...found.distinct.data], [...found.of]]).toEqual([2, [1, 2], [0, 1, 0]]);
    expect(distinctPlaces(twice)).toBe(found);
    kernels.close();
  });
});
