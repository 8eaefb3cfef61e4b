/** A small scene for tests. */
import type { Landscape, Measures, Paths } from "../../src/compute/protocol.ts";
import { type Palette, paletteFrom } from "../../src/scene/palette.ts";
import { LAYERS, type Scene } from "../../src/scene/scene.ts";

/** Nothing but layers. */
export const emptyScene: Scene = {
  paths: null,
  step: 0,
  landscape: null,
  field: null,
  probe: null,
  measures: null,
  training: new Float64Array(0),
  time: 0.1,
  layers: new Set(LAYERS),
  colourBy: "class",
  picked: new Set(),
  marked: null,
};

/** Two particles at three times; at the second they are at (0, 0) and (1, 0). */
export const onePath: Paths = {
  times: Float64Array.of(1, 0.1, 0.01),
  x: Float64Array.of(-1, -1, 2, 2, 0, 0, 1, 0, 0, 1, 1, 1),
  count: 2,
};

/** Measures of {@link onePath}; the second particle has no distance at the first look. */
export const measures: Measures = {
  times: Float64Array.of(1, 0.01),
  insideTube: Float64Array.of(0, 1),
  measuredDistance: Float64Array.of(0.5, 0.1),
  predictedDistance: Float64Array.of(NaN, 0.1),
  normalError: Float64Array.of(1, 2),
  tangentError: Float64Array.of(Infinity, 2),
  distance: Float64Array.of(0.5, NaN, 0.01, 0.02),
  error: Float64Array.of(0.1, 0.1, 0.2, 0.2),
  classes: Uint8Array.of(0, 2),
  reachTime: Float64Array.of(0.2, 0.1),
  exponent: Float64Array.of(1.5, NaN),
  nearest: Int32Array.of(0, 0),
  nearestRatio: Float64Array.of(0.1, 0.9),
  nearestDistance: Float64Array.of(0.1, 0.5),
  ridgeDistance: Float64Array.of(0.01, 0.02),
  fractions: {
    memorised: { value: 0.5, low: 0.1, high: 0.9 },
    interMode: { value: 0, low: 0, high: 0.6 },
    offRidge: { value: 0.5, low: 0.1, high: 0.9 },
  },
  criterion: { dim: 1, time: 0.01, threshold: 0.1, source: "test" },
  figures: { half_slide_time: 0.03 },
};

const columns = 21;
const rows = 17;
const values = new Float64Array(columns * rows).map((_, i) => {
  const [x, y] = [
    -2 + (4 * (i % columns)) / (columns - 1),
    -1.6 + (3.2 * Math.floor(i / columns)) / (rows - 1),
  ];
  return -2 * (x * x + y * y);
});

/** A round hill with a ridge through it. */
export const landscape: Landscape = {
  time: 0.1,
  logDensity: { columns, rows, box: [-2, -1.6, 2, 1.6], values },
  ridges: [Float64Array.of(-1, 0, 0, 0, 1, 0)],
  tubeRadius: 0.3,
  modes: Float64Array.of(-1, 0, 1, 0),
  modeDensity: Float64Array.of(-1, -2),
  saddles: Float64Array.of(0, 0),
  edges: [{ modes: [0, 1], saddle: 0, path: Float64Array.of(-1, 0, 0, 0, 1, 0), drop: 0.7 }],
  hasGraph: true,
  notes: ['saddles < 2 & "few"'],
};

/** Colours that differ. */
export const palette: Palette = paletteFrom((name) => {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + letter.charCodeAt(0)) % 0xffffff;
  return `#${sum.toString(16).padStart(6, "0")}`;
});
