/** Contours of the log density, as drops below its maximum. */
import { contours } from "d3-contour";
import type { GridField } from "ridgescope/scene";

/** One level: what is at least that high, as rings, and its border, as lines without the grid's own border. */
export interface ContourLevel {
  /** How far below the maximum. */
  readonly drop: number;
  /** Closed rings in world coordinates, each count × 2. */
  readonly rings: readonly Float64Array[];
  /** Lines in world coordinates, NaN between pieces. */
  readonly lines: readonly Float64Array[];
}

/** Drops below the maximum that are drawn. */
const DROPS = [0.5, 1, 2, 4, 8, 16, 32, 64] as const;
/** Deeper than any level; −∞ of places that no kernel reaches would spoil the interpolation. */
const FLOOR = 1e4;

const KNOWN = new WeakMap<GridField, ContourLevel[]>();

/** Takes the levels of a grid that were computed elsewhere. */
export function rememberContours(field: GridField, levels: ContourLevel[]): void {
  KNOWN.set(field, levels);
}

/** The levels of a grid, lowest first; computed once for each grid. */
export function contourLevels(field: GridField): ContourLevel[] {
  const known = KNOWN.get(field);
  if (known) return known;
  const levels = computeLevels(field);
  KNOWN.set(field, levels);
  return levels;
}

function computeLevels(field: GridField): ContourLevel[] {
  const highest = field.values.reduce((most, value) => (value > most ? value : most), -Infinity);
  if (!Number.isFinite(highest) || field.columns < 2 || field.rows < 2) return [];
  const values = field.values.map((value) =>
    Math.max(Number.isNaN(value) ? -Infinity : value, highest - FLOOR),
  );
  const generator = contours().size([field.columns, field.rows]).smooth(true);
  return DROPS.toReversed().map((drop) => {
    const rings = generator.contour(values, highest - drop).coordinates.flat();
    return {
      drop,
      rings: rings.map((ring) => worldRing(field, ring)),
      lines: rings.map((ring) => worldLine(field, ring)),
    };
  });
}

function worldRing(field: GridField, ring: readonly [number, number][]): Float64Array {
  const [x0, y0, x1, y1] = field.box;
  const out = new Float64Array(2 * ring.length);
  ring.forEach(([column, row], i) => {
    out[2 * i] = x0 + ((column - 0.5) * (x1 - x0)) / (field.columns - 1);
    out[2 * i + 1] = y0 + ((row - 0.5) * (y1 - y0)) / (field.rows - 1);
  });
  return out;
}

function worldLine(field: GridField, ring: readonly [number, number][]): Float64Array {
  const out = worldRing(field, ring);
  const isBorder = ([column, row]: readonly [number, number]) =>
    column < 0.5 + 1e-6 ||
    row < 0.5 + 1e-6 ||
    column > field.columns - 0.5 - 1e-6 ||
    row > field.rows - 0.5 - 1e-6;
  ring.forEach((at, i) => {
    if (isBorder(at)) out.fill(NaN, 2 * i, 2 * i + 2);
  });
  return out;
}
