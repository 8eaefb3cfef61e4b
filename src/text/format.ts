/** Numbers as a report shows them: typographic signs, thousands set apart, powers of ten. */

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** "10⁻³". */
export function formatPower(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPT[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** A number in few significant digits: "0.227", "1,250", "3.2×10⁻⁹"; "–" where it is not a number. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return formatScientific(value, digits);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return grouped(trimZeros(value.toFixed(decimals)));
}

/** "3.2×10⁻⁹". */
export function formatScientific(value: number, digits: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = "0"] = value
    .toExponential(Math.min(Math.max(digits - 1, 0), 15))
    .split("e");
  const power = formatPower(Number(exponent));
  const factor = trimZeros(mantissa);
  return factor === "1" ? power : `${factor.replace("-", "−")}×${power}`;
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function grouped(text: string): string {
  const [whole = "", rest] = text.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",").replace("-", "−");
  return rest === undefined ? spaced : `${spaced}.${rest}`;
}

/** A number with a fixed number of decimals and a proper minus sign. */
export function formatFixed(value: number, decimals: number): string {
  return grouped((value + 0).toFixed(decimals).replace(/^-(0(\.0*)?)$/, "$1"));
}

/** A share as "18.2 %"; "–" where it is not a number. */
export function formatPercent(share: number | null | undefined, decimals = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  return `${formatFixed(100 * share, decimals)}\u00a0%`;
}

/** "1 sample", "2 samples". */
export function counted(count: number, noun: string): string {
  return `${grouped(String(count))} ${noun}${count === 1 ? "" : "s"}`;
}
