/** How smoothly a film plays: the last frame intervals and drawing times, in milliseconds. */

/** Median and 95th percentile, in milliseconds, of `count` frames; NaN of none. */
interface FrameSummary {
  readonly count: number;
  readonly medianInterval: number;
  readonly p95Interval: number;
  readonly medianDraw: number;
  readonly p95Draw: number;
}

/** A ring of frame times. */
export interface FrameTimes {
  /** Notes a frame: when it was drawn and how long the drawing took. A gap of a pause is not an interval. */
  record(at: number, draw: number): void;
  /** Forgets where the last frame was: the next interval starts anew. */
  pause(): void;
  reset(): void;
  summary(): FrameSummary;
}

/** A ring of the last `capacity` frames. */
export function createFrameTimes(capacity = 600): FrameTimes {
  const intervals = new Float64Array(capacity);
  const draws = new Float64Array(capacity);
  let recorded = 0;
  let last = NaN;
  return {
    record(at, draw) {
      if (!Number.isNaN(last)) {
        intervals[recorded % capacity] = at - last;
        draws[recorded % capacity] = draw;
        recorded++;
      }
      last = at;
    },
    pause() {
      last = NaN;
    },
    reset() {
      recorded = 0;
      last = NaN;
    },
    summary() {
      const count = Math.min(recorded, capacity);
      return {
        count,
        medianInterval: quantile(intervals.subarray(0, count), 0.5),
        p95Interval: quantile(intervals.subarray(0, count), 0.95),
        medianDraw: quantile(draws.subarray(0, count), 0.5),
        p95Draw: quantile(draws.subarray(0, count), 0.95),
      };
    },
  };
}

/** The smallest value that at least `share` of the values do not exceed; NaN of none. */
export function quantile(values: Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? NaN;
}
