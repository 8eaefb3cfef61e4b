/** The page's colours as numbers. */
import { parseColour, type Rgb } from "../colour.ts";
import type { Palette } from "./colours.ts";

/** Colours of the run view. */
export interface PageColours extends Palette {
  readonly ink: Rgb;
  readonly soft: Rgb;
  readonly line: Rgb;
  readonly accent: Rgb;
  readonly training: Rgb;
}

/** Reads the colours that hold now. */
export function pageColours(): PageColours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => parseColour(style.getPropertyValue(name));
  return {
    paper: colour("--paper"),
    ink: colour("--ink"),
    soft: colour("--ink-soft"),
    line: colour("--line"),
    accent: colour("--accent"),
    training: colour("--training"),
    none: colour("--line"),
    classes: [colour("--memorised"), colour("--inter-mode"), colour("--off-ridge"), colour("--line")],
  };
}
