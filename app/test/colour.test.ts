import { describe, expect, test } from "vitest";
import { cssOf, hexOf, mix, onRamp, parseColour, pixelOf } from "../src/colour.ts";

describe("colours", () => {
  test("are read as the page writes them", () => {
    expect(["#0b7285", " #fff", "rgb(1, 2, 3)", "red"].map(parseColour)).toEqual([
      [11, 114, 133],
      [255, 255, 255],
      [1, 2, 3],
      [128, 128, 128],
    ]);
  });

  test("are written so that they are read back, and as little-endian pixels", () => {
    for (const colour of [
      [0, 9, 255],
      [171, 16, 1],
    ] as const) {
      expect(parseColour(hexOf(colour))).toEqual(colour);
      expect(parseColour(cssOf(colour))).toEqual(colour);
      const bytes = new Uint8Array(Uint32Array.of(pixelOf(colour)).buffer);
      expect([...bytes]).toEqual([...colour, 255]);
    }
  });

  test("are mixed channel by channel, and along a ramp with its ends beyond it", () => {
    const [black, grey, red] = [[0, 0, 0] as const, [100, 100, 100] as const, [200, 0, 100] as const];
    expect(mix(black, red, 0.25)).toEqual([50, 0, 25]);
    const ramp = [black, grey, red];
    expect([-1, 0, 0.25, 0.5, 0.75, 1, 7].map((share) => onRamp(ramp, share))).toEqual([
      black,
      black,
      [50, 50, 50],
      grey,
      [150, 50, 100],
      red,
      red,
    ]);
  });
});
