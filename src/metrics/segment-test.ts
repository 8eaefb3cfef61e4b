/** Samples on the segments between modes, by geometry alone (as in arXiv 2605.06831). */
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import { estimateQuantities } from "./quantity.ts";
import type { Estimate } from "./statistics.ts";

/** What counts as between two modes. */
export interface SegmentOptions {
  /** δ: the projection on the segment lies in (δ, 1 - δ), as a share of its length; default 0.1. */
  readonly margin?: number;
  /** ρ: the sample is nearer to the segment than this. */
  readonly reach: number;
  /** The sample is outside the ball of this radius about every mode; default ρ. */
  readonly ball?: number;
}

/** Where each sample lies. */
export interface Segments {
  /** Modes of each pair, pairs × 2, first index below the second. */
  readonly pairs: Int32Array;
  /** Index of the sample's pair (-1: between no two modes), M. Of several the nearest segment, then the first. */
  readonly pair: Int32Array;
  /** u: where along the segment the sample lies, M (NaN without a pair). */
  readonly position: Float64Array;
  /** Distance to the segment, M (NaN without a pair). */
  readonly distance: Float64Array;
}

/**
 * Assigns samples (M × d) to pairs of modes (count × d), both in one scale.
 * @throws RangeError if δ, ρ or the ball's radius do not fit
 * @example
 * // (0, 0.5) is within 1 of the segment, (0, 2) is not
 * segmentTest(Float64Array.of(0, 0.5, 0, 2), { modes: twoModes.data, d: 2 }, { reach: 1 }).pair; // → [0, -1]
 */
export function segmentTest(
  samples: Float64Array,
  { modes, d }: { modes: Float64Array; d: number },
  { margin = 0.1, reach, ball = reach }: SegmentOptions,
): Segments {
  if (!(margin >= 0 && margin < 0.5)) throw expected("margin", "from 0 to below 0.5", margin);
  if (!(reach > 0 && ball >= 0)) throw expected("reach", "a positive number", reach);
  const m = samples.length / d;
  const out = {
    pairs: pairsOf(modes.length / d),
    pair: new Int32Array(m).fill(-1),
    position: new Float64Array(m).fill(NaN),
    distance: new Float64Array(m).fill(NaN),
  };
  for (let q = 0; q < m; q++) {
    const x = samples.subarray(q * d, (q + 1) * d);
    if (inSomeBall(x, modes, ball)) continue;
    for (let p = 0; 2 * p < out.pairs.length; p++) {
      const [a, b] = [0, 1].map((end) => {
        const mode = out.pairs[2 * p + end];
        return modes.subarray(mode * d, (mode + 1) * d);
      }) as [Float64Array, Float64Array];
      const { position, distance } = projectOnSegment(x, a, b);
      const nearer = out.pair[q] < 0 || distance < out.distance[q];
      if (!(position > margin && position < 1 - margin && distance < reach && nearer)) continue;
      [out.pair[q], out.position[q], out.distance[q]] = [p, position, distance];
    }
  }
  return out;
}

/**
 * Share of the samples between the modes of each pair, with intervals by bootstrap over the samples (Wilson's where all of them agree).
 * @example
 * const segments = segmentTest(Float64Array.of(0, 0.5, 0, 2), { modes: twoModes.data, d: 2 }, { reach: 1 });
 * segmentRates(segments, rng)[0].value; // → 0.5
 */
export function segmentRates({ pairs, pair }: Segments, rng: Rng): Estimate[] {
  const quantities = Array.from({ length: pairs.length / 2 }, (_, p) => ({
    name: String(p),
    over: "generated" as const,
    rows: Float64Array.from(pair, (one) => (one === p ? 1 : 0)),
    share: true,
  }));
  return Object.values(estimateQuantities(quantities, rng));
}

/**
 * u = (x - a)·(b - a) / |b - a|² (0 where a and b are one place) and the distance from x to the line through both: where
 * u is in [0, 1] the distance to the segment.
 * @example
 * projectOnSegment(Float64Array.of(1, 2), Float64Array.of(-3, 0), Float64Array.of(3, 0)); // → { position: 0.6667, distance: 2 }
 */
export function projectOnSegment(
  x: Float64Array,
  a: Float64Array,
  b: Float64Array,
): { position: number; distance: number } {
  let [along, length] = [0, 0];
  for (let j = 0; j < x.length; j++) {
    along += (x[j] - a[j]) * (b[j] - a[j]);
    length += (b[j] - a[j]) ** 2;
  }
  const position = length > 0 ? along / length : 0;
  let square = 0;
  for (let j = 0; j < x.length; j++) square += (x[j] - a[j] - position * (b[j] - a[j])) ** 2;
  return { position, distance: Math.sqrt(square) };
}

function pairsOf(count: number): Int32Array {
  const out: number[] = [];
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) out.push(a, b);
  return Int32Array.from(out);
}

/** The ball's surface counts as inside. */
function inSomeBall(x: Float64Array, modes: Float64Array, radius: number): boolean {
  const d = x.length;
  for (let at = 0; at < modes.length; at += d) {
    let square = 0;
    for (let j = 0; j < d; j++) square += (x[j] - modes[at + j]) ** 2;
    if (Math.sqrt(square) <= radius) return true;
  }
  return false;
}
