import { describe, expect, it } from "vitest";
import {
  boxAround,
  type Camera,
  fitBox,
  panBy,
  pinch,
  toPixels,
  toPixelX,
  toPixelY,
  toWorld,
  type View,
  visibleBox,
  zoomAt,
} from "../../src/scene/camera.ts";
import { homeBox, keptHome } from "../../src/scene/home.ts";
import { keyAction, moveCrosshair, zoomAbout } from "../../src/scene/keyboard.ts";

const size = { width: 640, height: 480 };
const camera: Camera = { x: 1.5, y: -0.25, scale: 80 };
const view: View = { camera, size };
const seenBy = (other: Camera): View => ({ camera: other, size });

describe("camera", () => {
  it("comes back from pixels to the same world point", () => {
    for (const [x, y] of [
      [0, 0],
      [3.2, -1.1],
      [-40, 12],
    ] as const) {
      const [u, v] = toWorld(view, [toPixelX(view, x), toPixelY(view, y)]);
      expect(u).toBeCloseTo(x, 10);
      expect(v).toBeCloseTo(y, 10);
    }
  });

  it("has equal units on both axes, and rows that grow downwards", () => {
    const [x0, y0, x1, y1] = toPixels(view, Float64Array.of(0, 0, 1, 1));
    expect(x1 - x0).toBeCloseTo(80);
    expect(y1 - y0).toBeCloseTo(-80);
  });

  it("fits a box with its margin", () => {
    const [x0, y0, x1, y1] = visibleBox(seenBy(fitBox([-3, -2, 3, 2], size, 0)));
    expect([x0, x1]).toEqual([-3, 3]);
    expect(y0).toBeLessThanOrEqual(-2);
    expect(y1).toBeGreaterThanOrEqual(2);
  });

  it("keeps the point under the pointer when it zooms", () => {
    const before = toWorld(view, [100, 50]);
    const after = toWorld(seenBy(zoomAt(view, [100, 50], 3)), [100, 50]);
    expect(after[0]).toBeCloseTo(before[0], 10);
    expect(after[1]).toBeCloseTo(before[1], 10);
  });

  it("moves the world with a drag", () => {
    const moved = seenBy(panBy(camera, 30, -20));
    expect(toPixelX(moved, 0) - toPixelX(view, 0)).toBeCloseTo(30);
    expect(toPixelY(moved, 0) - toPixelY(view, 0)).toBeCloseTo(-20);
  });

  it("keeps the points under two fingers under them", () => {
    const before = Float64Array.of(100, 100, 300, 100);
    const after = Float64Array.of(120, 160, 520, 160);
    const pinched = pinch(view, before, after);
    const left = toWorld(view, [100, 100]);
    expect(toPixelX(seenBy(pinched), left[0])).toBeCloseTo(120);
    expect(toPixelY(seenBy(pinched), left[1])).toBeCloseTo(160);
    expect(pinched.scale).toBeCloseTo(160);
  });

  it("does not lose its scale to a box of no size or to points that are not finite", () => {
    expect(Number.isFinite(fitBox([1, 1, 1, 1], size).scale)).toBe(true);
    expect(boxAround(Float64Array.of(NaN, 1))).toEqual([-3, -3, 3, 3]);
  });
});

describe("home", () => {
  it("stays while points are edited within it and follows points that leave it", () => {
    const points = Float64Array.of(-3, 0, 3, 0);
    const home = homeBox(points);
    expect(keptHome(home, Float64Array.of(-3, 0, 3, 0, 1, 1))).toBe(home);
    expect(keptHome(home, Float64Array.of(-3, 0, 30, 0))[2]).toBeGreaterThan(30);
    expect(keptHome([-100, -100, 100, 100], points)).toEqual(home);
  });
});

describe("keys", () => {
  it("move, zoom and act", () => {
    expect(keyAction("ArrowLeft", false)).toEqual({ kind: "move", by: [-10, 0] });
    expect(keyAction("ArrowUp", true)).toEqual({ kind: "move", by: [0, -60] });
    expect(keyAction("0", false)).toEqual({ kind: "home" });
    expect(keyAction("x", false)).toBeUndefined();
  });

  it("take the view along when the crosshair leaves it", () => {
    const near = moveCrosshair(view, [1.5, -0.25], [10, 0]);
    expect(near.camera).toBe(camera);
    expect(near.crosshair[0]).toBeCloseTo(1.5 + 10 / 80);
    const far = moveCrosshair(view, [1.5, -0.25], [400, 0]);
    expect(toPixelX(seenBy(far.camera), far.crosshair[0])).toBeCloseTo(size.width - 24);
  });

  it("zoom about the crosshair", () => {
    const zoomed = zoomAbout(view, [2, 0], 2);
    expect(toPixelX(seenBy(zoomed), 2)).toBeCloseTo(toPixelX(view, 2));
  });
});
