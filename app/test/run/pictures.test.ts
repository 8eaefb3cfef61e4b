import { describe, expect, test } from "vitest";
import { pixelOf } from "../../src/colour.ts";
import { present } from "../../src/present.ts";
import { coloursOf, onScale, rangeOf } from "../../src/run/colours.ts";
import { binsFor, outline, tally } from "../../src/run/histogram.ts";
import { createDecoder } from "../../src/run/images.ts";
import { residualPairs } from "../../src/run/residual-pairs.ts";
import { RunClient, Superseded } from "../../src/run/run-client.ts";
import { keyAction } from "../../src/run/scatter-keys.ts";
import { combine, countOf, nearestPoint, pointsInside, rowsOf } from "../../src/run/selection.ts";
import { splat } from "../../src/run/splat.ts";
import { boxOf, fit, pan, powerTicks, ticksBetween, toPixel, zoom } from "../../src/run/view.ts";

const SIZE = { width: 100, height: 50 };
const view = fit([0, 1, 0, 1], SIZE, { margin: 0 });

describe("views", () => {
  test("fit a box, keep the place under the pointer when zoomed, and follow a drag", () => {
    expect(toPixel(view, 0, 0)).toEqual([0, 50]);
    expect(toPixel(view, 1, 1)).toEqual([100, 0]);
    const nearer = zoom(view, 2, [30, 25]);
    expect(30 / nearer.scaleX + nearer.left).toBeCloseTo(0.3, 12);
    expect(nearer.top - 25 / nearer.scaleY).toBeCloseTo(0.5, 12);
    expect(toPixel(pan(view, 8, -3), 0, 0)).toEqual([8, 47]);
    const square = fit([0, 1, 0, 1], SIZE, { square: true, margin: 0 });
    expect(square.scaleX).toBe(square.scaleY);
  });

  test("ignore points that are not finite, and have a box for none and for one", () => {
    expect(boxOf([Float32Array.of(Number.NaN, 1, 2, 3, 4, -1)])).toEqual([2, 4, -1, 3]);
    expect(boxOf([])).toEqual([0, 1, 0, 1]);
    expect(boxOf([Float32Array.of(5, 0)])).toEqual([2.5, 7.5, -0.5, 0.5]);
  });

  test("have round ticks", () => {
    expect(ticksBetween(-0.05, 1.02, 6).map(({ text }) => text)).toEqual([
      "0.0",
      "0.2",
      "0.4",
      "0.6",
      "0.8",
      "1.0",
    ]);
    expect(ticksBetween(1, 1, 5)).toEqual([]);
    expect(powerTicks(-2, 1, 4).map(({ text }) => text)).toEqual(["0.01", "0.1", "1", "10"]);
    expect(powerTicks(0, 1, 4).map(({ text }) => text)).toEqual(["1", "2", "3", "4", "6", "8", "10"]);
  });
});

describe("points as pixels", () => {
  const raster = () => ({ pixels: new Uint32Array(5000), ...SIZE });
  const drawn = (pixels: Uint32Array) => [...pixels.keys()].filter((at) => pixels[at] !== 0);

  test("lie where they should, and outside or undefined ones are left out", () => {
    const picture = raster();
    splat(picture, Float32Array.of(0.5, 0.5, 2, 2, Number.NaN, 0), { view, colours: 7, radius: 0 });
    expect(drawn(picture.pixels)).toEqual([25 * 100 + 50]);
    splat(picture, Float32Array.of(0.2, 0.5), { view, colours: Uint32Array.of(9), radius: 1 });
    expect([...picture.pixels].filter((pixel) => pixel === 9)).toHaveLength(5);
  });

  test("are drawn by mark", () => {
    const picture = raster();
    const points = Float32Array.of(0.2, 0.5, 0.8, 0.5);
    splat(picture, points, { view, colours: 1, radius: 0, marks: Uint8Array.of(0, 1), marked: 0 });
    expect(drawn(picture.pixels)).toEqual([25 * 100 + 20]);
  });

  test("60,000 of them are all drawn within a frame", () => {
    const points = Float32Array.from({ length: 120_000 }, (_, i) => ((i * 0.618034) % 1) * 0.9 + 0.05);
    const large = { pixels: new Uint32Array(1200 * 800), width: 1200, height: 800 };
    const wide = fit([0, 1, 0, 1], large, { margin: 0 });
    const times = Array.from({ length: 15 }, () => {
      const started = performance.now();
      splat(large, points, { view: wide, colours: 1, radius: 1 });
      return performance.now() - started;
    });
    expect(times.sort((a, b) => a - b)[7]).toBeLessThan(16);
  });
});

describe("colours", () => {
  const palette = {
    paper: [255, 255, 255],
    none: [128, 128, 128],
    classes: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [9, 9, 9],
    ],
  } as const;

  test("of classes, and of what is chosen among them", () => {
    const by = { kind: "class", classes: Uint8Array.of(0, 2) } as const;
    expect([...coloursOf(by, { count: 3, marks: undefined }, palette)]).toEqual(
      [
        [1, 0, 0],
        [0, 0, 1],
        [128, 128, 128],
      ].map((rgb) => pixelOf(rgb as [number, number, number])),
    );
    const [kept, faded] = coloursOf(by, { count: 2, marks: Uint8Array.of(1, 0) }, palette);
    expect(kept).toBe(pixelOf([1, 0, 0]));
    expect(faded & 255).toBeGreaterThan(150);
  });

  test("of numbers, from the least to the most, grey where undefined", () => {
    const values = Float64Array.of(0.01, 1, Number.NaN, 0, 0.1);
    const range = rangeOf(values, true);
    expect(range).toEqual({ low: 0.01, high: 1, undefined: 2 });
    const by = { kind: "number", values, log: true, range } as const;
    const found = coloursOf(by, { count: 5, marks: undefined }, palette);
    expect([...found].slice(0, 4)).toEqual([onScale(0), onScale(1), palette.none, palette.none].map(pixelOf));
    expect(rangeOf(Float64Array.of(Number.NaN), false)).toEqual({ low: 0, high: 1, undefined: 1 });
  });
});

describe("choosing", () => {
  const points = Float32Array.of(0.1, 0.1, 0.5, 0.5, 0.9, 0.9, Number.NaN, 0.5);

  test("replaces, adds and takes away", () => {
    const marks = combine(new Uint8Array(5), [1, 3, 99], "replace");
    expect([...rowsOf(marks)]).toEqual([1, 3]);
    expect([...rowsOf(combine(marks, [0], "add"))]).toEqual([0, 1, 3]);
    expect([...rowsOf(combine(marks, [1], "remove"))]).toEqual([3]);
    expect(countOf(marks)).toBe(2);
  });

  test("by place and by lasso", () => {
    expect(nearestPoint(points, view, { at: [52, 26], reach: 12 })).toBe(1);
    expect(nearestPoint(points, view, { at: [30, 45], reach: 3 })).toBe(-1);
    expect(pointsInside(points, view, [0, 0, 100, 0, 100, 20, 60, 20, 60, 50, 0, 50])).toEqual([0, 1, 2]);
    expect(pointsInside(points, view, [0, 50, 30, 50, 0, 20])).toEqual([0]);
    expect(pointsInside(points, view, [0, 0, 100, 50])).toEqual([]);
  });

  test("by keys", () => {
    const press = (key: string, shiftKey = false, ctrlKey = false) =>
      keyAction({ key, shiftKey, ctrlKey, altKey: false, metaKey: false });
    expect(press("ArrowUp")).toEqual({ kind: "move", dx: 0, dy: -8 });
    expect(press("ArrowRight", true)).toEqual({ kind: "pan", dx: -40, dy: -0 });
    expect(press("Enter", true)).toEqual({ kind: "pick", add: true });
    expect(press("l")).toEqual({ kind: "corner" });
    expect([press("a", false, true), press("Tab"), press("x")]).toEqual([undefined, undefined, undefined]);
  });
});

describe("histograms", () => {
  test("count every value once, and say how many have none", () => {
    const values = Float64Array.of(0.1, 1, 10, 0, Number.NaN);
    const bins = binsFor(values, true, 4);
    expect(bins).toEqual({ log: true, low: -1, high: 1, count: 4 });
    expect(tally(values, bins)).toEqual({ counts: Uint32Array.of(1, 0, 1, 1), outside: 2 });
    expect(tally(values, bins, Uint8Array.of(0, 0, 1, 1, 0))).toEqual({
      counts: Uint32Array.of(0, 0, 0, 1),
      outside: 1,
    });
    expect(binsFor(Float64Array.of(2, 2), false)).toMatchObject({ low: 1.5, high: 2.5 });
  });

  test("are outlined as a closed path", () => {
    expect(outline([1, 2], 2, { x: 0, y: 0, width: 10, height: 4 })).toBe(
      "M0.0 4.0L0.0 2.0L5.0 2.0L5.0 0.0L10.0 0.0L10.0 4.0Z",
    );
  });
});

test("pairs of measures have no place where one is undefined", () => {
  const measure = (values: number[], log: boolean) => ({
    id: "m",
    label: "m",
    values: Float64Array.from(values),
    log,
  });
  const { points, undefined: missing } = residualPairs(
    measure([10, 0, 1], true),
    measure([1, 2, Number.NaN], false),
  );
  expect([points[0], points[1], missing]).toEqual([1, 1, 2]);
});

describe("decoded images", () => {
  const array = (data: number[]) => ({ data: Float64Array.from(data), shape: [data.length] });

  test("from principal components: mean and directions over the latents' scale", () => {
    const mean = Array.from({ length: 64 }, () => 0.5);
    const components = Array.from({ length: 64 }, (_, j) => (j === 0 ? 1 : 0));
    const pca = new Map(
      Object.entries({ mean: array(mean), components: array(components), scale: array([2]) }),
    );
    const decoder = present(createDecoder({ pca, autoencoder: undefined, hidden: [], training: undefined }));
    expect([...decoder.decode(Float64Array.of(1)).subarray(0, 2)]).toEqual([255, 128]);
    expect([...decoder.decode(Float64Array.of(-0.4)).subarray(0, 1)]).toEqual([77]);
  });

  test("from an autoencoder: scaled latents, ReLU between layers, a sigmoid at the end", () => {
    // 64 pixels – 1 hidden – 1 latent: encoder 64 + 1 + 2 + 2 numbers, decoder 1 + 1 and 64 + 64.
    const encoder = new Array(64 + 1 + 2 + 2).fill(9);
    const decoder = [
      3,
      -1,
      ...Array.from({ length: 64 }, (_, j) => (j === 0 ? 1 : 0)),
      ...new Array(64).fill(0),
    ];
    const parts = { parameters: array([...encoder, ...decoder]), scale: array([2]), sizes: array([64, 1]) };
    const made = present(
      createDecoder({
        pca: undefined,
        autoencoder: new Map(Object.entries(parts)),
        hidden: [1],
        training: undefined,
      }),
    );
    const sigmoid = (value: number) => Math.round(255 / (1 + Math.exp(-value)));
    expect([...made.decode(Float64Array.of(4)).subarray(0, 2)]).toEqual([sigmoid(5), sigmoid(0)]);
    expect(made.decode(Float64Array.of(-4))[0]).toBe(sigmoid(0));
    expect(() =>
      createDecoder({
        pca: undefined,
        autoencoder: new Map(Object.entries(parts)),
        hidden: [2],
        training: undefined,
      }),
    ).toThrow("autoencoder.npz:parameters");
  });

  test("none where rows are no squares of grey values", () => {
    const none = { pca: undefined, autoencoder: undefined, hidden: [] };
    expect(
      createDecoder({ ...none, training: { data: new Float64Array(10).fill(1), n: 1, d: 10 } }),
    ).toBeUndefined();
    expect(
      createDecoder({ ...none, training: { data: new Float64Array(64).fill(-1), n: 1, d: 64 } }),
    ).toBeUndefined();
    expect(
      createDecoder({ ...none, training: { data: new Float64Array(64).fill(255), n: 1, d: 64 } })?.side,
    ).toBe(8);
  });
});

describe("questions to the worker", () => {
  class FakeWorker extends EventTarget {
    readonly asked: { id: number; name: string }[] = [];
    ended = false;
    postMessage(data: { id: number; name: string }): void {
      this.asked.push(data);
    }
    terminate(): void {
      this.ended = true;
    }
    reply(data: object): void {
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
  }

  test("of one kind, only the newest is answered; errors come as one line; opening ends what went before", async () => {
    const workers: FakeWorker[] = [];
    const client = new RunClient(() => {
      workers.push(new FakeWorker());
      return workers.at(-1) as unknown as Worker;
    });
    const rows = Int32Array.of(0);
    const old = client.ask("cards", { rows });
    const next = client.ask("cards", { rows });
    await expect(old).rejects.toBeInstanceOf(Superseded);
    workers[0].reply({ id: 0, answer: "late" });
    workers[0].reply({ id: 1, answer: "cards" });
    expect(await next).toBe("cards");
    const failing = client.ask("csv", { rows });
    workers[0].reply({ id: 2, error: "x: expected a, got b" });
    await expect(failing).rejects.toThrow("x: expected a, got b");
    const cut = client.ask("csv", { rows });
    const opening = client.ask("open", { name: "r", title: "r", from: { url: "/" }, paths: [] });
    await expect(cut).rejects.toBeInstanceOf(Superseded);
    expect([workers.length, workers[0].ended]).toEqual([2, true]);
    workers[1].reply({ id: 4, answer: "info" });
    expect(await opening).toBe("info");
  });
});
