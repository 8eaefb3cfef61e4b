/** Renders figures as PNG, with letters of our own so that every machine gives the same picture. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { unzlibSync } from "fflate";
import { present } from "../arrays/present.ts";
import { coverage, dejaVuMath, interRegular, interSemiBold } from "./embedded-fonts.ts";

/**
 * Renders SVGs one after the other at `scale` pixels a unit. Fonts of the system are looked at only where a text has
 * letters that the embedded ones lack.
 * @example
 * const [png] = svgsToPng(['<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"/>'], { scale: 3 });
 * // pixels across, as a PNG says at byte 16
 * png.readUInt32BE(16); // → 30
 */
export function* svgsToPng(
  svgs: Iterable<string>,
  { scale = 2 }: { scale?: number } = {},
): Generator<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "ridgescope-fonts-"));
  try {
    const fontFiles = writeFonts(folder);
    for (const svg of svgs) yield render(svg, fontFiles, scale);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Renders one SVG as PNG, at twice its size unless told otherwise.
 * @example
 * const png = svgToPng('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"/>');
 * // pixels across, as a PNG says at byte 16
 * png.readUInt32BE(16); // → 20
 */
export function svgToPng(svg: string, options: { scale?: number } = {}): Buffer {
  return [...svgsToPng([svg], options)][0];
}

/** The renderer reads fonts from files only. */
function writeFonts(folder: string): string[] {
  return [interRegular, interSemiBold, dejaVuMath].map((font, i) => {
    const path = join(folder, `${i}.ttf`);
    writeFileSync(path, unzlibSync(Buffer.from(font, "base64")));
    return path;
  });
}

/** Pixelated images are asked for in two ways: the style is for browsers, the attribute for this renderer. */
function render(svg: string, fontFiles: string[], scale: number): Buffer {
  const image = new Resvg(svg.replaceAll(' style="image-rendering:pixelated"', ""), {
    font: {
      fontFiles,
      loadSystemFonts: !isCovered(svg),
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
    },
    fitTo: { mode: "zoom", value: scale },
    background: "#ffffff",
  });
  return image.render().asPng();
}

function isCovered(svg: string): boolean {
  for (const letter of new Set(svg)) {
    const code = present(letter.codePointAt(0));
    if (code >= 32 && !coverage.some((first, i) => i % 2 === 0 && code >= first && code <= coverage[i + 1]))
      return false;
  }
  return true;
}
