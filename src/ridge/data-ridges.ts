/** The 1-ridges that pass near the data, as far as a picture of them reaches. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { PointSet } from "../kernels/kernels.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { nearbyPairs } from "./graph-nodes.ts";
import type { Polyline } from "./trace.ts";
import { traceRidges } from "./trace-all.ts";

/** How far beyond the data a ridge is followed, as a share of the data's extent. */
const MARGIN = 0.25;
/** Steps of a trace are at least this share of the data's extent: finer would not be seen. */
const FINEST = 1 / 250;

/**
 * 1-ridges at one noise level, followed within the data's box and a margin; points in the noised scale.
 * @example
 * const ridges = await dataRidges(ring, veLevel(0.2));
 * ridges.map(({ end }) => end); // → ["closed"]
 */
export async function dataRidges(density: EmpiricalDensity, level: NoiseLevel): Promise<Polyline[]> {
  const { data, n, d } = density;
  const scaled = data.map((value) => level.scale * value);
  const extent = level.scale * boxExtent(density);
  const sd = Math.sqrt(level.variance);
  const inside = insideBox(density, level.scale, MARGIN * extent + sd);
  return traceRidges(density, level, {
    starts: startsFor({ data: scaled, n, d }),
    step: Math.max(0.25, (FINEST * extent) / sd),
    maxSteps: 1500,
    stopAt: (point) => !inside(point),
  });
}

/** The points and the middles between near ones. */
function startsFor(points: PointSet): Float64Array {
  const { data, d } = points;
  const pairs = nearbyPairs(points, 4);
  const middles = new Float64Array((pairs.length / 2) * d);
  for (let s = 0; s < pairs.length / 2; s++) {
    for (let j = 0; j < d; j++) {
      middles[s * d + j] = 0.5 * (data[pairs[2 * s] * d + j] + data[pairs[2 * s + 1] * d + j]);
    }
  }
  return Float64Array.from([...data, ...middles]);
}

/** Longest side of the data's bounding box. */
function boxExtent({ data, d }: EmpiricalDensity): number {
  let most = 0;
  for (let j = 0; j < d; j++) {
    const column = data.filter((_, i) => i % d === j);
    most = Math.max(most, Math.max(...column) - Math.min(...column));
  }
  return most;
}

function insideBox(
  { data, d }: EmpiricalDensity,
  scale: number,
  margin: number,
): (point: Float64Array) => boolean {
  const low = new Float64Array(d).fill(Infinity);
  const high = new Float64Array(d).fill(-Infinity);
  data.forEach((value, i) => {
    low[i % d] = Math.min(low[i % d], scale * value);
    high[i % d] = Math.max(high[i % d], scale * value);
  });
  return (point) => point.every((value, j) => value >= low[j] - margin && value <= high[j] + margin);
}
