import { expect, test } from "vitest";
import { threefryInto } from "../../src/random/threefry.ts";

const hex = (words: Int32Array) => [...words].map((w) => (w >>> 0).toString(16).padStart(8, "0"));

// The known answers of Random123's kat_vectors for threefry2x32, 20 rounds.
test.each([
  [
    [0, 0],
    [0, 0],
    ["6b200159", "99ba4efe"],
  ],
  [
    [-1, -1],
    [-1, -1],
    ["1cb996fc", "bb002be7"],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    ["c4923a9c", "483df7a0"],
  ],
])("threefry agrees with the known answer for key %j and counter %j", (key, counter, expected) => {
  const out = new Int32Array(2);
  threefryInto(out, Int32Array.from(key), Int32Array.from(counter));
  expect(hex(out)).toEqual(expected);
});
