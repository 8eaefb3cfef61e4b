import fc from "fast-check";
import { expect, test } from "vitest";
import { normalPairInto } from "../../src/random/normal-pair.ts";

const word = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(0, 1, 2, -1, -2, 0x1fffffff, 0x20000000, 0x5fffffff, 0x60000000, 2 ** 31 - 1, -(2 ** 31)),
);

test("a pair agrees with the textbook formula to within rounding", () => {
  const pair = new Float64Array(2);
  fc.assert(
    fc.property(word, word, (first, second) => {
      normalPairInto(pair, first, second);
      const radius = Math.sqrt(-2 * Math.log(((first >>> 0) + 0.5) / 2 ** 32));
      const angle = (((second >>> 0) + 0.5) / 2 ** 32) * 2 * Math.PI;
      expect(Math.abs(pair[0] - radius * Math.cos(angle))).toBeLessThan(1e-14 * (1 + radius));
      expect(Math.abs(pair[1] - radius * Math.sin(angle))).toBeLessThan(1e-14 * (1 + radius));
    }),
    { numRuns: 20_000 },
  );
});
