/** The ridge graph as a small map: modes and edges where they are, in pixels. */
import type { Landscape } from "../compute/protocol.ts";
import { boxAround, fitBox, type Size, toPixels } from "../scene/camera.ts";

/** A mode on the map. */
export interface MapNode {
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

/** An edge on the map. */
export interface MapEdge {
  readonly index: number;
  /** SVG path data. */
  readonly path: string;
  /** Where its drop is written; NaN where the edge is too short for it. */
  readonly x: number;
  readonly y: number;
  readonly drop: number;
  readonly modes: readonly [number, number];
}

/** The map in `size` pixels. */
export function layoutGraph(landscape: Landscape, size: Size): { nodes: MapNode[]; edges: MapEdge[] } {
  const paths = landscape.edges.flatMap((edge) => [...edge.path]);
  const camera = fitBox(boxAround(Float64Array.from([...landscape.modes, ...paths])), size, 12);
  const view = { camera, size };
  const modes = toPixels(view, landscape.modes);
  const nodes = Array.from({ length: modes.length / 2 }, (_, index) => ({
    index,
    x: modes[2 * index],
    y: modes[2 * index + 1],
  }));
  const edges = landscape.edges.map(({ path, drop, modes: ends }, index) => {
    const pixels = toPixels(view, path);
    const middle = 2 * Math.floor(pixels.length / 4);
    return {
      index,
      path: pathData(pixels),
      x: spanOf(pixels) < LEAST_LABELLED ? NaN : (pixels[middle] ?? NaN),
      y: pixels[middle + 1] ?? NaN,
      drop,
      modes: ends,
    };
  });
  return { nodes, edges };
}

/** Shorter edges have no room for their drop between the names of the modes. */
const LEAST_LABELLED = 36;

function spanOf(pixels: Float64Array): number {
  const last = pixels.length - 2;
  return last < 0 ? 0 : Math.hypot(pixels[last] - pixels[0], pixels[last + 1] - pixels[1]);
}

function pathData(points: Float64Array): string {
  let data = "";
  for (let i = 0; i + 1 < points.length; i += 2) {
    if (Number.isFinite(points[i] + points[i + 1]))
      data += `${data === "" ? "M" : "L"}${points[i].toFixed(1)} ${points[i + 1].toFixed(1)}`;
  }
  return data;
}

/** What an edge is called: the modes that it joins, counted from 1. */
export function edgeName([a, b]: readonly [number, number]): string {
  const name = (mode: number) => (mode < 0 ? "no mode" : String(mode + 1));
  return `${name(a)} – ${name(b)}`;
}
