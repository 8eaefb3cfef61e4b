/** Numbers as people read them. */

/** A few significant digits: "0.227", "1250", "3.2e-9". */
export function brief(value: number, digits = 3): string {
  return String(Number(value.toPrecision(digits)));
}

/** {@link brief}, or "undefined" where it is not a number. */
export function briefOrUndefined(value: number): string {
  return Number.isNaN(value) ? "undefined" : brief(value);
}

/** A share as "12.3 %". */
export function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)} %`;
}

/**
 * A share as "12.3 %", another number in three significant digits with a proper minus sign.
 * @example
 * numberText(-0.12345); // → −0.123
 * numberText(0.12345, true); // → 12.3 %
 */
export function numberText(value: number, share = false): string {
  return share ? percent(value) : brief(value).replace("-", "−");
}

/**
 * "10.1–15.0 %"; "−0.2 to 0.1" where a sign would meet the dash.
 * @example
 * intervalText({ low: 1, high: 2.5 }); // → 1–2.5
 * intervalText({ low: -0.2, high: 0.1 }); // → −0.2 to 0.1
 */
export function intervalText({ low, high }: { low: number; high: number }, share = false): string {
  if (share) return `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)} %`;
  const [from, to] = [numberText(low), numberText(high)];
  return low < 0 ? `${from} to ${to}` : `${from}–${to}`;
}

/** A change as "+12 %", "−3.1 %". */
export function signedPercent(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? "−" : "+"}${percent(size, size < 0.0995 ? 1 : 0)}`;
}
