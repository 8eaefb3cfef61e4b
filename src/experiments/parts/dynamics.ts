/** What every experiment with trajectories shows and keeps: reach, align, slide, errors, residuals. */
import { namesOf } from "../../arrays/names-of.ts";
import type { Regimes } from "../../diagnosis/regimes.ts";
import { CAUSES, type Cause } from "../../dynamics/attribution.ts";
import type { Attribution, Dynamics } from "../../dynamics/dynamics.ts";
import type { Axis, HistogramFigure, LinesFigure } from "../../figure/figure.ts";
import { brief } from "../../text/numbers.ts";
import { column, type MetricLine, matrix, metricLines, type ResultArray } from "../result.ts";
import { withRegimes } from "./regimes.ts";

/** A named run, e.g. one training time. */
export interface NamedDynamics {
  readonly name: string;
  readonly dynamics: Dynamics;
}

const TIME = {
  label: "noise time t (OU; generation runs to the right)",
  scale: "log",
  reversed: true,
} as const;

/** The fractions of samples that have a ridge and are inside its tube, over t. */
export function reachFigure(runs: readonly NamedDynamics[]): LinesFigure {
  return {
    kind: "lines",
    id: "reach",
    title: "Reach: fraction of samples inside the tube",
    caption:
      "Fraction of samples for which a ridge has existed by then (dashed: the gap behind λ_k has been open, with more than one training point in the posterior), and of those that moreover are inside the tube in which 95 % of draws of p_t lie (solid). Samples with no more than noise across the ridge are at 95 % of the dashed line; a normal error takes them below.",
    panels: [
      {
        x: TIME,
        y: { label: "fraction of the samples", domain: [-0.02, 1.02] },
        series: runs.flatMap(({ name, dynamics: { times, withRidge, insideTube } }) => [
          { name: `${name}, inside the tube`, group: name, x: times, y: insideTube },
          { name: `${name}, with a ridge`, group: name, x: times, y: withRidge, dashed: true },
        ]),
      },
    ],
  };
}

/** Measured and predicted RMS distance over t, and one over the other. */
export function alignFigure(runs: readonly NamedDynamics[]): LinesFigure {
  const ratio = (predicted: Float64Array, measured: Float64Array) =>
    predicted.map((value, i) => value / measured[i]);
  return {
    kind: "lines",
    id: "align",
    title: "Align: predicted and measured distance to the ridge",
    caption:
      "Left: RMS Newton distance (solid) of samples that have been within 3 √(h (d − k)) of a ridge, and what the error and the sampler's noise should make of it on average (dashed). Right: predictions over measurements; given the noise that each sample really had (solid) they should be 1, and on average over it (dashed) but for an error that knows the noise. Samples that pass where the ridge is nearly flat across (h λ_{k+1} > −0.1), or diverge, start anew.",
    panels: [
      {
        title: "distance",
        x: TIME,
        y: { label: "RMS distance |δ| (units of x)", scale: "log" },
        series: runs.flatMap(({ name, dynamics: { times, measuredDistance, predictedDistance } }) => [
          { name: `${name}, measured`, group: name, x: times, y: measuredDistance },
          {
            name: `${name}, predicted on average`,
            group: name,
            x: times,
            y: predictedDistance,
            dashed: true,
          },
        ]),
      },
      {
        title: "predicted over measured",
        x: TIME,
        y: { label: "ratio of RMS distances" },
        rules: [{ value: 1, label: "exact" }],
        series: runs.flatMap(({ name, dynamics }) => {
          const { times, measuredDistance, predictedDistance, predictedGivenNoise } = dynamics;
          const given = ratio(predictedGivenNoise, measuredDistance);
          const average = ratio(predictedDistance, measuredDistance);
          return [
            { name: `${name}, predicted given its noise`, group: name, x: times, y: given },
            { name: `${name}, predicted on average`, group: name, x: times, y: average, dashed: true },
          ];
        }),
      },
    ],
  };
}

/** What the distance is due to, over t, a panel for each run. */
export function attributionFigure(runs: readonly NamedDynamics[]): LinesFigure {
  return {
    kind: "lines",
    id: "attribution",
    title: "What the distance to the ridge is due to",
    caption:
      "Shares of the mean square of |δ|: the exact score is carried along every trajectory in parts, one for each cause, without linearising. They add up to 1 but for what the looks are too far apart for (dashed: RMS of what is left over that of δ). A share below 0 works against the others; above 1 others work against it.",
    panels: runs.map(({ name, dynamics: { times, attribution } }) => ({
      title: name,
      x: TIME,
      y: { label: "share of the mean square distance" },
      series: [
        ...CAUSES.map((cause) => ({
          name: CAUSE_NAMES[cause][1],
          group: cause,
          x: times,
          y: attribution.shares[cause],
        })),
        { name: "left over", group: "left over", x: times, y: attribution.remainder, dashed: true },
      ],
    })),
  };
}

/** Errors by noise level; `times` are those of the errors, where they are at hand. */
interface ErrorLine extends Pick<Dynamics, "errors">, Partial<Pick<Dynamics, "times">> {
  readonly name: string;
}

/** Errors of the posterior mean by direction over noise levels: normal, tangent. */
export function errorPanels(lines: readonly ErrorLine[], time: Axis): LinesFigure["panels"] {
  const panel = (title: string, pick: "meanNormal" | "meanTangent") => ({
    title,
    x: time,
    y: { label: "mean squared error of the posterior mean", scale: "log" as const },
    series: lines.map(({ name, errors, times }) => ({
      name,
      x: times ?? Float64Array.from(errors, (error) => error.time),
      y: Float64Array.from(errors, (error) => error[pick]),
    })),
  });
  return [panel("normal, h² N(t)", "meanNormal"), panel("tangent, h² T(t)", "meanTangent")];
}

/** N(t) and T(t) over the generated marginal, in posterior-mean units. */
export function errorFigure(runs: readonly NamedDynamics[]): LinesFigure {
  return {
    kind: "lines",
    id: "errors",
    title: "Score error by direction along generation",
    caption:
      "Squared error of the learned posterior mean over generated samples, normal to the ridge (left) and tangent to it (right): the first sets the distance to the ridge, the second the place along it.",
    panels: errorPanels(
      runs.map(({ name, dynamics }) => ({ ...dynamics, name })),
      TIME,
    ),
  };
}

/** What residuals are called, and the axes of their histograms. */
export const RESIDUALS = {
  normalScoreNorm: {
    id: "residual-absolute",
    title: "Residual |P_N s*|",
    caption:
      "Length of the normal part of the exact score at the samples: small at the ridge, about 1/√h times the distance in noise widths.",
    x: { label: "|P_N s*| (1 / units of x)", scale: "log" },
  },
  relativeResidual: {
    id: "residual-cosine",
    title: "Relative residual |P_N s*| / |s*|",
    caption:
      "Share of the exact score that is normal to the ridge: 0 on the ridge, 1 where the score points straight at it.",
    x: { label: "|P_N s*| / |s*|", domain: [0, 1] },
  },
  newtonDistance: {
    id: "residual-distance",
    title: "Newton distance |δ|",
    caption: "First-order distance to the ridge of the samples at each noise level.",
    x: { label: "|δ| (units of x)", scale: "log" },
  },
} as const;

/** Histograms of each residual at the stored snapshots, runs overlaid; `suffix` ends the names of the figures. */
export function residualFigures(runs: readonly NamedDynamics[], suffix = ""): HistogramFigure[] {
  const times = runs[0].dynamics.snapshots.map((snapshot) => snapshot.time);
  return namesOf(RESIDUALS).map((residual) => ({
    kind: "histogram",
    ...RESIDUALS[residual],
    id: `${RESIDUALS[residual].id}${suffix}`,
    title: `${RESIDUALS[residual].title} over noise levels`,
    columns: 4,
    panels: times.map((time, i) => ({
      title: `t = ${brief(time)}`,
      series: runs.flatMap(({ name, dynamics }) => {
        const values = dynamics.snapshots[i]?.[residual].filter((value) => !Number.isNaN(value));
        return values ? [{ name, values }] : [];
      }),
    })),
  }));
}

/** The figures over t of some runs, with the times that the data set: reach, align, its causes, errors. */
export function dynamicsFigures(runs: readonly NamedDynamics[], regimes: Regimes): LinesFigure[] {
  return [
    withRegimes(reachFigure(runs), regimes),
    withRegimes(alignFigure(runs), regimes),
    attributionFigure(runs),
    errorFigure(runs),
  ];
}

/** The curves over t of a run as metrics; `more` stands in every line. */
export function dynamicsMetrics(
  { times, withRidge, insideTube, errors, attribution, ...align }: Dynamics,
  more: Omit<MetricLine, "name" | "value" | "time"> = {},
): MetricLine[] {
  return [...times].flatMap((time, i) =>
    metricLines(
      {
        with_ridge: withRidge[i],
        inside_tube: insideTube[i],
        measured_distance: align.measuredDistance[i],
        predicted_distance: align.predictedDistance[i],
        predicted_distance_given_noise: align.predictedGivenNoise[i],
        rank_expected: align.rankExpected[i],
        rank_given_noise: align.rankGivenNoise[i],
        ...causeNumbers(attribution, i),
        normal_error: errors[i].normal,
        tangent_error: errors[i].tangent,
      },
      { time, ...more },
    ),
  );
}

/** What each cause is called in files, and in words. */
const CAUSE_NAMES: Readonly<Record<Cause, readonly [column: string, words: string]>> = {
  start: ["start", "start"],
  normalError: ["error_normal", "normal error"],
  tangentError: ["error_tangent", "tangent error"],
  thirdDerivative: ["third_derivative", "third derivative"],
  noise: ["noise", "noise"],
};

/** Shares of the mean square distance by cause at one time, and what they leave. */
function causeNumbers({ shares, sum, remainder }: Attribution, i: number): Record<string, number> {
  const named = CAUSES.map((cause) => [`share_${CAUSE_NAMES[cause][0]}`, shares[cause][i]]);
  return { ...Object.fromEntries(named), attribution_sum: sum[i], attribution_remainder: remainder[i] };
}

/** Curves and per-sample values of a run as arrays for an .npz. */
export function dynamicsArrays(dynamics: Dynamics): Record<string, ResultArray> {
  const d = dynamics.x.length / dynamics.reachTime.length;
  const error = (pick: "normal" | "tangent") => column(Float64Array.from(dynamics.errors, (e) => e[pick]));
  return {
    times: column(dynamics.times),
    with_ridge: column(dynamics.withRidge),
    inside_tube: column(dynamics.insideTube),
    measured_distance: column(dynamics.measuredDistance),
    predicted_distance: column(dynamics.predictedDistance),
    predicted_distance_given_noise: column(dynamics.predictedGivenNoise),
    normal_error: error("normal"),
    tangent_error: error("tangent"),
    ridge_time: column(dynamics.ridgeTime),
    reach_time: column(dynamics.reachTime),
    reaches_first: column(dynamics.reachesFirst),
    final_distance: column(dynamics.finalDistance),
    predicted_final_distance: column(dynamics.predictedFinal),
    predicted_final_distance_given_noise: column(dynamics.predictedFinalGivenNoise),
    final_shares: matrix(dynamics.attribution.finalShares, CAUSES.length),
    final_attribution_remainder: column(dynamics.attribution.finalRemainder),
    slide_end_exact: matrix(dynamics.slideEnds.exact.x, d),
    slide_end_driven: matrix(dynamics.slideEnds.driven.x, d),
    slide_end_linear: matrix(dynamics.slideEnds.linear.x, d),
    slide_growth: column(dynamics.slideEnds.growth),
    slide_exact: matrix(dynamics.slideExact, d),
    slide_error: matrix(dynamics.slideError, d),
    slide_length: column(dynamics.slideLength),
    slide_exponent: column(dynamics.exponent),
    x: matrix(dynamics.x, d),
    ...snapshotArrays(dynamics),
  };
}

/** Residuals of every sample at the snapshots, times × samples; none where there are no snapshots. */
function snapshotArrays({ snapshots }: Dynamics): Record<string, ResultArray> {
  if (snapshots.length === 0) return {};
  const count = snapshots[0].newtonDistance.length;
  const stacked = (residual: keyof typeof RESIDUALS) => {
    const data = new Float64Array(snapshots.length * count);
    for (const [i, snapshot] of snapshots.entries()) data.set(snapshot[residual], i * count);
    return matrix(data, count);
  };
  return {
    snapshot_times: column(Float64Array.from(snapshots, ({ time }) => time)),
    snapshot_normal_score_norm: stacked("normalScoreNorm"),
    snapshot_relative_residual: stacked("relativeResidual"),
    snapshot_ridge_distance: stacked("newtonDistance"),
  };
}
