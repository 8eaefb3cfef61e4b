/** What the keys do in a scatter, as values; `ScatterCanvas.svelte` carries it out. */
import { ARROWS } from "../ui/arrow-keys.ts";

/** An action that a key asks for. */
export type KeyAction =
  | { readonly kind: "move"; readonly dx: number; readonly dy: number }
  | { readonly kind: "pan"; readonly dx: number; readonly dy: number }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "pick"; readonly add: boolean }
  | { readonly kind: "corner" }
  | { readonly kind: "whole" }
  | { readonly kind: "all" }
  | { readonly kind: "clear" };

/** Pixels that the crosshair moves, and that the picture does. */
const STEP = 8;
const FAR = 40;

/** The action of a key, or undefined where it has none here. */
export function keyAction({
  key,
  shiftKey,
  altKey,
  ctrlKey,
  metaKey,
}: Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">): KeyAction | undefined {
  if (ctrlKey || metaKey) return undefined;
  const arrow = ARROWS[key];
  if (arrow && shiftKey) return { kind: "pan", dx: -FAR * arrow[0], dy: -FAR * arrow[1] };
  if (arrow) return { kind: "move", dx: (altKey ? 1 : STEP) * arrow[0], dy: (altKey ? 1 : STEP) * arrow[1] };
  switch (key) {
    case "+":
    case "=":
      return { kind: "zoom", factor: 1.3 };
    case "-":
      return { kind: "zoom", factor: 1 / 1.3 };
    case "0":
      return { kind: "whole" };
    case "Enter":
    case " ":
      return { kind: "pick", add: shiftKey };
    case "l":
    case "L":
      return { kind: "corner" };
    case "a":
    case "A":
      return { kind: "all" };
    case "Escape":
      return { kind: "clear" };
    default:
      return undefined;
  }
}

/** For the description of every scatter. */
export const KEYS_HELP =
  "Arrow keys move a crosshair, Enter chooses the sample nearest to it, with Shift it is added. L sets a corner of a lasso, Enter closes it. Shift and arrow keys move the picture, plus and minus zoom, 0 shows all, A chooses all, Escape clears.";
