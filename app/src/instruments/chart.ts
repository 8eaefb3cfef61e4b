/** uPlot, wrapped once: linear scales of positions, our own ticks, colours from the theme, a line at the cursor. */
import uPlot from "uplot";
import type { Palette } from "../scene/palette.ts";
import { FONT_FAMILY } from "../scene/surface.ts";
import type { Axis } from "./axis.ts";
import { type ChartModel, type ChartSpec, chartModel, type Line } from "./chart-model.ts";

/** A chart on the page. */
export interface Chart {
  readonly model: ChartModel;
  resize(width: number): void;
  /** Marks an x value; NaN: none. */
  mark(value: number): void;
  destroy(): void;
}

/** How a chart is put on the page. */
export interface ChartOptions {
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  /** A click, or a drag, at an x value. */
  readonly onx?: ((value: number) => void) | undefined;
}

/** Draws a chart into `target`. */
export function createChart(target: HTMLElement, spec: ChartSpec, options: ChartOptions): Chart {
  const model = chartModel(spec);
  const line = document.createElement("div");
  line.className = "chart-cursor";
  line.hidden = true;
  let marked = NaN;
  const place = (plot: uPlot) => {
    const at = plot.valToPos(model.x.place(marked), "x");
    line.hidden = !Number.isFinite(at);
    if (!line.hidden) line.style.transform = `translateX(${at.toFixed(1)}px)`;
  };
  const data = [model.positions, ...model.columns] as uPlot.AlignedData;
  // uPlot lays itself out later, and anew with every size: only then is the place of a value known.
  const plot = new uPlot({ ...plotOptions(spec, model, options), hooks: { draw: [place] } }, data, target);
  plot.over.append(line);
  if (options.onx) listen(plot, model.x, options.onx);
  return {
    model,
    resize(width) {
      plot.setSize({ width, height: options.height });
    },
    mark(value) {
      marked = value;
      place(plot);
    },
    destroy: () => plot.destroy(),
  };
}

function listen(plot: uPlot, axis: Axis, onx: (value: number) => void): void {
  const tell = (event: PointerEvent) => {
    const left = event.clientX - plot.over.getBoundingClientRect().left;
    const at = plot.posToVal(Math.min(Math.max(left, 0), plot.over.clientWidth), "x");
    onx(axis.value(Math.min(Math.max(at, axis.low), axis.high)));
  };
  plot.over.addEventListener("pointerdown", (event) => {
    plot.over.setPointerCapture(event.pointerId);
    tell(event);
  });
  plot.over.addEventListener("pointermove", (event) => {
    if (event.buttons === 1) tell(event);
  });
}

function plotOptions(spec: ChartSpec, model: ChartModel, options: ChartOptions): uPlot.Options {
  const { palette, width, height } = options;
  const { x, y } = model;
  const air = 0.04 * (y.high - y.low);
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false, setScale: false }, y: false, points: { show: false } },
    scales: {
      x: { time: false, range: [x.low, x.high], dir: spec.x.reversed ? -1 : 1 },
      y: { range: [y.low - (y.low === 0 ? 0 : air), y.high + air] },
    },
    axes: [
      axisOptions(x, { label: spec.x.label, palette, count: width / 70 }),
      { ...axisOptions(y, { label: spec.y.label, palette, count: 4 }), size: 50 },
    ],
    series: [{}, ...spec.lines.map((line) => seriesOptions(line, palette))],
  };
}

function axisOptions(
  axis: Axis,
  { label, palette, count }: { label: string; palette: Palette; count: number },
): uPlot.Axis {
  const ticks = axis.ticks(count);
  return {
    label,
    labelSize: 18,
    labelFont: `11px ${FONT_FAMILY}`,
    font: `11px ${FONT_FAMILY}`,
    size: 28,
    gap: 3,
    stroke: palette.inkSoft,
    grid: { stroke: palette.line, width: 0.5 },
    ticks: { stroke: palette.line, width: 1, size: 4 },
    splits: () => ticks.map(({ at }) => at),
    values: () => ticks.map((tick) => tick.label),
  };
}

function seriesOptions({ name, colour, dash, filled, points }: Line, palette: Palette): uPlot.Series {
  const stroke = palette[colour];
  return {
    label: name,
    stroke,
    width: filled ? 1 : 2,
    spanGaps: false,
    ...(dash ? { dash: [...dash] } : {}),
    ...(filled ? { fill: stroke } : {}),
    ...(points
      ? { paths: () => null, points: { show: true, size: 4, fill: stroke, stroke, width: 0 } }
      : { points: { show: false } }),
  };
}
