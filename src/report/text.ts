/** Numbers as people read them, and how much room text takes. */
import { present } from "../arrays/present.ts";
import { advances } from "./embedded-fonts.ts";

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

/** Estimated width of text in pixels (exact for ASCII in the regular weight, up to kerning). */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const letter of text) {
    const code = present(letter.codePointAt(0));
    sum += advances[code - 32] ?? (code >= 0x2e80 ? 1000 : code >= 0x2070 && code < 0x20a0 ? 420 : 620);
  }
  return (sum / 1000) * size * (bold ? 1.06 : 1);
}

/** Room for text whatever the viewer's font: some are wider than that of the estimate. */
export function textRoom(text: string, size: number): number {
  return 1.13 * textWidth(text, size);
}

/** Breaks text into lines no wider than `width`; the last line allowed ends with "…" where text is left. */
export function wrapText(
  text: string,
  width: number,
  { size, bold = false, maxLines = 3 }: { size: number; bold?: boolean; maxLines?: number },
): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, size, bold) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  const kept = lines.slice(0, maxLines);
  if (lines.length > maxLines) kept[maxLines - 1] += " …";
  return kept.map((one) => cutText(one, width, { size, bold }));
}

/** Cuts a single line to a width, with "…". */
export function cutText(
  text: string,
  width: number,
  { size, bold = false }: { size: number; bold?: boolean },
): string {
  if (textWidth(text, size, bold) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, size, bold) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
