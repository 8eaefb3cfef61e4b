import { describe, expect, it } from "vitest";
import { movedPoint, resampleStroke, withoutPoint, withPoint, withPoints } from "../../src/scene/editing.ts";
import { isInside, nearestPoint, pickInside, pickPoint } from "../../src/scene/picking.ts";

const points = Float64Array.of(0, 0, 1, 0, 2, 1);
const view = { camera: { x: 0, y: 0, scale: 100 }, size: { width: 400, height: 400 } };

describe("training points", () => {
  it("are added, moved and removed in new lists", () => {
    expect([...withPoint(points, [5, 6])]).toEqual([0, 0, 1, 0, 2, 1, 5, 6]);
    expect([...withPoints(points, Float64Array.of(9, 9))]).toEqual([0, 0, 1, 0, 2, 1, 9, 9]);
    expect([...movedPoint(points, 1, [7, 8])]).toEqual([0, 0, 7, 8, 2, 1]);
    expect([...withoutPoint(points, 1)]).toEqual([0, 0, 2, 1]);
    expect([...points]).toEqual([0, 0, 1, 0, 2, 1]);
  });

  it("stay as they are where there is no such index", () => {
    expect([...movedPoint(points, 9, [7, 8])]).toEqual([...points]);
    expect([...withoutPoint(points, -1)]).toEqual([...points]);
  });
});

describe("a stroke", () => {
  it("is resampled evenly, both its ends among the points", () => {
    const stroke = Float64Array.of(0, 0, 1, 0, 1.5, 0, 10, 0);
    const even = resampleStroke(stroke, 2.5);
    expect([...even]).toEqual([0, 0, 2.5, 0, 5, 0, 7.5, 0, 10, 0]);
  });

  it("is followed around its corners", () => {
    const even = resampleStroke(Float64Array.of(0, 0, 3, 0, 3, 3), 2);
    expect([...even]).toEqual([0, 0, 2, 0, 3, 1, 3, 3]);
  });

  it("of one place is one point, and of nothing none", () => {
    expect([...resampleStroke(Float64Array.of(4, 5), 10)]).toEqual([4, 5]);
    expect([...resampleStroke(Float64Array.of(4, 5, 4, 5), 10)]).toEqual([4, 5]);
    expect(resampleStroke(new Float64Array(0), 10)).toHaveLength(0);
  });

  it("shorter than the spacing still has both ends", () => {
    expect([...resampleStroke(Float64Array.of(0, 0, 1, 0), 10)]).toEqual([0, 0, 1, 0]);
  });
});

describe("picking", () => {
  it("takes the nearest mark within reach", () => {
    expect(pickPoint(points, view, { at: [205, 204] })).toBe(0);
    expect(pickPoint(points, view, { at: [250, 240] })).toBe(-1);
    expect(pickPoint(points, view, { at: [252, 200], factor: 0.5 })).toBe(1);
  });

  it("finds no point of none", () => {
    expect(nearestPoint(new Float64Array(0), 1, 1).index).toBe(-1);
  });

  it("takes what is inside a loop", () => {
    const loop = Float64Array.of(190, 190, 310, 190, 310, 210, 190, 210);
    expect(pickInside(points, view, loop)).toEqual([0, 1]);
    expect(isInside(Float64Array.of(0, 0, 2, 0, 0, 2), 1.5, 1.5)).toBe(false);
  });
});
