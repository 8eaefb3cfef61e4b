import fc from "fast-check";
import { expect, test } from "vitest";
import { plainNormalRowsInto } from "../../src/random/plain-noise.ts";
import { createRng } from "../../src/random/rng.ts";
import { sampleNoiseInto } from "../../src/random/sample-noise.ts";

function noise(seed: number, range: { first: number; count: number; step: number; d: number }): Float64Array {
  const out = new Float64Array(range.count * range.d);
  sampleNoiseInto(out, createRng(seed), range);
  return out;
}

/** The same, as it is specified. */
function plainNoise(seed: number, { step, ...range }: Parameters<typeof noise>[1]): Float64Array {
  const out = new Float64Array(range.count * range.d);
  plainNormalRowsInto(out, { key: createRng(seed).split("sample-noise", step).key, ...range });
  return out;
}

const bytes = ({ buffer }: Float64Array) => new Uint8Array(buffer);

test("the noise is that of the plain generator to the byte", () => {
  const first = fc.oneof(fc.nat(50), fc.nat(2 ** 32 - 100), fc.constantFrom(2 ** 31 - 5, 2 ** 32 - 60));
  const [count, d] = [fc.nat(60), fc.oneof(fc.nat(9), fc.nat(70))];
  fc.assert(
    fc.property(fc.nat(), fc.record({ first, count, step: fc.nat(9), d }), (seed, range) => {
      expect(bytes(noise(seed, range))).toEqual(bytes(plainNoise(seed, range)));
    }),
    { numRuns: 300 },
  );
});

test("long rows and many of them are the plain generator's too", () => {
  for (const [count, d] of [
    [3, 9001],
    [2000, 33],
    [7000, 2],
  ]) {
    const range = { first: 2 ** 31 - 1000, count, step: 2 ** 40, d };
    expect(bytes(noise(6, range))).toEqual(bytes(plainNoise(6, range)));
  }
});

test("a row does not depend on the batch it is drawn in", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), fc.nat(9), fc.nat(2 ** 32 - 100), (before, count, d, first) => {
      const whole = noise(4, { first, count: before + count, step: 3, d });
      const part = noise(4, { first: first + before, count, step: 3, d });
      expect(part).toEqual(whole.slice(before * d));
    }),
  );
});

test("a row's first coordinates do not depend on the dimension", () => {
  expect(noise(1, { first: 5, count: 1, step: 0, d: 3 })).toEqual(
    noise(1, { first: 5, count: 1, step: 0, d: 8 }).slice(0, 3),
  );
});

test("steps, samples and seeds differ", () => {
  const rows = [
    noise(0, { first: 0, count: 1, step: 0, d: 4 }),
    noise(0, { first: 1, count: 1, step: 0, d: 4 }),
    noise(0, { first: 0, count: 1, step: 1, d: 4 }),
    noise(1, { first: 0, count: 1, step: 0, d: 4 }),
  ];
  expect(new Set(rows.flatMap((row) => [...row])).size).toBe(16);
});

test("the noise is standard normal along samples, steps and coordinates", () => {
  const z = new Float64Array(300 * 400 * 5);
  const rng = createRng(2);
  for (let step = 0; step < 300; step++)
    sampleNoiseInto(z.subarray(step * 2000), rng, { first: 0, count: 400, step, d: 5 });
  const moment = (k: number) => z.reduce((sum, x) => sum + x ** k, 0) / z.length;
  expect(Math.abs(moment(1))).toBeLessThan(0.005);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.008);
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.05);
  for (const lag of [1, 2, 5, 2000]) {
    let sum = 0;
    for (let i = lag; i < z.length; i++) sum += z[i] * z[i - lag];
    expect(Math.abs(sum / z.length)).toBeLessThan(0.006);
  }
});

test("what cannot be keyed is refused", () => {
  const out = new Float64Array(2);
  const rng = createRng(0);
  expect(() => sampleNoiseInto(out, rng, { first: 2 ** 32 - 1, count: 2, step: 0, d: 1 })).toThrow(
    RangeError,
  );
  expect(() => sampleNoiseInto(out, rng, { first: 0, count: 2, step: 0, d: 2 })).toThrow(
    "out: expected room for 4",
  );
  expect(() => sampleNoiseInto(out, rng, { first: 0, count: 1, step: -1, d: 2 })).toThrow(RangeError);
});
