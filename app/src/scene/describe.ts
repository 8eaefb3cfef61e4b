/** The scene in words: what is read out, and the rows of the read-out under the pointer. */
import type { Probe } from "../compute/protocol.ts";
import { formatNumber } from "../text.ts";
import type { Tool } from "./scene.ts";

/** One number of the read-out. */
export interface ReadoutRow {
  readonly key: "density" | "distance" | "normal" | "tangent" | "nearest";
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** Rows of the read-out; dashes where nothing is pointed at. */
export function readoutRows(probe: Probe | null): ReadoutRow[] {
  const length = (way: Float64Array | undefined) => (way ? Math.hypot(way[0], way[1]) : NaN);
  const nearest =
    probe && probe.nearest >= 0 ? `#${probe.nearest + 1} at ${formatNumber(probe.nearestDistance)}` : "–";
  return [
    {
      key: "density",
      name: "log p",
      value: formatNumber(probe?.logDensity ?? NaN),
      meaning: "log density of the noised data",
    },
    {
      key: "distance",
      name: "|δ|",
      value: formatNumber(probe?.newtonDistance ?? NaN),
      meaning: "distance to the ridge",
    },
    {
      key: "normal",
      name: "normal error",
      value: formatNumber(length(probe?.normalError)),
      meaning: "across the ridge",
    },
    {
      key: "tangent",
      name: "tangent error",
      value: formatNumber(length(probe?.tangentError)),
      meaning: "along the ridge",
    },
    {
      key: "nearest",
      name: "nearest point",
      value: nearest,
      meaning: "training point and its distance in data units",
    },
  ];
}

/** What Enter and a click do with each tool. */
export const TOOL_HELP: Readonly<Record<Tool, string>> = {
  look: "Enter picks the nearest particle; with Shift it joins those picked. Drag to move the view, Shift and drag to pick with a loop.",
  add: "Enter or a click adds a training point.",
  move: "Enter takes the nearest training point, arrows carry it, Enter sets it down. Or drag it.",
  delete: "Enter, Delete or a click removes the nearest training point.",
  draw: "Drag to draw points along a line; or Enter begins a line, arrows draw it, Enter ends it.",
};

/** What the keys do. */
export const KEY_HELP =
  "Arrow keys move the crosshair, with Shift faster. + and − zoom, 0 shows all. Delete removes the nearest training point. Escape lets go.";

/** What is said of a place: where it is, and the nearest training point with its distance there. */
export function placeInWords(
  at: readonly [number, number],
  nearest: { readonly index: number; readonly distance: number },
): string {
  const place = `x ${formatNumber(at[0])}, y ${formatNumber(at[1])}`;
  if (nearest.index < 0) return `${place}; no training points`;
  return `${place}; nearest training point ${nearest.index + 1}, ${formatNumber(nearest.distance)} away`;
}
