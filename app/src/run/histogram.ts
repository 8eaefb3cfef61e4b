/** How often values fall between edges, for the ridgeline of residuals. */

/** Edges over a range; logarithmic ones for positive values. */
export interface Bins {
  readonly log: boolean;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Bins over all values that can be shown; one decade at least where they are logarithmic. */
export function binsFor(values: ArrayLike<number>, log: boolean, count = 60): Bins {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = log ? Math.log10(values[i]) : values[i];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  if (high - low < 1e-9) [low, high] = [low - 0.5, high + 0.5];
  return { log, low, high, count };
}

/** The bin of a value, or -1 where it has none. */
function binOf({ log, low, high, count }: Bins, value: number): number {
  const place = log ? Math.log10(value) : value;
  if (!(place >= low && place <= high)) return -1;
  return Math.min(count - 1, Math.floor((count * (place - low)) / (high - low)));
}

/** How many values fall into each bin, and how many into none; only marked ones where there are marks. */
export function tally(
  values: ArrayLike<number>,
  bins: Bins,
  marks?: Uint8Array,
): { readonly counts: Uint32Array; readonly outside: number } {
  const counts = new Uint32Array(bins.count);
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    if (marks && !marks[i]) continue;
    const bin = binOf(bins, values[i]);
    if (bin < 0) outside++;
    else counts[bin]++;
  }
  return { counts, outside };
}

/** A filled outline (SVG path) of counts over a box; `most` is as high as the box. */
export function outline(
  counts: ArrayLike<number>,
  most: number,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): string {
  const step = width / counts.length;
  const points = Array.from(counts, (value, i) => {
    const level = (y + height - (height * value) / Math.max(1, most)).toFixed(1);
    return `L${(x + i * step).toFixed(1)} ${level}L${(x + (i + 1) * step).toFixed(1)} ${level}`;
  });
  const base = (y + height).toFixed(1);
  return `M${x.toFixed(1)} ${base}${points.join("")}L${(x + width).toFixed(1)} ${base}Z`;
}
