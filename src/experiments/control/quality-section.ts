/** Quality and diversity of samples over the values of each control, as figures and numbers. */
import { CALIBRATION_POINTS } from "../../diagnosis/classes.ts";
import type { Axis, LinesFigure } from "../../figure/figure.ts";
import { METRIC_DESCRIPTIONS } from "../../metrics/describe.ts";
import type { MetricName } from "../../metrics/sample-metrics.ts";
import { estimateSeries } from "../parts/series.ts";
import type { MetricLine } from "../result.ts";
import { type Section, section } from "../section.ts";
import { controlPanel, SHARE_DOMAIN } from "./panels.ts";
import type { ControlQuality } from "./quality.ts";
import type { ControlRun } from "./run.ts";

/** Metrics that know nothing of the ridge, against each control. */
export function qualitySection(run: ControlRun): Section {
  return section("Quality and diversity", {
    figures: qualityFigures(run),
    metrics: run.qualities.flatMap(qualityLines),
  });
}

/** Metrics of one kind against each control. */
function qualityFigure(
  { qualities, config }: ControlRun,
  {
    y,
    names,
    ...words
  }: Pick<LinesFigure, "id" | "title" | "caption"> & {
    readonly y: Axis;
    readonly names: readonly MetricName[];
  },
): LinesFigure {
  return {
    kind: "lines",
    ...words,
    panels: qualities.map(({ control, values, metrics }) => {
      const series = names
        .filter((name) => metrics[name])
        .map((name) => estimateSeries(METRIC_DESCRIPTIONS[name].title, values, metrics[name]));
      return controlPanel(config, { control, values, y, series });
    }),
  };
}

/** Balls and pairs among a handful of training points say nothing: with few only what does not rest on them. */
function qualityFigures(run: ControlRun): LinesFigure[] {
  const few = run.density.n < CALIBRATION_POINTS;
  return [
    qualityFigure(run, {
      id: "quality",
      title: "Quality against each knob",
      caption: few
        ? "Share of samples within reach of a training point (as far as its nearest other one), and share that is no copy. Bands are 95 % intervals."
        : "Shares by nearest neighbours: samples within reach of training points, training points within reach of samples and with a sample near them, and samples that are no copies. Bands are 95 % intervals.",
      y: { label: "share", domain: SHARE_DOMAIN },
      names: few
        ? ["precision", "authentic_fraction"]
        : ["precision", "recall", "coverage", "authentic_fraction"],
    }),
    qualityFigure(run, {
      id: "quality-distance",
      title: "Distance of distributions against each knob",
      caption: "Between the samples and the training points; 0: the same distribution.",
      y: { label: "distance (data units)" },
      names: few ? ["sliced_wasserstein"] : ["energy_distance", "sliced_wasserstein"],
    }),
    qualityFigure(run, {
      id: "diversity",
      title: "Diversity against each knob",
      caption:
        "Vendi score: how many different samples there effectively are by direction, at most the dimension; samples off the ridge count as different too.",
      y: { label: "Vendi score" },
      names: ["vendi"],
    }),
  ];
}

/** One line for each metric at each value of a control. */
function qualityLines({ control, values, metrics }: ControlQuality): MetricLine[] {
  return Object.entries(metrics).flatMap(([name, estimates]) =>
    estimates.flatMap(({ value, low, high, heldOut }, i) => {
      const entry = `${control} = ${values[i]}`;
      return [
        { name, value, entry },
        { name: `${name}_low`, value: low, entry },
        { name: `${name}_high`, value: high, entry },
        ...(heldOut === undefined ? [] : [{ name: `${name}_held_out`, value: heldOut, entry }]),
      ];
    }),
  );
}
