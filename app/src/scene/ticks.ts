/** Round numbers for axes. */

/** Round numbers (1, 2 or 5 times a power of ten apart) in [low, high], about `count` of them. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const step = niceStep(span / Math.max(count, 1));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => cleaned((first + i) * step));
}

/** The round number 1, 2 or 5 times a power of ten that is nearest above. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

function cleaned(value: number): number {
  return Number(value.toPrecision(12));
}
