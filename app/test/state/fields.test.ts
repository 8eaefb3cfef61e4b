import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { present } from "../../src/present.ts";
import { choiceField, MOST_LINKED, numberField, pointsField, setField } from "../../src/state/fields.ts";

describe("a number", () => {
  const share = numberField("share", 0.5, { min: 0, max: 1 });
  const count = numberField("count", 5, { min: 1, max: 50, integer: true });
  const tau = numberField("tau", 100, { min: 0, max: 1e9, infinite: true });

  test("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        expect(share.read(share.write(value))).toBe(value === 0 ? 0 : value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (value) => count.read(count.write(value)) === value),
    );
    expect([tau.write(Infinity), tau.read("inf")]).toEqual(["inf", Infinity]);
  });

  test("out of its bounds, of another kind or none is no value", () => {
    for (const text of ["", " ", "-0.1", "1.0001", "NaN", "Infinity", "inf", "1,2", "1e999", "half", "0x"])
      expect([text, share.read(text)]).toEqual([text, undefined]);
    for (const text of ["0", "51", "1.5", "1e20", "inf"])
      expect([text, count.read(text)]).toEqual([text, undefined]);
    for (const text of ["-1", "1e10", "Infinity", "-inf"])
      expect([text, tau.read(text)]).toEqual([text, undefined]);
    expect([share.read("0"), share.read("1"), share.read("1e-3"), count.read("50")]).toEqual([
      0, 1, 1e-3, 50,
    ]);
  });
});

describe("a choice", () => {
  const field = choiceField("view", "plane", ["plane", "runs"]);

  test("is one of its words and nothing else", () => {
    expect([field.read("runs"), field.write("runs"), field.fallback]).toEqual(["runs", "runs", "plane"]);
    for (const text of ["", "Plane", "plane ", "constructor", "__proto__", "length", "0"])
      expect(field.read(text)).toBeUndefined();
  });
});

describe("a set of words", () => {
  const field = setField("layers", ["a"], ["a", "b", "c"]);

  test("is read back in its order, each word once", () => {
    fc.assert(
      fc.property(fc.subarray(["a", "b", "c"] as const), (words) => {
        expect(field.read(field.write(words))).toEqual(words);
      }),
    );
    expect([field.read("c,a,a"), field.read("")]).toEqual([["a", "c"], []]);
  });

  test("with a word that is not known is no value", () => {
    for (const text of ["d", "a,", ",", "a,constructor", "a;b"]) expect(field.read(text)).toBeUndefined();
  });
});

describe("points", () => {
  const field = pointsField("points");
  const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);

  test("are read back exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 30 }), (rows) => {
        const points = rows.flat();
        const found = present(field.read(field.write(points)));
        expect(found).toHaveLength(points.length);
        for (const [i, value] of points.entries()) expect(found[i] === value).toBe(true);
      }),
    );
  });

  test("that are not pairs of usual numbers are no value", () => {
    for (const text of [
      "1",
      "1,2,3",
      "1,2;",
      ";1,2",
      ",",
      "1,",
      " ,1",
      "1,NaN",
      "1,Infinity",
      "1,1e7",
      "a,b",
      "1,2;3",
    ])
      expect([text, field.read(text)]).toEqual([text, undefined]);
    expect(field.read("")).toEqual([]);
  });

  test("more than a link holds are neither written nor read", () => {
    const most = Array.from({ length: 2 * MOST_LINKED }, (_, i) => i);
    expect(field.read(field.write(most))).toEqual(most);
    expect(field.write([...most, 1, 2])).toBe("");
    expect(field.read(`${field.write(most)};1,2`)).toBeUndefined();
  });
});
