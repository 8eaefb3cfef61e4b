/** The page's colours as numbers, and when they change. */
import { type Palette, parseColour, type Rgb } from "./colours.ts";

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
    classes: [colour("--memorised"), colour("--inter-mode"), colour("--off-ridge")],
  };
}

/** Calls `changed` when the page turns light or dark; returns what ends that. */
export function watchColours(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", changed);
  };
}
