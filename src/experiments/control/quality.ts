/** Quality and diversity of samples over the values of each control, as figures and numbers. */
import { CALIBRATION_POINTS } from "../../diagnosis/classes.ts";
import type { Axis, LinesFigure } from "../../figure/figure.ts";
import { METRIC_DESCRIPTIONS } from "../../metrics/describe.ts";
import type { MetricName } from "../../metrics/sample-metrics.ts";
import { estimateSeries } from "../parts/series.ts";
import { type MetricLine, metricLines } from "../result.ts";
import { type Section, section } from "../section.ts";
import { intervalLines } from "./outcomes.ts";
import { SHARE_DOMAIN, sweepPanel } from "./panels.ts";
import type { ControlRun } from "./run.ts";
import type { ControlSweep } from "./sweeps.ts";

/** Metrics that know nothing of the ridge, against each control. */
export function qualitySection({ sweeps, density }: ControlRun): Section {
  const along = sweeps.map((sweep) => ({ sweep, x: Float64Array.from(sweep.values) }));
  const figures = metricKinds(density.n < CALIBRATION_POINTS).map(({ y, names, ...words }): LinesFigure => {
    const panels = along.map(({ sweep, x }) => {
      const known = names.filter((name) => sweep.metrics[name]);
      const series = known.map((name) =>
        estimateSeries(METRIC_DESCRIPTIONS[name].title, x, sweep.metrics[name]),
      );
      return sweepPanel(sweep, y, series);
    });
    return { kind: "lines", ...words, panels };
  });
  return section("Quality and diversity", { figures, metrics: sweeps.flatMap(qualityLines) });
}

/** Metrics that share an axis. */
interface MetricKind extends Pick<LinesFigure, "id" | "title" | "caption"> {
  readonly y: Axis;
  readonly names: readonly MetricName[];
}

/** Balls and pairs among a handful of training points say nothing: with few only what does not rest on them. */
function metricKinds(few: boolean): MetricKind[] {
  return [
    {
      id: "quality",
      title: "Quality against each knob",
      caption: few
        ? "Share of samples within reach of a training point (as far as its nearest other one), and share that is no copy. Bands are 95 % intervals."
        : "Shares by nearest neighbours: samples within reach of training points, training points within reach of samples and with a sample near them, and samples that are no copies. Bands are 95 % intervals.",
      y: { label: "share", domain: SHARE_DOMAIN },
      names: few
        ? ["precision", "authentic_fraction"]
        : ["precision", "recall", "coverage", "authentic_fraction"],
    },
    {
      id: "quality-distance",
      title: "Distance of distributions against each knob",
      caption: "Between the samples and the training points; 0: the same distribution.",
      y: { label: "distance (data units)" },
      names: few ? ["sliced_wasserstein"] : ["energy_distance", "sliced_wasserstein"],
    },
    {
      id: "diversity",
      title: "Diversity against each knob",
      caption:
        "Vendi score: how many different samples there effectively are by direction, at most the dimension; samples off the ridge count as different too.",
      y: { label: "Vendi score" },
      names: ["vendi"],
    },
  ];
}

/** One line for each metric at each value of a control, with its interval and what held-out points get. */
function qualityLines({ control, values, metrics }: ControlSweep): MetricLine[] {
  return Object.entries(metrics).flatMap(([name, estimates]) =>
    estimates.flatMap((estimate, i) => {
      const entry = `${control} = ${values[i]}`;
      const heldOut = estimate.heldOut === undefined ? {} : { [`${name}_held_out`]: estimate.heldOut };
      return [...intervalLines(name, estimate, entry), ...metricLines(heldOut, { entry })];
    }),
  );
}
