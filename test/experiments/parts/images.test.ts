import { expect, test } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { createDensity } from "../../../src/density/empirical-density.ts";
import { type Classes, INTER_MODE, MEMORISED, OFF_RIDGE } from "../../../src/diagnosis/classes.ts";
import {
  decodedPictures,
  rowsOfClasses,
  SHOWN_PAIRS,
  samplesBesideNearest,
} from "../../../src/experiments/parts/images.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";

const TRAIN = Float64Array.of(0, 0, 1, 1);
const SAMPLES = Float64Array.from({ length: 24 }, (_, i) => i / 8);

/** Ten copies of the first training point, one sample off the ridge, one between. */
const classes = {
  labels: Uint8Array.from({ length: 12 }, (_, q) => (q === 3 ? OFF_RIDGE : q === 5 ? INTER_MODE : MEMORISED)),
  nearest: Int32Array.from({ length: 12 }, (_, q) => q % 2),
  nearestDistance: Float64Array.from({ length: 12 }, (_, q) => q / 2),
  ridgeDistance: Float64Array.from({ length: 12 }, (_, q) => (q === 3 ? NaN : q)),
} as unknown as Classes;

const set = { name: "made", samples: SAMPLES, classes };

test("rows are the classes that occur, in their order, eight samples at most", () => {
  const rows = rowsOfClasses(set);
  expect(rows.map(({ title }) => title)).toEqual(["made: memorised", "made: inter-mode", "made: off-ridge"]);
  expect(rows.map((row) => row.rows)).toEqual([[0, 1, 2, 4, 6, 7, 8, 9], [5], [3]]);
  expect(rows[0].rows.length).toBe(SHOWN_PAIRS);
  expect(rowsOfClasses(set, (name) => name)[2].title).toBe("off-ridge");
});

test("each sample stands beside its nearest training point, grey values cut to 0 … 1", async () => {
  const kernels = await createKernels({ threads: 1 });
  const density = createDensity(kernels, { data: TRAIN, n: 2, d: 2 });
  const pictures = decodedPictures(1, 2, async ([x, y]) => Float64Array.of(x + y - 0.5));
  const figure = await samplesBesideNearest(rowsOfClasses(set), {
    density,
    pictures,
    title: "Samples",
    caption: "Pairs.",
  });
  kernels.close();
  expect(figure).toMatchObject({ id: "images", title: "Samples", caption: "Pairs.", width: 1, height: 1 });
  const [copies, between, off] = figure.rows.map(({ items }) => items);
  // Sample 1 is (2, 3) / 8; training points decode to -0.5 and 1.5.
  expect([...copies[1].pixels]).toEqual([0.125]);
  expect(copies.slice(0, 2).map(({ beside }) => [...present(beside)])).toEqual([[0], [1]]);
  expect([...between[0].pixels]).toEqual([1]);
  expect(between[0]).toMatchObject({ name: "inter-mode", lines: ["|δ| 5", "nearest 2.5"] });
  expect(off[0]).toMatchObject({ name: "off-ridge", lines: ["|δ| undefined", "nearest 1.5"] });
});
