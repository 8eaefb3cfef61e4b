import type { Measures } from "../../compute/protocol.ts";
import { type Point, toPixels, toPixelX, toPixelY } from "../camera.ts";
import { type ColourScale, scaleOf, stepOf } from "../colour-scale.ts";
import type { Drawing } from "../drawing.ts";
import type { Palette } from "../palette.ts";
import { lookAt, trailOf } from "../paths-at.ts";
import { type ColourBy, measuresOf, type Scene } from "../scene.ts";

/** Colours of particles: `groups[i]` (M) says which of `colours` particle i has; empty: all the first. */
export interface Colouring {
  readonly colours: readonly string[];
  readonly groups: Uint8Array;
  /** The scale, where values are shown. */
  readonly scale?: ColourScale;
}

const SCALES = new WeakMap<Measures, Map<string, ColourScale | undefined>>();

/** Colours of the particles of a scene at its time. One scale for all times, so that colours can be compared. */
export function colouringOf(scene: Scene, palette: Palette): Colouring {
  const measures = measuresOf(scene);
  if (!measures) return { colours: [palette.particle], groups: new Uint8Array(0) };
  if (scene.colourBy === "class") {
    const colours = [palette.memorised, palette.interMode, palette.offRidge, palette.line];
    return { colours, groups: measures.classes };
  }
  const scale = scaleFor(measures, scene.colourBy, palette);
  if (!scale) return { colours: [palette.offRidge], groups: new Uint8Array(0) };
  const look = lookAt(measures, valuesOf(measures, scene.colourBy), scene.time);
  const undefinedGroup = scale.colours.length;
  const groups = Uint8Array.from(look, (value) => {
    const step = stepOf(scale, value);
    return step < 0 ? undefinedGroup : step;
  });
  return { colours: [...scale.colours, palette.offRidge], groups, scale };
}

/** The values that a colouring shows, L × M. */
function valuesOf(measures: Measures, colourBy: ColourBy): Float64Array {
  return colourBy === "distance" ? measures.distance : measures.error;
}

function scaleFor(measures: Measures, colourBy: ColourBy, palette: Palette): ColourScale | undefined {
  const known = SCALES.get(measures) ?? new Map<string, ColourScale | undefined>();
  SCALES.set(measures, known);
  const key = `${colourBy} ${palette.ramp.join(" ")}`;
  if (!known.has(key)) known.set(key, scaleOf(valuesOf(measures, colourBy), palette));
  return known.get(key);
}

/** Radius of a particle. */
const particleRadius = (count: number): number => (count > 1200 ? 2 : count > 300 ? 2.5 : 3);

/** Particles (count × 2, world), colour by colour. */
export function drawParticles(on: Drawing, x: Float64Array, { colours, groups }: Colouring): void {
  const radius = particleRadius(x.length / 2);
  const counts = new Int32Array(colours.length);
  for (let i = 0; i < x.length / 2; i++) counts[groups[i] ?? 0]++;
  const batches = Array.from(counts, (count) => new Float64Array(2 * count));
  counts.fill(0);
  for (let i = 0; i < x.length / 2; i++) {
    const group = groups[i] ?? 0;
    const at = 2 * counts[group]++;
    batches[group][at] = toPixelX(on, x[2 * i]);
    batches[group][at + 1] = toPixelY(on, x[2 * i + 1]);
  }
  on.surface.dots(
    batches.map((centres, group) => ({ centres, colour: colours[group] })),
    radius,
    0.85,
  );
}

/** The ways of picked particles: solid as far as they have come, faint where they will go; and a ring at each. */
export function drawTrails(on: Drawing, { paths, step, picked }: Scene): void {
  if (!paths) return;
  for (const particle of picked) if (particle < paths.count) drawTrail(on, trailOf(paths, particle), step);
}

/** The way of one particle (steps × 2, world), which stands at a fractional step. */
function drawTrail(on: Drawing, trail: Float64Array, step: number): void {
  const { surface, palette } = on;
  const way = toPixels(on, trail);
  const below = Math.floor(step);
  const here = interpolated(way, step);
  const past = Float64Array.from([...way.subarray(0, 2 * (below + 1)), ...here]);
  const future = Float64Array.from([...here, ...way.subarray(2 * (below + 1))]);
  surface.polyline(future, { stroke: palette.ink, width: 1, alpha: 0.35, dash: [3, 3] });
  surface.polyline(past, { stroke: palette.ink, width: 1.5, alpha: 0.8 });
}

/** Rings around the picked particles (x: count × 2, world). */
export function drawPicked(on: Drawing, x: Float64Array, picked: ReadonlySet<number>): void {
  const { surface, palette } = on;
  const chosen = [...picked].filter((i) => 2 * i + 1 < x.length);
  const centres = toPixels(on, Float64Array.from(chosen.flatMap((i) => [x[2 * i], x[2 * i + 1]])));
  const radius = particleRadius(x.length / 2) + 3;
  surface.circles(centres, radius, { stroke: palette.paper, width: 3.5 });
  surface.circles(centres, radius, { stroke: palette.ink, width: 1.5 });
}

function interpolated(way: Float64Array, step: number): Point {
  const last = way.length / 2 - 1;
  const below = Math.min(Math.floor(step), last);
  const above = Math.min(below + 1, last);
  const share = step - below;
  const at = (j: number) => way[2 * below + j] + share * (way[2 * above + j] - way[2 * below + j]);
  return [at(0), at(1)];
}
