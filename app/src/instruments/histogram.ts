/** Values counted by class. */

/** Counts of values in equal bins. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly bins: number;
  /** bins × 3: how many of each class. */
  readonly counts: Int32Array;
  /** How many of the picked are in each bin. */
  readonly picked: Int32Array;
  /** Values that are not finite and in no bin. */
  readonly left: number;
  /** The largest bin, all classes together. */
  readonly most: number;
}

/** Counts values (M) of classes 0 … 2 in `bins` equal bins. */
export function countByClass(
  values: Float64Array,
  classes: Uint8Array,
  { bins, picked }: { bins: number; picked: ReadonlySet<number> },
): Histogram {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const [from, to] = finite.length === 0 ? [0, 1] : high > low ? [low, high] : [low - 0.5, low + 0.5];
  const counts = new Int32Array(3 * bins);
  const chosen = new Int32Array(bins);
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const bin = Math.min(Math.floor(((value - from) / (to - from)) * bins), bins - 1);
    counts[3 * bin + Math.min(classes[i] ?? 2, 2)]++;
    if (picked.has(i)) chosen[bin]++;
  });
  const totals = Array.from(
    { length: bins },
    (_, b) => counts[3 * b] + counts[3 * b + 1] + counts[3 * b + 2],
  );
  return {
    low: from,
    high: to,
    bins,
    counts,
    picked: chosen,
    left: values.length - finite.length,
    most: Math.max(...totals, 0),
  };
}
