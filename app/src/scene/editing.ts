/** Changes of the training points (count × 2, data units); each gives a new list. */
import type { Point } from "./camera.ts";

/** The points with one more at the end. */
export function withPoint(points: Float64Array, at: Point): Float64Array {
  return withPoints(points, Float64Array.from(at));
}

/** The points with more at the end. */
export function withPoints(points: Float64Array, more: Float64Array): Float64Array {
  const out = new Float64Array(points.length + more.length);
  out.set(points);
  out.set(more, points.length);
  return out;
}

/** The points with one elsewhere; the same points where there is no such index. */
export function movedPoint(points: Float64Array, index: number, to: Point): Float64Array {
  const out = Float64Array.from(points);
  if (index >= 0 && 2 * index + 1 < out.length) out.set(to, 2 * index);
  return out;
}

/** The points without one; the same points where there is no such index. */
export function withoutPoint(points: Float64Array, index: number): Float64Array {
  return points.filter((_, i) => i >> 1 !== index);
}

/** Points (count × 2) evenly along a stroke, about `spacing` apart, both its ends among them. */
export function resampleStroke(stroke: Float64Array, spacing: number): Float64Array {
  const along = lengths(stroke);
  const total = along.at(-1) ?? 0;
  if (stroke.length < 2) return new Float64Array(0);
  const pieces = Math.max(Math.round(total / spacing), total > 0 ? 1 : 0);
  const out = new Float64Array(2 * (pieces + 1));
  let piece = 1;
  for (let k = 0; k <= pieces; k++) {
    const goal = pieces === 0 ? 0 : (total * k) / pieces;
    while (piece < along.length - 1 && along[piece] < goal) piece++;
    out.set(between({ stroke, along }, piece, goal), 2 * k);
  }
  return out;
}

/** Length of the stroke up to each of its points. */
function lengths(stroke: Float64Array): Float64Array {
  const along = new Float64Array(stroke.length / 2);
  for (let i = 1; i < along.length; i++) {
    const dx = stroke[2 * i] - stroke[2 * i - 2];
    along[i] = along[i - 1] + Math.hypot(dx, stroke[2 * i + 1] - stroke[2 * i - 1]);
  }
  return along;
}

interface Way {
  readonly stroke: Float64Array;
  /** Length up to each point of the stroke. */
  readonly along: Float64Array;
}

/** The place on a piece of the way that is `goal` from its beginning. */
function between({ stroke, along }: Way, piece: number, goal: number): Point {
  const from = Math.max(Math.min(piece, along.length - 1) - 1, 0);
  const to = Math.min(from + 1, along.length - 1);
  const gap = along[to] - along[from];
  const share = gap > 0 ? (goal - along[from]) / gap : 0;
  const at = (j: number) => stroke[2 * from + j] + share * (stroke[2 * to + j] - stroke[2 * from + j]);
  return [at(0), at(1)];
}
