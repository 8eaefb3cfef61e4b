import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Probe, VectorField } from "../../src/compute/protocol.ts";
import { present } from "../../src/present.ts";
import { scaleOf, stepOf, valueAt } from "../../src/scene/colour-scale.ts";
import { contourLevels } from "../../src/scene/contours.ts";
import { sceneSvg, sceneTitle } from "../../src/scene/draw-scene.ts";
import { errorMagnification, fieldShare } from "../../src/scene/layers/arrows.ts";
import { colouringOf } from "../../src/scene/layers/particles.ts";
import { legendItems, legendNotes, legendScale } from "../../src/scene/legend-items.ts";
import { positionsAt, trailOf } from "../../src/scene/paths-at.ts";
import { createPixelDots } from "../../src/scene/pixel-dots.ts";
import type { Scene } from "../../src/scene/scene.ts";
import { escapeXml, svgSurface } from "../../src/scene/surface-svg.ts";
import { niceTicks } from "../../src/scene/ticks.ts";
import { emptyScene, landscape, measures, onePath, palette } from "./scene-fixture.ts";

const size = { width: 400, height: 300 };
const camera = { x: 0, y: 0, scale: 80 };
const probe: Probe = {
  time: 0.1,
  at: Float64Array.of(0.5, 0.5),
  logDensity: -1,
  exact: Float64Array.of(0, -0.5),
  learned: Float64Array.of(0.1, -0.45),
  normalError: Float64Array.of(0, 0.05),
  tangentError: Float64Array.of(0.1, 0),
  newtonDistance: 0.5,
  curvature: -4,
  nearest: 0,
  nearestDistance: 0.2,
};
const field: VectorField = {
  time: 0.1,
  at: Float64Array.of(0, 0, 0.5, 0),
  exact: Float64Array.of(0, 5, NaN, 1),
  learned: Float64Array.of(0, 4, 1, 1),
};
const scene: Scene = {
  ...emptyScene,
  paths: onePath,
  step: 1.5,
  landscape,
  field,
  probe,
  measures,
  training: Float64Array.of(-1, 0, 1, 0),
  picked: new Set([1]),
  marked: { kind: "edge", index: 0 },
};

function parsed(svg: string): Element {
  const { document } = parseHTML(`<html><body>${svg}</body></html>`);
  return present(document.querySelector("svg")) as unknown as Element;
}

/** Every tag that opens closes, in order. */
function isBalanced(xml: string): boolean {
  const open: string[] = [];
  for (const [, close, name, self] of xml.matchAll(/<(\/?)([a-zA-Z]+)(?:"[^"]*"|[^">])*?(\/?)>/g)) {
    if (self) continue;
    if (!close) open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

describe("the scene as SVG", () => {
  it("is well-formed and draws every layer", () => {
    const svg = sceneSvg(scene, { camera, size, palette });
    expect(isBalanced(svg)).toBe(true);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const root = parsed(svg);
    expect(present(root.querySelector("title")).textContent).toBe(sceneTitle(scene));
    for (const colour of [palette.ridge, palette.exact, palette.learned, palette.normal, palette.accent])
      expect(svg).toContain(colour);
    expect(svg).toContain("tangent error");
  });

  it("draws only the layers that are on", () => {
    const svg = sceneSvg(
      { ...scene, layers: new Set(["training"]), marked: null },
      { camera, size, palette },
    );
    expect(svg).not.toContain(palette.ridge);
    expect(parsed(svg).querySelectorAll("circle")).toHaveLength(4);
  });

  it("is drawn of nothing, too", () => {
    const svg = sceneSvg(emptyScene, { camera, size, palette });
    expect(isBalanced(svg)).toBe(true);
    expect(parsed(svg).querySelectorAll("circle")).toHaveLength(0);
  });

  it("leaves gaps where points are not finite, and escapes words", () => {
    const surface = svgSurface({ width: 10, height: 10 });
    surface.polyline(Float64Array.of(0, 0, 1, 1, NaN, NaN, 2, 2, 3, 3), { stroke: "#000000" });
    surface.text([1, 1], `a < b & "c"\u0000`, { fill: "#000000" });
    const svg = surface.finish("<&>", "#ffffff");
    expect(svg).toContain('d="M0 0L1 1M2 2L3 3"');
    expect(isBalanced(svg)).toBe(true);
    expect(escapeXml(`a < b & "c"\u0000`)).toBe("a &lt; b &amp; &quot;c&quot;");
  });
});

describe("particles", () => {
  it("are between two steps where the step is fractional", () => {
    expect([...positionsAt(onePath, 1.5)]).toEqual([0, 0.5, 1, 0.5]);
    expect([...positionsAt(onePath, 99)]).toEqual([0, 1, 1, 1]);
    expect([...trailOf(onePath, 1)]).toEqual([2, 2, 1, 0, 1, 1]);
  });

  it("have the colours of their classes, and one colour where nothing is measured", () => {
    const { colours, groups } = colouringOf(scene, palette);
    expect([colours[groups[0]], colours[groups[1]]]).toEqual([palette.memorised, palette.offRidge]);
    expect(colouringOf({ ...scene, measures: null }, palette).colours).toEqual([palette.particle]);
  });

  it("without a value have a colour of their own", () => {
    const { colours, groups } = colouringOf({ ...scene, colourBy: "distance", time: 1 }, palette);
    expect(colours[groups[1]]).toBe(palette.offRidge);
    expect(colours[groups[0]]).not.toBe(palette.offRidge);
  });
});

describe("colour scales", () => {
  it("are logarithmic over wide values and know their ends", () => {
    const scale = present(
      scaleOf(
        Float64Array.from({ length: 101 }, (_, i) => 10 ** (-i / 50)),
        palette,
      ),
    );
    expect(scale.log).toBe(true);
    expect(stepOf(scale, scale.low)).toBe(0);
    expect(stepOf(scale, 1e9)).toBe(scale.colours.length - 1);
    expect(stepOf(scale, 0)).toBe(0);
    expect(stepOf(scale, NaN)).toBe(-1);
    expect(valueAt(scale, 0.5)).toBeCloseTo(Math.sqrt(scale.low * scale.high));
  });

  it("are linear from zero over narrow values, and none of none", () => {
    const scale = present(scaleOf(Float64Array.of(2, 3, 4, NaN, Infinity), palette));
    expect([scale.log, scale.low, scale.high]).toEqual([false, 0, 4]);
    expect(scaleOf(Float64Array.of(NaN, 0, -1), palette)).toBeUndefined();
  });
});

describe("contours", () => {
  it("of a round hill are circles at their drops", () => {
    const level = present(contourLevels(landscape.logDensity).find(({ drop }) => drop === 2));
    const [ring] = level.rings;
    for (let i = 0; i < ring.length; i += 2) expect(Math.hypot(ring[i], ring[i + 1])).toBeCloseTo(1, 1);
  });

  it("do not run along the border of the grid", () => {
    const level = present(contourLevels(landscape.logDensity).find(({ drop }) => drop === 8));
    const line = level.lines[0];
    expect([...line].some(Number.isNaN)).toBe(true);
    for (let i = 0; i + 1 < line.length; i += 2) {
      if (Number.isFinite(line[i])) expect(2 * (line[i] ** 2 + line[i + 1] ** 2)).toBeCloseTo(8, 0);
    }
  });

  it("bear places where the density vanishes", () => {
    const values = landscape.logDensity.values.map((value, i) =>
      i === 0 ? -Infinity : i === 1 ? NaN : value,
    );
    const levels = contourLevels({ ...landscape.logDensity, values });
    for (const { rings } of levels)
      for (const ring of rings) expect([...ring].every(Number.isFinite)).toBe(true);
    expect(contourLevels({ ...landscape.logDensity, values: values.fill(NaN) })).toEqual([]);
  });
});

describe("arrows", () => {
  it("of a field are shortened until they stay apart", () => {
    expect(fieldShare(field, camera)).toBeCloseTo((0.9 * 0.5) / 5);
  });

  it("of a small error are magnified by a power of two, and it is said", () => {
    const small = {
      ...probe,
      normalError: Float64Array.of(0, 0.001),
      tangentError: Float64Array.of(0.001, 0),
    };
    const times = errorMagnification(small, camera);
    expect(Math.log2(times) % 1).toBe(0);
    expect(0.001 * camera.scale * times).toBeGreaterThanOrEqual(26);
    expect(sceneSvg({ ...scene, probe: small }, { camera, size, palette })).toContain(
      `normal error ×${times}`,
    );
    expect(errorMagnification({ ...probe, tangentError: Float64Array.of(1, 0) }, camera)).toBe(1);
  });
});

describe("pixel dots", () => {
  const look = { radius: 2, ratio: 1, alpha: 1 };
  it("cover the area of their circles in their colour", () => {
    const dots = createPixelDots(20, 20);
    dots.paint([{ centres: Float64Array.of(10, 10), colour: "#102030" }], look);
    let area = 0;
    for (let i = 3; i < dots.pixels.length; i += 4) area += dots.pixels[i] / 255;
    expect(area).toBeCloseTo(Math.PI * 4, 0);
    expect([...dots.pixels.subarray(4 * (10 * 20 + 10), 4 * (10 * 20 + 10) + 4)]).toEqual([16, 32, 48, 255]);
  });

  it("are clipped at the border, and not finite ones are left out", () => {
    const dots = createPixelDots(4, 4);
    dots.paint([{ centres: Float64Array.of(0, 0, 4, 4, NaN, 1, 1e9, 1), colour: "#ff0000" }], look);
    expect(dots.pixels[3]).toBeGreaterThan(0);
    expect(dots.pixels[4 * 15 + 3]).toBeGreaterThan(0);
    dots.paint([], look);
    expect(dots.pixels.every((value) => value === 0)).toBe(true);
  });

  it("mix where they overlap", () => {
    const dots = createPixelDots(9, 9);
    const at = Float64Array.of(4.5, 4.5);
    dots.paint(
      [
        { centres: at, colour: "#ff0000" },
        { centres: at, colour: "#0000ff" },
      ],
      { ...look, alpha: 0.5 },
    );
    const [red, , blue, alpha] = dots.pixels.subarray(4 * (4 * 9 + 4), 4 * (4 * 9 + 4) + 4);
    expect(red).toBeCloseTo(85, -1);
    expect(blue).toBeCloseTo(170, -1);
    expect(alpha).toBeCloseTo(191, -1);
  });
});

describe("the legend", () => {
  it("names what is drawn and no more", () => {
    const names = legendItems(scene).map(({ swatch }) => swatch);
    expect(names).toEqual(
      expect.arrayContaining(["training", "memorised", "ridge", "tube", "mode", "saddle", "exact"]),
    );
    const bare = legendItems({ ...scene, layers: new Set(["training"]) });
    expect(bare.map(({ swatch }) => swatch)).toEqual(["training"]);
  });

  it("has numbers for values", () => {
    const scale = present(legendScale({ ...scene, colourBy: "distance" }, palette));
    expect(scale.high).toBe("0.5");
    expect(legendScale(scene, palette)).toBeNull();
  });

  it("says what belongs to another time and what was not found", () => {
    const notes = legendNotes({ ...scene, time: 0.5 });
    expect(notes[0]).toContain("t = 0.1");
    expect(notes.at(-1)).toBe(landscape.notes[0]);
  });
});

describe("ticks", () => {
  it("are round on axes", () => {
    expect(niceTicks(-0.9, 1.1, 4)).toEqual([-0.5, 0, 0.5, 1]);
    expect(niceTicks(1, 1, 4)).toEqual([]);
    expect(niceTicks(NaN, 1, 4)).toEqual([]);
  });
});
