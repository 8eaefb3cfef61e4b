import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { createEquivariantScore } from "../../src/score/equivariant.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { squareImage } from "../../src/score/image-patches.ts";
import { createLocalScore } from "../../src/score/local.ts";
import { IMAGE_MODELS, SCORE_MODELS } from "../../src/score/models.ts";
import { configOf } from "../../src/settings/config.ts";
import { worstRelative } from "../support/arrays.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const IMAGE = { rows: 7, columns: 6 };
const D = 42;
const images = () => createDensity(kernels, { data: createRng(1).normals(15 * D), n: 15, d: D });
const at = createRng(2).normals(4 * D);

/** The posterior mean of one pixel by its definition: all patches that `alike` lets through, one by one. */
function plainMean(
  { data, n }: EmpiricalDensity,
  x: Float64Array,
  {
    time,
    reach,
    pixel,
    alike,
  }: { time: number; reach: number; pixel: number[]; alike(i: number, j: number): boolean },
): number {
  const [a, h] = [Math.exp(-time), -Math.expm1(-2 * time)];
  const { rows, columns } = IMAGE;
  const [logs, centres]: number[][] = [[], []];
  for (let image = 0; image < n; image++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        if (!alike(i, j)) continue;
        let square = 0;
        for (let u = -reach; u <= reach; u++)
          for (let v = -reach; v <= reach; v++) {
            const [r, c] = [pixel[0] + u, pixel[1] + v];
            if (r < 0 || r >= rows || c < 0 || c >= columns) continue;
            square += (x[r * columns + c] - a * data[image * D + (i + u) * columns + j + v]) ** 2;
          }
        logs.push(-square / (2 * h));
        centres.push(a * data[image * D + i * columns + j]);
      }
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight, k) => sum + weight * centres[k], 0) / total;
}

/** Where a patch of reach 1 is cut off. */
const border = (at: number, size: number) => (at === 0 ? "first" : at === size - 1 ? "last" : "inside");

describe("the local score machine", () => {
  it("weighs the same patch of all images by its distance, up to the border", async () => {
    const density = images();
    for (const time of [0.02, 0.3, 3]) {
      const found = await createLocalScore(density, { image: IMAGE, reach: 1 }).posteriorMean(at, time);
      for (let q = 0; q < 4; q++)
        for (let p = 0; p < D; p++) {
          const pixel = [Math.floor(p / 6), p % 6];
          const alike = (i: number, j: number) => i === pixel[0] && j === pixel[1];
          const x = at.subarray(q * D, (q + 1) * D);
          const wanted = plainMean(density, x, { time, reach: 1, pixel, alike });
          expect(Math.abs(found[q * D + p] - wanted)).toBeLessThan(1e-12);
        }
    }
  });

  it("is the exact score where patches hold the whole image", async () => {
    const density = images();
    for (const time of [0.01, 0.5, 4]) {
      const exact = await createExactScore(density).posteriorMean(at, time);
      const found = await createLocalScore(density, { image: IMAGE, reach: 6 }).posteriorMean(at, time);
      expect(worstRelative(found, exact, 1)).toBeLessThan(1e-12);
    }
  });

  it("ends at a mosaic of training images, and follows an image that is alone", async () => {
    const density = images();
    const { data } = density;
    const clean = await createLocalScore(density, { image: IMAGE, reach: 2 }).posteriorMean(data, 1e-6);
    expect(worstRelative(clean, data, 1)).toBeLessThan(1e-5);
    const one = createDensity(kernels, { data: data.slice(0, D), n: 1, d: D });
    const mean = await createLocalScore(one, { image: IMAGE, reach: 1 }).posteriorMean(at, 1);
    expect(
      worstRelative(
        mean.slice(D, 2 * D),
        data.slice(0, D).map((y) => y / Math.E),
      ),
    ).toBeLessThan(1e-14);
  });

  it("is the mean of a x_0 given the patch: averaged over noised images it is a times their mean", async () => {
    const density = images();
    const time = 0.4;
    const [a, h] = [Math.exp(-time), -Math.expm1(-2 * time)];
    const m = 4000;
    const noise = createRng(3).normals(m * D);
    const x = noise.map((z, i) => a * density.data[i % (15 * D)] + Math.sqrt(h) * z);
    const mean = await createLocalScore(density, { image: IMAGE, reach: 1 }).posteriorMean(x, time);
    let worst = 0;
    for (let p = 0; p < D; p++) {
      let [found, wanted] = [0, 0];
      for (let q = 0; q < m; q++) {
        found += mean[q * D + p] / m;
        wanted += (a * density.data[(q * D + p) % (15 * D)]) / m;
      }
      worst = Math.max(worst, Math.abs(found - wanted));
    }
    // Five standard errors of a mean of numbers that vary by less than 1.
    expect(worst).toBeLessThan(5 / Math.sqrt(m));
  });

  it("sees further at large noise where that is asked for", async () => {
    const density = images();
    const model = createLocalScore(density, { image: IMAGE, reach: 0, widest: 6 });
    const of = (reach: number, time: number) =>
      createLocalScore(density, { image: IMAGE, reach }).posteriorMean(at, time);
    expect(await model.posteriorMean(at, 1e-3)).toEqual(await of(0, 1e-3));
    expect(await model.posteriorMean(at, 5)).toEqual(await of(6, 5));
    // h = ½ at t = ½ log 2
    expect(await model.posteriorMean(at, Math.LN2 / 2)).toEqual(await of(3, Math.LN2 / 2));
  });
});

describe("the equivariant local score machine", () => {
  it("weighs all patches that the border cuts off alike", async () => {
    const density = images();
    for (const time of [0.05, 1]) {
      const model = createEquivariantScore(density, { image: IMAGE, reach: 1 });
      const found = await model.posteriorMean(at, time);
      for (let p = 0; p < D; p++) {
        const pixel = [Math.floor(p / 6), p % 6];
        const own = [border(pixel[0], 7), border(pixel[1], 6)];
        // At an edge or corner the row or column is the same one; inside it is any.
        const alike = (i: number, j: number) => border(i, 7) === own[0] && border(j, 6) === own[1];
        const wanted = plainMean(density, at.subarray(0, D), { time, reach: 1, pixel, alike });
        expect(Math.abs(found[p] - wanted)).toBeLessThan(1e-12);
      }
    }
  });

  it("does to an image that goes round what it does to it moved, and to its inside without", async () => {
    const density = images();
    const moved = Float64Array.from(at.subarray(0, D), (_, p) => {
      const [r, c] = [Math.floor(p / 6), p % 6];
      return at[((r + 6) % 7) * 6 + ((c + 5) % 6)];
    });
    const both = async (border: "aware" | "round") => {
      const model = createEquivariantScore(density, { image: IMAGE, reach: 1, border });
      return [await model.posteriorMean(at.slice(0, D), 0.2), await model.posteriorMean(moved, 0.2)] as const;
    };
    const [round, roundMoved] = await both("round");
    const [aware, awareMoved] = await both("aware");
    for (let r = 0; r < 7; r++)
      for (let c = 0; c < 6; c++) {
        const to = ((r + 1) % 7) * 6 + ((c + 1) % 6);
        expect(Math.abs(roundMoved[to] - round[r * 6 + c])).toBeLessThan(1e-13);
        const inside = r >= 1 && r + 1 < 6 && c >= 1 && c + 1 < 5;
        if (inside) expect(Math.abs(awareMoved[to] - aware[r * 6 + c])).toBeLessThan(1e-13);
      }
    // Inside, both compare the same patches.
    for (let r = 1; r < 6; r++)
      for (let c = 1; c < 5; c++) expect(Math.abs(round[r * 6 + c] - aware[r * 6 + c])).toBeLessThan(1e-13);
  });

  it("is the exact score where every patch is cut off in a way of its own", async () => {
    const density = images();
    const exact = await createExactScore(density).posteriorMean(at, 0.5);
    const model = createEquivariantScore(density, { image: IMAGE, reach: 6 });
    expect(worstRelative(await model.posteriorMean(at, 0.5), exact, 1)).toBeLessThan(1e-12);
  });

  it("forgets places: a patch anywhere in the data counts as much", async () => {
    const data = new Float64Array(2 * D);
    data[2 * 6 + 2] = 5;
    data[D + 4 * 6 + 3] = 5;
    const density = createDensity(kernels, { data, n: 2, d: D });
    const x = new Float64Array(D);
    x[3 * 6 + 3] = 5;
    const [local, equivariant] = await Promise.all(
      [createLocalScore, createEquivariantScore].map((create) =>
        create(density, { image: IMAGE, reach: 1 }).posteriorMean(x, 0.01),
      ),
    );
    expect(local[3 * 6 + 3]).toBeCloseTo(0, 12);
    expect(equivariant[3 * 6 + 3]).toBeCloseTo(5 * Math.exp(-0.01), 6);
  });
});

describe("score models of images", () => {
  it("give the same bytes whatever the threads and the batch", async () => {
    const more = await createKernels({ threads: 3 });
    const many = createRng(4).normals(100 * D);
    for (const entry of IMAGE_MODELS) {
      const make = (of: Kernels) => {
        const density = createDensity(of, { data: createRng(1).normals(15 * D), n: 15, d: D });
        return entry.create(density, { image: IMAGE, settings: configOf(entry.settings) as never });
      };
      const one = await make(kernels).posteriorMean(many, 0.3);
      expect(await make(more).posteriorMean(many, 0.3)).toEqual(one);
      const few = await make(kernels).posteriorMean(many.slice(50 * D, 53 * D), 0.3);
      expect(few).toEqual(one.slice(50 * D, 53 * D));
    }
    more.close();
  });

  it("are none of the models of points, and name themselves apart", () => {
    const names = [...IMAGE_MODELS, ...SCORE_MODELS].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("refuse data that are no such images", () => {
    const density = images();
    for (const create of [createLocalScore, createEquivariantScore])
      expect(() => create(density, { image: { rows: 6, columns: 6 }, reach: 1 })).toThrow(
        "image: expected rows × columns of 42 pixels, got 6 × 6",
      );
    expect(() => createLocalScore(density, { image: IMAGE, reach: 0.5 })).toThrow(
      "reach: expected an integer >= 0, got 0.5",
    );
    expect(() => createEquivariantScore(density, { image: IMAGE, reach: 3, border: "round" })).toThrow(
      "image: expected at least 7 rows and columns, as patches have, got 7 × 6",
    );
    expect(squareImage(42)).toBeUndefined();
    expect(squareImage(49)).toEqual({ rows: 7, columns: 7 });
  });
});
