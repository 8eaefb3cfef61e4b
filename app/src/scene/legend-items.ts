/** What the marks and colours of a scene mean. */

import { formatNumber } from "../text.ts";
import { contourLevels } from "./contours.ts";
import { colouringOf } from "./layers/particles.ts";
import type { Palette } from "./palette.ts";
import { isFar, isStale, measuresOf, type Scene } from "./scene.ts";

/** How an entry is marked. */
export type Swatch =
  | "training"
  | "particle"
  | "memorised"
  | "inter-mode"
  | "off-ridge"
  | "undefined"
  | "picked"
  | "ridge"
  | "tube"
  | "mode"
  | "saddle"
  | "contour"
  | "exact"
  | "learned"
  | "normal"
  | "tangent";

/** One entry. */
export interface LegendItem {
  readonly swatch: Swatch;
  readonly name: string;
}

/** The scale of colours by value, with numbers; null where particles are not coloured by value. */
export interface LegendScale {
  readonly name: string;
  readonly low: string;
  readonly high: string;
  readonly log: boolean;
  readonly colours: readonly string[];
}

/** Entries for what is drawn now. */
export function legendItems(scene: Scene): LegendItem[] {
  const { layers, landscape, field } = scene;
  const items: LegendItem[] = [];
  const add = (shown: unknown, ...more: LegendItem[]) => {
    if (shown) items.push(...more);
  };
  add(layers.has("training"), { swatch: "training", name: "training point" });
  if (layers.has("particles") && scene.paths) items.push(...particleItems(scene));
  add(layers.has("trails") && scene.picked.size > 0, {
    swatch: "picked",
    name: `picked (${scene.picked.size}) and its way`,
  });
  add(landscape && layers.has("ridge"), { swatch: "ridge", name: "ridge" });
  add(landscape && layers.has("tube"), {
    swatch: "tube",
    name: `tube, ± ${formatNumber(landscape?.tubeRadius ?? NaN)}`,
  });
  add(landscape && layers.has("modes"), { swatch: "mode", name: "mode" });
  add(landscape && layers.has("modes") && landscape.saddles.length > 0, { swatch: "saddle", name: "saddle" });
  add(landscape && layers.has("contours"), { swatch: "contour", name: contourName(scene) });
  // Whether or not something is pointed at: the legend must not jump with the pointer.
  const arrows = (field && layers.has("field")) || layers.has("probe");
  add(arrows, { swatch: "exact", name: "exact score" }, { swatch: "learned", name: "model's score" });
  add(
    layers.has("probe"),
    { swatch: "normal", name: "normal error" },
    { swatch: "tangent", name: "tangent error" },
  );
  return items;
}

function particleItems(scene: Scene): LegendItem[] {
  const measures = measuresOf(scene);
  if (!measures) return [{ swatch: "particle", name: "particle, not yet measured" }];
  if (scene.colourBy !== "class") return [{ swatch: "undefined", name: "no value here" }];
  const { memorised, interMode, offRidge } = measures.fractions;
  const share = (value: number) => `${formatNumber(100 * value)} %`;
  return [
    { swatch: "memorised", name: `memorised ${share(memorised.value)}` },
    { swatch: "inter-mode", name: `between modes ${share(interMode.value)}` },
    { swatch: "off-ridge", name: `off the ridge ${share(offRidge.value)}` },
  ];
}

function contourName({ landscape }: Scene): string {
  const levels = landscape ? contourLevels(landscape.logDensity).filter(({ rings }) => rings.length > 0) : [];
  const drops = levels.map(({ drop }) => drop).toReversed();
  return drops.length === 0 ? "log density" : `log p below its maximum by ${drops[0]}, … ${drops.at(-1)}`;
}

/** The scale of colours by value. */
export function legendScale(scene: Scene, palette: Palette): LegendScale | null {
  if (!scene.layers.has("particles") || scene.colourBy === "class") return null;
  const { scale } = colouringOf(scene, palette);
  if (!scale) return null;
  return {
    name: scene.colourBy === "distance" ? "distance to the ridge |δ|" : "error |m_θ − m*|",
    low: formatNumber(scale.low, 2),
    high: formatNumber(scale.high, 2),
    log: scale.log,
    colours: scale.colours,
  };
}

/** What the reader must know about what is shown: other times, what was not found. */
export function legendNotes({ landscape, field, time, layers }: Scene): string[] {
  const notes: string[] = [];
  if (landscape && isFar(landscape.time, time))
    notes.push(`Ridge and contours (paler) are still those of t = ${formatNumber(landscape.time)}.`);
  if (field && layers.has("field") && isStale(field.time, time))
    notes.push(`Arrows (paler) are still those of t = ${formatNumber(field.time)}.`);
  return [...notes, ...(landscape?.notes ?? [])];
}
