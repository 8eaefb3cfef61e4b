/** The metrics of one or more sets of samples, side by side, in numbers, words and figures. */
import { lastOf } from "../../arrays/present.ts";
import type { LinesFigure, TableFigure } from "../../figure/figure.ts";
import { METRIC_DESCRIPTIONS, METRIC_NAMES, type MetricDescription } from "../../metrics/describe.ts";
import type { MetricEstimate } from "../../metrics/measure-samples.ts";
import type { MeasuredEntry } from "../../metrics/measure-sets.ts";
import type { ResponsibilityPoint } from "../../metrics/responsibilities.ts";
import type { MetricName } from "../../metrics/sample-metrics.ts";
import { brief, intervalText, numberText } from "../../text/numbers.ts";
import { column, estimateLine, type MetricLine, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";

/** Metrics of the entries side by side; the per-sample values of the last one are kept in `arrays/metrics.npz`. */
export function metricsSection(entries: readonly MeasuredEntry[], analysisTime: number): Section {
  const curves = responsibilitiesFigure(entries, analysisTime);
  return section("Metrics", {
    figures: [metricsFigure(entries), ...(curves ? [curves] : [])],
    metrics: measuredMetrics(entries),
    arrays: { metrics: measuredArrays(lastOf(entries)) },
  });
}

/**
 * Metrics as a table, one column an entry, with what held-out points get and how to read each.
 * @example
 * const { rows } = metricsFigure([measuredEntry]);
 * rows.map(({ cells }) => cells.slice(0, 2).map(({ text }) => text)); // → [["nearest ratio", "0.5"]]
 */
export function metricsFigure(entries: readonly MeasuredEntry[]): TableFigure {
  const names = shownNames(entries);
  const heldOut = entries.some(({ measured }) =>
    Object.values(measured.metrics).some((metric) => metric.heldOut !== undefined),
  );
  const { space = "no space", neighbours = 5 } = entries[0]?.measured ?? {};
  return {
    kind: "table",
    id: "metrics",
    title: `Metrics of the samples in ${space}`,
    caption: `With 95 % intervals; all distances in ${space}. ${heldOut ? "The column of real points shows what points outside the training set get in the samples' place. " : ""}Balls reach to the ${neighbours}th neighbour, their surface included.`,
    columns: [
      { title: "metric" },
      ...entries.map(({ name }) => ({ title: name, align: "right" as const })),
      ...(heldOut ? [{ title: "real points", align: "right" as const }] : []),
      { title: "how to read it", wide: true },
    ],
    rows: names.map((name) => {
      const { title, meaning, share } = METRIC_DESCRIPTIONS[name];
      const real = entries[0].measured.metrics[name]?.heldOut;
      return {
        cells: [
          { text: title },
          ...entries.map(({ measured }) => metricCell(measured.metrics[name], share)),
          ...(heldOut ? [{ text: real === undefined ? "–" : numberText(real, share) }] : []),
          { text: meaning },
        ],
      };
    }),
  };
}

/** Metrics that some entry has, in the order of the descriptions; strict variants are in the numbers only. */
function shownNames(entries: readonly MeasuredEntry[]): MetricName[] {
  return METRIC_NAMES.filter((name) => entries.some(({ measured }) => measured.metrics[name] !== undefined));
}

function metricCell(
  metric: MetricEstimate | undefined,
  share: MetricDescription["share"],
): { text: string; small?: string } {
  if (!metric) return { text: "–" };
  const { value, low, high } = metric;
  return { text: numberText(value, share), small: intervalText({ low, high }, share) };
}

/**
 * Mean responsibilities against the time, a line an entry; undefined where there is one time only.
 * @example
 * const figure = responsibilitiesFigure([measuredEntry], 0.1);
 * figure?.panels[0].series[0].y; // → [1, 0.5]
 */
export function responsibilitiesFigure(
  entries: readonly MeasuredEntry[],
  analysisTime: number,
): LinesFigure | undefined {
  if ((entries[0]?.responsibilities.length ?? 0) < 2) return undefined;
  const panel = (title: string, pick: keyof ResponsibilityPoint, y: LinesFigure["panels"][number]["y"]) => ({
    title,
    x: { label: "time t (OU)", scale: "log" as const },
    y,
    rules: [{ value: analysisTime, label: `t_a = ${brief(analysisTime)}`, axis: "x" as const }],
    series: entries.map(({ name, responsibilities }) => ({
      name,
      dots: true,
      x: Float64Array.from(responsibilities, ({ time }) => time),
      y: Float64Array.from(responsibilities, (point) => point[pick]),
    })),
  });
  return {
    kind: "lines",
    id: "responsibilities",
    title: "How many training points share the posterior weight",
    caption:
      "Means over the samples, rescaled to each time: the weight of the heaviest training point, the effective number of training points (by entropy), and the local dimension of the smoothed data.",
    panels: [
      panel("largest responsibility", "largest", { label: "max w", domain: [-0.02, 1.02] }),
      panel("effective number", "entropySize", { label: "N_eff", scale: "log" }),
      panel("local dimension", "localDimension", { label: "Σ w |x - a x_i|² / h" }),
    ],
  };
}

/**
 * Lines of metrics.jsonl: values with intervals, those of real points under the entry "held-out", and the curves.
 * @example
 * measuredMetrics([measuredEntry])[0]; // → { name: "nearest_ratio", value: 0.5, low: 0.4, high: 0.6, entry: "model" }
 */
export function measuredMetrics(entries: readonly MeasuredEntry[]): MetricLine[] {
  const first = Object.entries(entries[0]?.measured.metrics ?? {});
  const real = first.flatMap(([name, { heldOut }]) =>
    heldOut === undefined ? [] : [{ name, value: heldOut, entry: "held-out" }],
  );
  return [
    ...entries.flatMap(({ name: entry, measured, responsibilities }) => [
      ...Object.entries(measured.metrics).map(([name, metric]) => estimateLine(name, metric, entry)),
      ...responsibilities.flatMap(({ time, largest, entropySize, inverseSquare, localDimension }) => [
        { name: "max_responsibility", value: largest, time, entry },
        { name: "effective_size", value: entropySize, time, entry },
        { name: "inverse_square_size", value: inverseSquare, time, entry },
        { name: "local_dimension", value: localDimension, time, entry },
      ]),
    ]),
    ...real,
  ];
}

/**
 * Values by name, for the `figures` of a summary or of one of its entries.
 * @example
 * measuredFigures(measuredEntry); // → { nearest_ratio: 0.5 }
 */
export function measuredFigures({ measured }: MeasuredEntry): Record<string, number> {
  const named = METRIC_NAMES.filter((name) => measured.metrics[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, measured.metrics[name].value]));
}

/**
 * Per-sample arrays of one entry.
 * @example
 * measuredArrays(measuredEntry).nearest_ratio; // → { data: [0.4, 0.6], shape: [2] }
 */
export function measuredArrays({ measured }: MeasuredEntry): Record<string, ResultArray> {
  return Object.fromEntries(Object.entries(measured.perSample).map(([name, data]) => [name, column(data)]));
}
