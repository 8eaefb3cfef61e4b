import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { present } from "../../src/present.ts";
import type { Field } from "../../src/state/fields.ts";
import { fitsLink, readLink, writeLink } from "../../src/state/link.ts";
import { defaultState, FIELD_NAMES, type LabState, TABLE } from "../../src/state/table.ts";

/** Any value that a field may have. */
function anyValue(name: keyof LabState): fc.Arbitrary<unknown> {
  const field = TABLE[name] as Field<unknown> & {
    min?: number;
    max?: number;
    integer?: boolean;
    infinite?: boolean;
    choices?: readonly string[];
  };
  const { min, max, integer, infinite, choices, fallback } = field;
  if (name === "points") {
    const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
    return fc
      .array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 20 })
      .map((rows) => rows.flat());
  }
  if (name === "chosen")
    return fc
      .uniqueArray(fc.nat(1e6), { maxLength: 20 })
      .map((rows) => Int32Array.from(rows.sort((a, b) => a - b)));
  if (typeof fallback === "string" && !choices) return fc.string({ unit: "grapheme-ascii", maxLength: 30 });
  if (choices) return Array.isArray(fallback) ? fc.subarray([...choices]) : fc.constantFrom(...choices);
  const numbers = integer
    ? fc.integer({ min: present(min), max: Math.min(present(max), 2 ** 31 - 1) })
    : fc.double({ min: present(min), max: present(max), noNaN: true }).map((value) => value + 0);
  return infinite ? fc.oneof(numbers, fc.constant(Infinity)) : numbers;
}

const anyState: fc.Arbitrary<LabState> = fc
  .record(Object.fromEntries(FIELD_NAMES.map((name) => [name, anyValue(name)])))
  .map((state) => (state["set"] === "custom" ? state : { ...state, points: [] }) as unknown as LabState);

describe("a link", () => {
  test("of any state is read back as that state", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const link = writeLink(state);
        expect(readLink(link)).toEqual({ state, unread: [] });
        expect(readLink(`#${link}`).state).toEqual(state);
        expect(encodeURI(link.replaceAll("%", ""))).toBe(link.replaceAll("%", ""));
      }),
      { numRuns: 300 },
    );
  });

  test("of the defaults is empty, and says only what differs", () => {
    expect(writeLink(defaultState())).toBe("");
    expect(writeLink({ ...defaultState(), tau: Infinity, seed: 7 })).toBe("tau=inf&seed=7");
    const own = { ...defaultState(), set: "custom", points: [1, -2.5, 0, 3] } as const;
    expect(writeLink(own)).toBe("set=custom&points=1,-2.5;0,3");
  });

  test("has a key of its own for each field", () => {
    expect(new Set(FIELD_NAMES.map((name) => TABLE[name].key)).size).toBe(FIELD_NAMES.length);
  });

  test("that is no link leaves the defaults, and names what it could not read", () => {
    for (const [fragment, unread] of [
      ["", []],
      ["#", []],
      ["&&&", []],
      ["tau", ["tau"]],
      ["=5", [""]],
      ["tau=%", ["tau"]],
      ["tau=%E0%A4%A", ["tau"]],
      ["%74au=5", ["%74au"]],
      ["tau=1e400", ["tau"]],
      ["tau=-1", ["tau"]],
      ["seed=9007199254740993", ["seed"]],
      ["n=1e300", ["n"]],
      ["__proto__=1&constructor=2&toString=3", ["__proto__", "constructor", "toString"]],
      ["nothing=1&nothing=2", ["nothing"]],
      ["set=custom", ["points"]],
      ["set=custom&points=1,2;x", ["points"]],
    ] as const) {
      expect([fragment, readLink(fragment)]).toEqual([
        fragment,
        { state: defaultState(), unread: [...unread] },
      ]);
    }
    expect(Object.getPrototypeOf(readLink("__proto__=1").state)).toBe(Object.prototype);
  });

  test("keeps what can be read beside what cannot, and takes the last of several", () => {
    const { state, unread } = readLink("tau=5&p=zero&seed=1&seed=2&colour=error");
    expect(state).toEqual({ ...defaultState(), tau: 5, seed: 2, colour: "error" });
    expect(unread).toEqual(["p"]);
    expect(readLink("set=two%2Dmodes").state.set).toBe("two-modes");
    expect(readLink("points=1,2").state.points).toEqual([]);
  });
});

describe("a link that nobody made", () => {
  test("is not read, or named in a few words", () => {
    expect(readLink("a".repeat(200_001))).toEqual({ state: defaultState(), unread: ["the whole link"] });
    const many = readLink(Array.from({ length: 9000 }, (_, i) => `${"k".repeat(10)}${i}=1`).join("&"));
    expect(many.unread).toHaveLength(9);
    expect(many.unread.at(-1)).toBe("8992 more");
    const long = readLink(`${"k".repeat(5000)}=1`);
    expect(long.unread).toEqual(["k".repeat(40)]);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const { state } = readLink(text);
        expect(readLink(writeLink(state)).state).toEqual(state);
      }),
    );
  });
});

describe("a state", () => {
  test("fits a link or does not", () => {
    const custom = (points: number[]): LabState => ({ ...defaultState(), set: "custom", points });
    expect(fitsLink(defaultState())).toBe(true);
    expect(fitsLink(custom(new Array<number>(2000).fill(1)))).toBe(true);
    expect(fitsLink(custom(new Array<number>(2002).fill(1)))).toBe(false);
    expect(fitsLink(custom([2e6, 0]))).toBe(false);
    expect(fitsLink({ ...defaultState(), model: "own" })).toBe(false);
  });
});
