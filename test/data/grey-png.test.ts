import { unzlibSync } from "fflate";
import { expect, test } from "vitest";
import { encodeGreyPng } from "../../src/data/grey-png.ts";

test("a PNG of grey values holds them row by row", () => {
  const png = encodeGreyPng(Float64Array.of(0, 1, 0.5, NaN, -3, 7), { width: 3, height: 2 });
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(png.buffer, png.byteOffset);
  expect([view.getUint32(16), view.getUint32(20)]).toEqual([3, 2]);
  const at = Buffer.from(png).indexOf("IDAT");
  const length = view.getUint32(at - 4);
  expect([...unzlibSync(png.subarray(at + 4, at + 4 + length))]).toEqual([0, 0, 255, 128, 0, 0, 0, 255]);
  expect(() => encodeGreyPng(new Float64Array(5), { width: 3, height: 2 })).toThrow(RangeError);
});
