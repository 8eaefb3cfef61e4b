/** How much room text takes, and text in the room there is. */
import { present } from "../arrays/present.ts";
import { advances } from "./embedded-fonts.ts";

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
