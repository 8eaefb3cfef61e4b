/** Small multiples of histograms, as shares of each series; the series of a panel have the same bins. */

import * as Plot from "@observablehq/plot";
import { lastOf, present } from "../../arrays/present.ts";
import type { Axis, HistogramFigure } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { columnsFor, type Drawing, drawGrid, heightFor, type Place } from "../compose.ts";
import { drawPanel, emptyPanel, type Panel } from "../plot-panel.ts";
import { groupColours } from "../theme.ts";
import { type Domain, extent, nonPositive, ownDomain, padDomain, robustExtent, shown } from "../ticks.ts";

type HistogramPanel = HistogramFigure["panels"][number];

/** Draws histograms. */
export function drawHistogram(figure: HistogramFigure): Drawing {
  const names = [...new Set(figure.panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const colours = groupColours(names);
  const columns = Math.min(figure.columns ?? columnsFor(figure.panels.length), 5);
  return {
    legend:
      names.length > 1
        ? names.map((name) => ({ name, kind: "box", colour: present(colours.get(name)) }))
        : [],
    ...drawGrid(figure, (panel, place) => histogramPanel(panel, place, { figure, colours }), columns),
    notes: notesOf(figure),
  };
}

interface Context {
  readonly figure: HistogramFigure;
  readonly colours: ReadonlyMap<string, string>;
}

function histogramPanel(panel: HistogramPanel, place: Place, { figure, colours }: Context): Panel {
  const { id, width, index, columns } = place;
  const size = { id, width, height: heightFor(columns, [360, 280, 210]), title: panel.title };
  const domain = domainOf(panel, figure);
  if (!domain) return emptyPanel(size, "no finite values");
  const edges = binEdges(domain, figure);
  const shares = panel.series.map(({ values }) => binShares(values, edges));
  const highest = Math.max(0, ...shares.flatMap((share) => [...share]));
  return drawPanel({
    ...size,
    x: { ...figure.x, domain },
    y: {
      label: index % columns === 0 ? "share, % per bin" : " ",
      domain: [0, highest > 0 ? highest * 1.06 : 1],
    },
    marks: panel.series.flatMap(({ name }, i) =>
      barMarks(edges, shares[i], { colour: present(colours.get(name)), alone: panel.series.length === 1 }),
    ),
  });
}

function domainOf({ series }: HistogramPanel, { x }: HistogramFigure): Domain | undefined {
  if (!series.some(({ values }) => extent(shown(values, x.scale)))) return undefined;
  const own = ownDomain(x);
  if (own) return own;
  const log = x.scale === "log";
  const ranges = series.flatMap(({ values }) => {
    const range = robustExtent(log ? shown(values, "log").map(Math.log10) : values);
    return range ? [...range] : [];
  });
  const [low, high] = padDomain(present(extent(ranges)), "linear", 0.02);
  return log ? [10 ** low, 10 ** high] : [low < 0 && Math.min(...ranges) >= 0 ? 0 : low, high];
}

function binEdges([low, high]: Domain, { bins = 40, x }: HistogramFigure): Float64Array {
  const at = (i: number) =>
    x.scale === "log" ? low * (high / low) ** (i / bins) : low + ((high - low) * i) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => at(i));
}

/** Percent of the finite values in each bin; those outside of all bins count towards the whole. */
function binShares(values: Float64Array, edges: Float64Array): Float64Array {
  const bins = new Float64Array(edges.length - 1);
  const finite = values.filter(Number.isFinite);
  for (const value of finite) {
    const bin = binOf(value, edges);
    if (bin >= 0) bins[bin] += 1;
  }
  return bins.map((count) => (100 * count) / Math.max(finite.length, 1));
}

/** The bin of a value (the last one is closed at both ends), -1 for none. */
function binOf(value: number, edges: Float64Array): number {
  const last = edges.length - 1;
  if (!(value >= edges[0] && value <= edges[last])) return -1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= edges[middle]) low = middle;
    else high = middle;
  }
  return low;
}

function barMarks(
  edges: Float64Array,
  shares: Float64Array,
  { colour, alone }: { colour: string; alone: boolean },
): Plot.Markish[] {
  const bins = [...shares].map((share, i) => ({ share, from: edges[i], to: edges[i + 1] }));
  if (alone) {
    const filled = bins.filter(({ share }) => share > 0);
    const bar = { x1: "from", x2: "to", y1: 0, y2: "share", insetLeft: 0.5, insetRight: 0.5 };
    return [Plot.rect(filled, { ...bar, fill: colour, fillOpacity: 0.8 })];
  }
  const steps = bins.flatMap(({ share, from, to }) => [from, to].map((at) => ({ at, share })));
  const closed = [{ at: edges[0], share: 0 }, ...steps, { at: lastOf(edges), share: 0 }];
  return [
    Plot.areaY(steps, { x: "at", y1: 0, y2: "share", fill: colour, fillOpacity: 0.26 }),
    Plot.lineY(closed, { x: "at", y: "share", stroke: colour, strokeWidth: 1.6 }),
  ];
}

function notesOf(figure: HistogramFigure): string[] {
  const notes = figure.panels.flatMap((panel) => {
    const domain = domainOf(panel, figure);
    return panel.series.map((series) => noteOf(panel.title, series, { domain, x: figure.x }));
  });
  const said = notes.filter(Boolean);
  return said.length > 6
    ? [...said.slice(0, 5), `… and ${said.length - 5} more series with values left out.`]
    : said;
}

function noteOf(
  title: string,
  { name, values }: HistogramPanel["series"][number],
  { domain, x }: { domain: Domain | undefined; x: Axis },
): string {
  const zero = nonPositive(values, x.scale);
  const invalid = values.filter((value) => !Number.isFinite(value)).length;
  const beyond = ([low, high]: Domain) =>
    values.filter((v) => Number.isFinite(v) && (v < low || v > high)).length - (low > 0 ? zero : 0);
  const outside = domain ? beyond(domain) : 0;
  const parts = [
    zero > 0 ? `${zero} not above 0 (log axis)` : "",
    invalid > 0 ? `${invalid} not finite` : "",
    outside > 0 ? `${outside} outside of the axis` : "",
  ].filter(Boolean);
  if (parts.length === 0) return "";
  const whose = [title, name].filter(Boolean).join(", ");
  return `${whose}: ${parts.join(", ")} of ${counted(values.length, "value")}.`;
}
