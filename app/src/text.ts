/** Numbers, classes and errors in words: the one place that says how they are written on the page. */

/** Smaller numbers are written with a power of ten. */
const LEAST_PLAIN = 1e-3;

const isPlain = (value: number, most: number): boolean =>
  value === 0 || (Math.abs(value) >= LEAST_PLAIN && Math.abs(value) < most);

const plain = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));

/** A number in at most `digits` significant digits, with real minus signs; "–" where it is undefined, "∞". */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = isPlain(value, 1e5)
    ? plain(value, digits)
    : value
        .toExponential(digits - 1)
        .replace(/\.?0+e/, "e")
        .replace("e+", "e");
  return text.replaceAll("-", "−");
}

/** A number as it stands in a field and can be typed there: three digits, "∞"; "–" where it is none. */
export function brief(value: number): string {
  if (value === Infinity) return "∞";
  if (!Number.isFinite(value)) return "–";
  return isPlain(value, 1e6) ? plain(value, 3) : value.toExponential(2).replace("e+", "e");
}

/** A number on the legends and cards of a run: three digits, two where it needs a power of ten. */
export function terse(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return isPlain(value, 1e5) ? plain(value, 3) : value.toExponential(1);
}

/** A share in whole percent: "12 %". */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Names of the classes of samples, by their numbers. */
export const CLASS_NAMES = ["memorised", "inter-mode", "off-ridge", "undecided"] as const;

/** What an error says to the reader. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
