/** The inter-mode segment test of an analysis: which pairs of modes samples lie between, by geometry alone. */
import type { MeasuredSegments } from "../../diagnosis/mode-segments.ts";
import type { TableFigure } from "../../figure/figure.ts";
import { brief, intervalText, numberText } from "../../text/numbers.ts";
import { column, estimateLine, type MetricLine, matrix, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import { estimateColumns } from "./series.ts";

/** Pairs in the table. */
const LISTED = 12;

/** Which pairs of modes samples lie between. */
export function segmentsSection(measured: MeasuredSegments): Section {
  return section("Between modes", {
    figures: [segmentsFigure(measured)],
    metrics: segmentMetrics(measured),
    arrays: { segments: segmentArrays(measured) },
  });
}

/** The pairs with the most samples as a table. */
function segmentsFigure({ segments, rates, reach }: MeasuredSegments): TableFigure {
  const order = [...rates.keys()].sort((a, b) => rates[b].value - rates[a].value || a - b).slice(0, LISTED);
  const all = rates.reduce((sum, rate) => sum + rate.value, 0);
  return {
    kind: "table",
    id: "mode-segments",
    title: `${numberText(all, true)} of the samples lie on segments between two modes`,
    caption: `Share of the samples within ρ = ${brief(reach)} (data units) of the segment between two modes, outside every mode's ball of that radius, by pair; modes are numbered as in arrays/card-modes.npz.`,
    columns: [
      { title: "modes" },
      { title: "share of samples", align: "right" },
      { title: "95 % interval", wide: true },
    ],
    rows: order.map((p) => ({
      cells: [
        { text: `${segments.pairs[2 * p]} – ${segments.pairs[2 * p + 1]}` },
        { text: numberText(rates[p].value, true) },
        { text: intervalText(rates[p], true) },
      ],
    })),
  };
}

/** One line a pair, named by its modes. */
function segmentMetrics({ segments, rates }: MeasuredSegments): MetricLine[] {
  return rates.map((rate, p) =>
    estimateLine("segment_rate", rate, `${segments.pairs[2 * p]}-${segments.pairs[2 * p + 1]}`),
  );
}

/** Pairs with their rates, and the pair of each sample. */
function segmentArrays({ segments, rates }: MeasuredSegments): Record<string, ResultArray> {
  const { y, low, high } = estimateColumns(rates);
  return {
    pairs: matrix(segments.pairs, 2),
    rate: column(y),
    low: column(low),
    high: column(high),
    pair: column(segments.pair),
    position: column(segments.position),
    distance: column(segments.distance),
  };
}
