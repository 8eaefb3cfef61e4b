/** Domains, and ticks at readable places. */
import type { Axis, Scale } from "../figure/figure.ts";
import { formatFixed, formatNumber, formatPower, formatScientific } from "../text/format.ts";

/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  /** Empty: a mark without a number. */
  readonly text: string;
}

/** Ends of an axis, in the units of the data. */
export type Domain = readonly [low: number, high: number];

/** Ticks within a domain, at most about `count` of them with a number. */
export function makeTicks(scale: Scale, domain: Domain, count: number): Tick[] {
  return scale === "log" ? logTicks(domain, count) : linearTicks(domain, count);
}

function linearTicks([low, high]: Domain, count: number): Tick[] {
  const step = niceStep((high - low) / Math.max(count, 1));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const awkward = step < 1e-4 || largest >= 1e6;
  const digits = 1 + Math.floor(Math.log10(largest) + 1e-9) - Math.floor(Math.log10(step) + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step + 0;
    return { value, text: awkward ? formatScientific(value, digits) : formatFixed(value, decimals) };
  });
}

/** 1, 2 or 5 times a power of ten: the one nearest to `raw` by ratio. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const share = raw / power;
  return power * (share < Math.SQRT2 ? 1 : share < Math.sqrt(10) ? 2 : share < Math.sqrt(50) ? 5 : 10);
}

function logTicks([low, high]: Domain, count: number): Tick[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const decades = last - first + 1;
  if (decades < 2) return narrowLogTicks([low, high], count);
  const every = Math.ceil(decades / Math.max(count, 2));
  const ticks: Tick[] = [];
  for (let e = first - 1; e <= last; e++) {
    if (e >= first) ticks.push({ value: 10 ** e, text: (e - last) % every === 0 ? powerText(e) : "" });
    if (decades > 5) continue;
    for (let m = 2; m < 10; m++) {
      const value = m * 10 ** e;
      if (value >= low && value <= high) ticks.push({ value, text: "" });
    }
  }
  return ticks;
}

function powerText(exponent: number): string {
  return exponent === 0 ? "1" : exponent === 1 ? "10" : formatPower(exponent);
}

/** Less than two powers of ten in sight: 1, 2, 5 where that gives enough, else even steps. */
function narrowLogTicks([low, high]: Domain, count: number): Tick[] {
  const ticks: Tick[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++)
    for (const m of [1, 2, 5]) {
      const value = m * 10 ** e;
      if (value >= low && value <= high) ticks.push({ value, text: formatNumber(value) });
    }
  return ticks.length >= 3 ? ticks : linearTicks([low, high], count);
}

/** Whether a scale has a place for a value. */
export function isShown(value: number, scale: Scale | undefined): boolean {
  return Number.isFinite(value) && (scale !== "log" || value > 0);
}

/** Values that the scale can show; others become NaN. */
export function shown(values: Float64Array, scale: Scale | undefined): Float64Array {
  return values.map((value) => (isShown(value, scale) ? value : NaN));
}

/** How many numbers a log axis has no place for. */
export function nonPositive(values: Float64Array, scale: Scale | undefined): number {
  return scale === "log" ? values.reduce((sum, value) => sum + (value <= 0 ? 1 : 0), 0) : 0;
}

/** An axis's own domain, where it is one that the scale can show. */
export function ownDomain({ scale, domain }: Pick<Axis, "scale" | "domain">): Domain | undefined {
  const usable = domain && domain[0] < domain[1] && domain.every((end) => isShown(end, scale));
  return usable ? domain : undefined;
}

/** Least and greatest finite value; undefined where there is none. */
export function extent(values: Iterable<number>): Domain | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** A domain with some air at both ends, and never empty. */
export function padDomain([low, high]: Domain, scale: Scale, share = 0.04): Domain {
  if (scale === "log") {
    const [a, b] = padDomain([Math.log10(low), Math.log10(high)], "linear", share);
    return [10 ** a, 10 ** b];
  }
  if (high > low) return [low - share * (high - low), high + share * (high - low)];
  const half = low === 0 ? 1 : Math.abs(low) * 0.5;
  return [low - half, high + half];
}

/**
 * The extent without far outliers: where the outermost 0.25 % at an end would more than double it, they are left out.
 */
export function robustExtent(values: Float64Array): Domain | undefined {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length === 0) return undefined;
  const cut = Math.floor(sorted.length * 0.0025);
  const [low, high] = [sorted[cut], sorted[sorted.length - 1 - cut]];
  const span = high - low;
  const full: Domain = [sorted[0], sorted[sorted.length - 1]];
  return full[1] - full[0] > 2 * span && span > 0 ? [low, high] : full;
}
