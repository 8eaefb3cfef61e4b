import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../src/errors/argument-error.ts";
import { type Figure, SHAPES } from "../../src/figure/figure.ts";
import { createRng } from "../../src/random/rng.ts";
import { drawFigure, figureFault, isFigureKind } from "../../src/report/draw-figure.ts";
import { demoClasses, demoFigures, demoImages, demoLines, demoTree } from "./demo-figures.ts";

type Path = readonly string[];

/** Every place inside a value, itself left out; typed arrays are one place. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...placesIn(inner, [...path, name]),
  ]);
}

/** A copy with another value at a place. */
function replaced(value: unknown, [name, ...rest]: Path, next: unknown): unknown {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = rest.length === 0 ? next : replaced(copy[name], rest, next);
  return copy;
}

describe("the shape of a figure", () => {
  it("is that of every figure there is", () => {
    const figures = demoFigures();
    expect(new Set(figures.map(({ kind }) => kind))).toEqual(new Set(Object.keys(SHAPES)));
    for (const figure of figures) expect(figureFault(figure.kind, figure)).toBeUndefined();
  });

  it("is known for the kinds there are", () => {
    expect(["lines", "table", "constructor", "pie", 1, undefined].map(isFigureKind)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it.each<[Figure, Path, unknown, string]>([
    [demoLines(), ["panels"], undefined, "panels"],
    [demoLines(), ["panels", "0", "series", "0", "y"], [1, 2], "panels.0.series.0.y"],
    [demoClasses(), ["rows", "0", "parts", "1", "name"], "lost", "rows.0.parts.1.name"],
    [demoTree(), ["counts"], Int32Array.of(-1), "counts"],
    [demoTree(), ["counts"], Int32Array.of(2e9), "counts"],
    [demoImages(), ["width"], 0, "width"],
  ])("%#: a fault is named by its place", (figure, path, value, place) => {
    expect(figureFault(figure.kind, replaced(figure, path, value))?.path).toBe(place);
  });

  it("lets through only what can be drawn, or fails with an argument's error", () => {
    const wrong = [undefined, null, -1, NaN, "x", [], {}, new Float64Array(0), Int32Array.of(-1, 9), [{}]];
    const rng = createRng(1);
    let draws = 0;
    const oneOf = <T>(from: readonly T[]): T => from[rng.split(draws++).integers(1, from.length)[0]];
    const figures = demoFigures();
    let [refused, drawn] = [0, 0];
    for (let i = 0; i < 600; i++) {
      const figure = figures[i % figures.length];
      const places = placesIn(figure).filter(([name]) => name !== "id" && name !== "kind");
      const place = oneOf(places);
      const damaged = replaced(figure, place, oneOf(wrong)) as Figure;
      if (figureFault(figure.kind, damaged)) refused++;
      else {
        try {
          drawFigure(damaged);
        } catch (error) {
          if (!(error instanceof ArgumentError)) throw new Error(`${figure.kind} ${place}`, { cause: error });
        }
        drawn++;
      }
    }
    expect(refused).toBeGreaterThan(300);
    expect(drawn).toBeGreaterThan(30);
  });
});
