/** The merge tree of modes over the noise level, and how many modes there are. */

import * as Plot from "@observablehq/plot";
import { lastOf } from "../../arrays/present.ts";
import type { TreeFigure } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { type Drawing, INNER } from "../compose.ts";
import { drawPanel, emptyPanel, type Frame, type Panel } from "../plot-panel.ts";
import { element, round } from "../svg.ts";
import { CLASS_COLOUR, COLOUR } from "../theme.ts";
import { type Domain, padDomain } from "../ticks.ts";

/** A place of a mode: level (index of time) and index of the mode there. */
interface Branch {
  readonly level: number;
  readonly height: number;
  /** Height of the mode that it flows to; absent at the last level. */
  readonly to: number | undefined;
}

/** Draws the tree over the curve of the number of modes. */
export function drawTree(figure: TreeFigure): Drawing {
  const usable = Math.min(figure.times.length, figure.counts.length, figure.parents.length);
  const times = figure.times.subarray(0, usable);
  const bad =
    usable === 0 || !times.every((time) => Number.isFinite(time) && time > 0) || !figure.counts.some(Boolean);
  if (bad) {
    const panel = emptyPanel({ id: figure.id, width: INNER, height: 240 }, "no modes at any time");
    return { legend: [], columns: 1, panels: [panel], notes: [] };
  }
  const domain = padDomain([times[0], lastOf(times)], "log", 0.02);
  return {
    legend: [],
    columns: 1,
    panels: [treePanel(figure, times, domain), countPanel(figure, times, domain)],
    notes: [
      `${counted(figure.counts[0], "mode")} at the smallest time, ${figure.counts[usable - 1]} at the largest; a branch ends where its mode merges with another.`,
    ],
  };
}

const LEFT = 44;

function treePanel(figure: TreeFigure, times: Float64Array, domain: Domain): Panel {
  const { branches, leaves } = layOut(figure, times.length);
  return drawPanel({
    id: `${figure.id}-tree`,
    width: INNER,
    left: LEFT,
    frameHeight: Math.min(420, Math.max(110, leaves * 24)),
    title: "Which modes merge",
    hideY: true,
    x: { label: "", scale: "log", domain },
    y: { label: "", domain: [-0.7, leaves - 0.3] },
    over: (frame) => treeMarks(branches, times, { frame, leaves }),
  });
}

/** Heights such that branches do not cross: leaves in the order of a walk from the last level down. */
function layOut({ parents, counts }: TreeFigure, levels: number): { branches: Branch[]; leaves: number } {
  const heights = Array.from({ length: levels }, (_, level) => new Float64Array(counts[level]));
  let leaves = 0;
  const place = (level: number, mode: number): number => {
    const children = level > 0 ? childrenOf(parents[level], mode, counts[level - 1]) : [];
    const below = children.map((child) => place(level - 1, child));
    const height = below.length > 0 ? (below[0] + lastOf(below)) / 2 : leaves++;
    heights[level][mode] = height;
    return height;
  };
  for (let mode = 0; mode < counts[levels - 1]; mode++) place(levels - 1, mode);
  const branches = heights.flatMap((row, level) =>
    [...row].map((height, mode) => ({ level, height, to: heights[level + 1]?.[parents[level + 1][mode]] })),
  );
  return { branches, leaves };
}

function childrenOf(parents: Int32Array, mode: number, count: number): number[] {
  return [...parents.subarray(0, count).keys()].filter((child) => parents[child] === mode);
}

function treeMarks(
  branches: readonly Branch[],
  times: Float64Array,
  { frame, leaves }: { readonly frame: Frame; readonly leaves: number },
): string {
  const d = branches
    .map(({ level, height, to }) => {
      const [x, y] = frame.project(times[level], height);
      if (to === undefined) return `M${round(x)},${round(y)}H${round(frame.right)}`;
      const [next, end] = frame.project(times[level + 1], to);
      const turn = Math.min(12, (next - x) * 0.6);
      const bend = `C${round(next - turn / 2)},${round(y)},${round(next - turn / 2)},${round(end)},${round(next)},${round(end)}`;
      return y === end
        ? `M${round(x)},${round(y)}H${round(next)}`
        : `M${round(x)},${round(y)}H${round(next - turn)}${bend}`;
    })
    .join("");
  const width = leaves > 80 ? 0.8 : leaves > 30 ? 1.2 : 2;
  const path = element("path", {
    d,
    fill: "none",
    stroke: COLOUR.ink,
    "stroke-width": width,
    "stroke-linejoin": "round",
  });
  return path + ends(branches, times, { frame, leaves });
}

function ends(
  branches: readonly Branch[],
  times: Float64Array,
  { frame, leaves }: { readonly frame: Frame; readonly leaves: number },
): string {
  if (leaves > 60) return "";
  return branches
    .filter(({ level }) => level === 0)
    .map(({ height }) => {
      const [cx, cy] = frame.project(times[0], height);
      return element("circle", { cx, cy, r: 3.5, fill: COLOUR.ink });
    })
    .join("");
}

function countPanel({ id, counts }: TreeFigure, times: Float64Array, domain: Domain): Panel {
  const points = [...times].map((time, i) => ({ time, count: counts[i] }));
  const most = Math.max(...counts);
  const log = most > 30;
  const colour = CLASS_COLOUR["inter-mode"];
  return drawPanel({
    id: `${id}-count`,
    width: INNER,
    left: LEFT,
    height: 190,
    x: { label: "time t (OU)", scale: "log", domain },
    y: {
      label: "number of modes",
      scale: log ? "log" : "linear",
      domain: log ? [0.8, most * 1.25] : [0, most * 1.08],
    },
    marks: [
      Plot.lineY(points, { x: "time", y: "count", stroke: colour, strokeWidth: 2, curve: "step-after" }),
      Plot.dot(points, { x: "time", y: "count", r: 2.5, fill: colour }),
    ],
  });
}
