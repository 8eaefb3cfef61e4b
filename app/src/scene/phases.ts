/** When the samples reach, align and slide, for the band under the time line. */
import type { Measures } from "../compute/protocol.ts";
import { quantile } from "./frame-times.ts";

/** A phase between two OU times, `from` > `to`. */
export interface Phase {
  readonly name: "reach" | "align" | "slide" | "align and slide";
  readonly from: number;
  readonly to: number;
  readonly meaning: string;
}

/**
 * The phases between horizon and least time: reach ends where half of the particles have entered the tube, slide
 * begins where half of the tangent motion is done (`half_slide_time` among the figures). None of particles that never
 * reach.
 */
export function phasesOf(measures: Measures, times: Float64Array): Phase[] {
  const [horizon, least] = [times[0], times.at(-1)];
  if (horizon === undefined || least === undefined) return [];
  const reached = medianReach(measures.reachTime);
  if (!(reached > least)) return [];
  const begin = Math.min(reached, horizon);
  const half = measures.figures["half_slide_time"] ?? NaN;
  const reach: Phase = {
    name: "reach",
    from: horizon,
    to: begin,
    meaning: "half of the particles have entered the tube at its end",
  };
  if (!(half < begin && half > least)) {
    return [reach, { name: "align and slide", from: begin, to: least, meaning: "along the ridge" }];
  }
  return [
    reach,
    { name: "align", from: begin, to: half, meaning: "distance to the ridge follows the normal error" },
    { name: "slide", from: half, to: least, meaning: "half of the motion along the ridge is still to come" },
  ];
}

/** Time by which half of all particles have reached; NaN where fewer ever do. */
function medianReach(reachTime: Float64Array): number {
  // Descending times are ascending negatives; those that never reach come last.
  const entries = reachTime.map((time) => (Number.isNaN(time) ? Infinity : -time));
  const median = -quantile(entries, 0.5);
  return Number.isFinite(median) ? median : NaN;
}

/** Share 0 … 1 of the way from the first to the last of decreasing times, in log t. */
export function shareOfTime(times: Float64Array, time: number): number {
  const [from, to] = [times[0] ?? NaN, times.at(-1) ?? NaN];
  const share = Math.log(time / from) / Math.log(to / from);
  return Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 0;
}

/** The time at a share 0 … 1 of the way, in log t: the inverse of {@link shareOfTime}. */
export function timeOfShare(times: Float64Array, share: number): number {
  const [from, to] = [times[0] ?? NaN, times.at(-1) ?? NaN];
  return from * (to / from) ** Math.min(Math.max(share, 0), 1);
}
