import type { Probe, VectorField } from "../../compute/protocol.ts";
import { type Camera, type Pixel, toPixel, toPixels } from "../camera.ts";
import type { Drawing } from "../drawing.ts";

/** Exact and learned arrows on their grid, shortened together so that the longest reaches its neighbour. */
export function drawField(on: Drawing, field: VectorField, alpha: number): void {
  const { surface, camera, palette } = on;
  const at = toPixels(on, field.at);
  const share = fieldShare(field, camera);
  const arrows = (ways: Float64Array) => {
    const ends: number[] = [];
    for (let i = 0; i + 1 < at.length; i += 2) {
      const [x, y] = [at[i], at[i + 1]];
      const [dx, dy] = [ways[i] * share * camera.scale, -ways[i + 1] * share * camera.scale];
      if (Number.isFinite(x + y + dx + dy)) ends.push(...arrowEnds([x, y, x + dx, y + dy]));
    }
    return Float64Array.from(ends);
  };
  surface.segments(arrows(field.exact), { stroke: palette.exact, width: 2.25, alpha: 0.75 * alpha });
  surface.segments(arrows(field.learned), { stroke: palette.learned, width: 1.5, alpha });
}

/** What the arrows of a field are multiplied by, at most 1, so that they stay apart. */
export function fieldShare(field: VectorField, camera: Camera): number {
  const spacing = 0.9 * Math.max(gridSpacing(field.at), 12 / camera.scale);
  const lengths: number[] = [];
  for (let i = 0; i + 1 < field.at.length; i += 2) {
    const length = Math.hypot(field.exact[i], field.exact[i + 1]);
    if (Number.isFinite(length)) lengths.push(length);
  }
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  return longest > spacing ? spacing / longest : 1;
}

function gridSpacing(at: Float64Array): number {
  let gap = Infinity;
  for (let i = 2; i + 1 < at.length; i += 2) {
    const here = Math.hypot(at[i] - at[i - 2], at[i + 1] - at[i - 1]);
    if (here > 0 && here < gap) gap = here;
  }
  return Number.isFinite(gap) ? gap : 0;
}

/** Pixels where an arrow begins and where its tip is: x, y, x, y. */
type Ends = readonly [number, number, number, number];

/** Segments of an arrow: shaft and two barbs, 3 × 4. */
function arrowEnds([x0, y0, x1, y1]: Ends): number[] {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 0.5) return [];
  const barb = Math.min(8, 0.45 * length);
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const side = (turn: number) => [
    x1,
    y1,
    x1 - barb * (0.87 * ux - turn * 0.5 * uy),
    y1 - barb * (0.87 * uy + turn * 0.5 * ux),
  ];
  return [x0, y0, x1, y1, ...side(1), ...side(-1)];
}

/** Error arrows shorter than this many pixels are shown magnified, and the label says how much. */
const LEAST_ERROR = 26;

/** What the error split is multiplied by to be seen: a power of two, 1 where it can be seen as it is. */
export function errorMagnification(probe: Probe, camera: Camera): number {
  const [n, t] = [probe.normalError, probe.tangentError].map((e) => Math.hypot(e[0], e[1]));
  const longest = Math.max(n ?? 0, t ?? 0) * camera.scale;
  if (!(longest > 1e-6) || longest >= LEAST_ERROR) return 1;
  return 2 ** Math.ceil(Math.log2(LEAST_ERROR / longest));
}

/** What is true at the pointer: where exact and learned score point, and the error between, split in two. */
export function drawProbe(on: Drawing, probe: Probe): void {
  const { camera, palette } = on;
  const at = toPixel(on, [probe.at[0], probe.at[1]]);
  const arrow = ([x, y]: Pixel, way: Float64Array, factor = 1): Ends => [
    x,
    y,
    x + way[0] * factor * camera.scale,
    y - way[1] * factor * camera.scale,
  ];
  const exact = arrow(at, probe.exact);
  drawArrow(on, exact, palette.exact);
  drawArrow(on, arrow(at, probe.learned), palette.learned);
  const magnified = errorMagnification(probe, camera);
  const times = magnified > 1 ? ` ×${magnified}` : "";
  const normal = arrow(tipOf(exact), probe.normalError, magnified);
  const tangent = arrow(tipOf(normal), probe.tangentError, magnified);
  drawLabelled(on, normal, { colour: palette.normal, label: `normal error${times}` });
  drawLabelled(on, tangent, { colour: palette.tangent, label: `tangent error${times}` });
}

const tipOf = ([, , x, y]: Ends): Pixel => [x, y];

/** Width of the arrows at the pointer. */
const WIDTH = 2.5;

function drawArrow({ surface, palette }: Drawing, [x0, y0, x1, y1]: Ends, colour: string): boolean {
  const ends = Float64Array.from(Number.isFinite(x0 + y0 + x1 + y1) ? arrowEnds([x0, y0, x1, y1]) : []);
  if (ends.length === 0) return false;
  surface.segments(ends, { stroke: palette.paper, width: WIDTH + 2.5 });
  surface.segments(ends, { stroke: colour, width: WIDTH });
  return true;
}

function drawLabelled(on: Drawing, ends: Ends, { colour, label }: { colour: string; label: string }): void {
  const [x0, y0, x1, y1] = ends;
  if (Math.hypot(x1 - x0, y1 - y0) < 6) return;
  if (!drawArrow(on, ends, colour)) return;
  const isRight = x1 >= x0;
  on.surface.text([x1 + (isRight ? 7 : -7), y1 + (y1 >= y0 ? 7 : -7)], label, {
    fill: colour,
    size: 12,
    bold: true,
    halo: on.palette.paper,
    align: isRight ? "left" : "right",
    baseline: "middle",
  });
}
