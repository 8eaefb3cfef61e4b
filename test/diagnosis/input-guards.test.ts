import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Matrix } from "../../src/data/matrix.ts";
import {
  type ReadingOfUnits,
  requireSameLayout,
  requireSameUnits,
  requireSizes,
  rescaled,
} from "../../src/diagnosis/input-guards.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";

let kernels: Kernels;
let asTheyAre: ReadingOfUnits;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
  asTheyAre = { option: "--samples-scale", scale: [1, 0], kernels };
});
afterAll(() => kernels.close());

function matrix(source: string, data: Float64Array, columns: number, shape?: number[]): Matrix {
  const rows = data.length / columns;
  return { data, rows, columns, source, shape: shape ?? [rows, columns] };
}

/** Images of 16 pixels in [-1, 1]: a bar at one of four places, grey about it. */
function bars(count: number, name: string): Matrix {
  const rng = createRng(4).split(name);
  const [places, noise] = [rng.integers(count, 4), rng.normals(16 * count)];
  const data = noise.map((z, i) => {
    const on = Math.floor((i % 16) / 4) === places[Math.floor(i / 16)];
    return Math.min(1, Math.max(-1, (on ? 0.9 : -0.9) + 0.1 * z));
  });
  return matrix(name, data, 16);
}

describe("units", () => {
  const train = bars(300, "train");
  const samples = bars(100, "samples");

  it.each([
    ["[0, 1]", 0.5, 0.5, "--samples-scale 2,-1"],
    ["[0, 255]", 127.5, 127.5, "--samples-scale 0.0078431372549,-1"],
  ])("are refused where samples are in %s beside data in [-1, 1]", async (range, a, b, option) => {
    const other = rescaled(samples, [a, b]);
    await expect(requireSameUnits(other, train, asTheyAre)).rejects.toThrow(
      `samples: expected numbers in [-1, 1], as train has (${option} maps them there`,
    );
    await expect(requireSameUnits(other, train, asTheyAre)).rejects.toThrow(`got numbers in ${range}`);
  });

  it("are refused the other way round, and taken where they are the data's", async () => {
    const halved = (one: Matrix) => rescaled(one, [0.5, 0.5]);
    await expect(requireSameUnits(samples, halved(train), asTheyAre)).rejects.toThrow(
      "--samples-scale 0.5,0.5",
    );
    await requireSameUnits(samples, train, asTheyAre);
    await requireSameUnits(halved(samples), halved(train), asTheyAre);
  });

  it("of points that were read by a scale are mended by one of the points as they are in the file", async () => {
    // In the file from 0 to 255, read as x / 255: 2 · x / 255 - 1 is what the data have.
    const scale = [1 / 255, 0];
    const read = rescaled(samples, [0.5, 0.5]);
    await expect(
      requireSameUnits(read, train, { option: "--held-out-scale", scale, kernels }),
    ).rejects.toThrow(
      "(--held-out-scale 0.0078431372549,-1 maps them there; --held-out-scale 0.00392156862745,0 takes them as they are)",
    );
  });

  it("are taken where points only lie in a part of the range, or are no images", async () => {
    // Samples that are a grey image each: as far from the data in any units.
    const grey = matrix("grey", createRng(1).uniforms(1600), 16);
    const loose = matrix(
      "loose",
      createRng(2)
        .normals(3200)
        .map((z) => 40 * z),
      16,
    );
    await requireSameUnits(grey, loose, asTheyAre);
    const plane = (low: number, name: string) =>
      matrix(
        name,
        createRng(3)
          .split(name)
          .uniforms(400)
          .map((u) => low + (1 - low) * u),
        2,
      );
    await requireSameUnits(plane(0, "quarter"), plane(-1, "square"), asTheyAre);
  });
});

describe("sizes", () => {
  const scaled = (factor: number) => rescaled(matrix("points", Float64Array.of(1, 5, 3, 5), 2), [factor, 0]);

  it.each([
    [1e200, "points: expected numbers up to 1e+150, as squares of larger ones overflow", "got 5e+200"],
    [
      1e-200,
      "points: expected columns that range over more than 1e-150, as squares of less",
      "got at most 2e-200",
    ],
  ])("are refused where data are %d times their own", (factor, expected, got) => {
    expect(() => requireSizes(scaled(factor))).toThrow(expected);
    expect(() => requireSizes(scaled(factor))).toThrow(got);
  });

  it("are taken where squares are numbers, and where nothing differs", () => {
    for (const factor of [1e-149, 1, 1e149]) requireSizes(scaled(factor));
    requireSizes(matrix("same", new Float64Array(4).fill(1e-200), 2));
  });
});

describe("layout", () => {
  it("is refused where channels come first in one file and last in the other", () => {
    const first = matrix("first.npy", new Float64Array(24), 12, [2, 3, 2, 2]);
    const last = matrix("last.npy", new Float64Array(24), 12, [2, 2, 2, 3]);
    expect(() => requireSameLayout(last, first)).toThrow(
      "last.npy: expected rows of shape (3, 2, 2), as first.npy has, got (2, 2, 3)",
    );
    requireSameLayout(last, last);
    requireSameLayout(matrix("flat.npy", new Float64Array(24), 12), first);
  });
});
