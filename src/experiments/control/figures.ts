/** Figures of `control`: what each control does, how it comes about, and samples at the ends of its range. */

import { lastOf, present } from "../../arrays/present.ts";
import { CALIBRATION_POINTS } from "../../diagnosis/classes.ts";
import { integrateErrors } from "../../dynamics/decomposition.ts";
import type { Axis, Figure, LinesFigure, Series } from "../../figure/figure.ts";
import { METRIC_DESCRIPTIONS } from "../../metrics/describe.ts";
import type { MetricName } from "../../metrics/sample-metrics.ts";
import { mean, quantile } from "../../metrics/statistics.ts";
import { classesFigure } from "../parts/classes.ts";
import type { ExperimentContext } from "../result.ts";
import type { ControlCurve, ControlSweep, JudgedModel, OutcomeName } from "./effects.ts";
import { extremeFigures } from "./pictures.ts";
import type { ControlRun } from "./report.ts";
import { AT_REST, CONTROL_SYMBOLS, type ControlName, controlsAtRest, controlsName } from "./settings.ts";

type Panel = LinesFigure["panels"][number];

/** All figures of a run. */
export async function controlFigures(run: ControlRun, { progress }: ExperimentContext): Promise<Figure[]> {
  progress("drawing", 0, 1);
  return [
    controlFigure(run),
    ...(await extremeFigures(run)),
    sideFigure(run),
    pathFigure(run),
    errorFigure(run),
    levelFigure(run),
    predictionFigure(run),
    classBars(run),
    ...qualityFigures(run),
  ];
}

const CONTROL_LABELS: Readonly<Record<ControlName, string>> = {
  normal_weight: "ω_N, weight of normal errors in training",
  tangent_weight: "ω_T, weight of tangent errors in training",
  normal_guidance: "γ_N, guidance of the normal part",
  tangent_guidance: "γ_T, guidance of the tangent part",
};

function controlAxis(control: ControlName, values: ArrayLike<number>): Axis {
  const log = control.endsWith("weight") && Array.from(values).every((value) => value > 0);
  return { label: CONTROL_LABELS[control], scale: log ? "log" : "linear" };
}

const NAMES: Readonly<Record<OutcomeName, string>> = {
  median_distance: "median |δ|",
  rms_distance: "RMS |δ|",
  off_ridge: "off-ridge",
  inter_mode: "inter-mode",
  memorised: "memorised",
  memorised_share: "copies among those on the ridge",
};

function curveSeries({ values, outcomes }: ControlCurve, outcome: OutcomeName): Series {
  const part = (pick: "value" | "low" | "high") =>
    Float64Array.from(outcomes[outcome], (estimate) => estimate[pick]);
  return {
    name: NAMES[outcome],
    x: values,
    dots: true,
    y: part("value"),
    low: part("low"),
    high: part("high"),
  };
}

function curveOf({ curves }: ControlRun, control: ControlName): ControlCurve {
  return present(curves.find((curve) => curve.control === control));
}

function restRule(run: ControlRun, control: ControlName): NonNullable<Panel["rules"]>[number] {
  return { value: controlsAtRest(run.config)[control], label: AT_REST, axis: "x" };
}

function distancePanel(run: ControlRun, control: ControlName): Panel {
  const curve = curveOf(run, control);
  return {
    x: controlAxis(control, curve.values),
    y: { label: "distance to the ridge |δ| at t_a", scale: "log" },
    series: (["median_distance", "rms_distance"] as const).map((outcome) => curveSeries(curve, outcome)),
    rules: [restRule(run, control)],
  };
}

function sharePanel(run: ControlRun, control: ControlName): Panel {
  const curve = curveOf(run, control);
  return {
    x: controlAxis(control, curve.values),
    y: { label: "fraction of samples", domain: [-0.02, 1.02] },
    series: (["off_ridge", "inter_mode", "memorised"] as const).map((outcome) => curveSeries(curve, outcome)),
    rules: [restRule(run, control)],
  };
}

/** The four predictions. */
function controlFigure(run: ControlRun): LinesFigure {
  return {
    kind: "lines",
    id: "control",
    title: "What each knob does",
    caption:
      "Normal knobs (left) against the distance of finished samples from the ridge, tangent knobs (right) against what the samples are; above while training, below while sampling. Bands are 95 % intervals.",
    panels: [
      distancePanel(run, "normal_weight"),
      sharePanel(run, "tangent_weight"),
      distancePanel(run, "normal_guidance"),
      sharePanel(run, "tangent_guidance"),
    ],
  };
}

/** What the controls do to the other side. */
function sideFigure(run: ControlRun): LinesFigure {
  return {
    kind: "lines",
    id: "side-effects",
    title: "What each knob does to the other direction",
    caption:
      "Normal knobs (left) against what the samples are, tangent knobs (right) against the distance from the ridge: ideally the former leave the ratio of memorised to inter-mode as it is, the latter the distance.",
    panels: [
      sharePanel(run, "normal_weight"),
      distancePanel(run, "tangent_weight"),
      sharePanel(run, "normal_guidance"),
      distancePanel(run, "tangent_guidance"),
    ],
  };
}

const STEPS = { label: "training step" } as const;

/** Median distance and share of copies over training, for every weight. */
function pathFigure(run: ControlRun): LinesFigure {
  return {
    kind: "lines",
    id: "over-training",
    title: "Weights over training",
    caption:
      "Each weight along its training. Curves that run side by side and meet later say that a weight sets the pace; curves that stay apart, that it sets where training ends.",
    panels: [
      pathPanel(run, "normal_weight", "median |δ|", medianDistance),
      pathPanel(run, "tangent_weight", "median |δ|", medianDistance),
      pathPanel(run, "normal_weight", "copies among samples on the ridge", copiesShare),
      pathPanel(run, "tangent_weight", "copies among samples on the ridge", copiesShare),
    ],
  };
}

function medianDistance({ classes }: JudgedModel): number {
  return quantile(
    classes.ridgeDistance.map((value) => (Number.isNaN(value) ? Infinity : value)),
    0.5,
  );
}

function copiesShare({ classes: { fractions } }: JudgedModel): number {
  const { memorised, interMode } = fractions;
  return memorised.value / (memorised.value + interMode.value);
}

function pathPanel(
  { models, sweeps, config }: ControlRun,
  control: ControlName,
  label: string,
  pick: (model: JudgedModel) => number,
): Panel {
  const steps = [...new Set(models.map(({ step }) => step))].sort((a, b) => a - b);
  const { settings } = present(sweeps.find((sweep) => sweep.control === control));
  const name = ({ controls }: JudgedModel) => controlsName(controls, controlsAtRest(config));
  return {
    title: `by ${CONTROL_SYMBOLS[control]}`,
    x: STEPS,
    y: { label, ...(label.startsWith("median") ? { scale: "log" } : { domain: [-0.02, 1.02] }) },
    series: settings.map(({ value, models: [first] }) => ({
      name: `${CONTROL_SYMBOLS[control]} = ${value}`,
      x: Float64Array.from(steps),
      y: Float64Array.from(steps, (step) =>
        mean(models.filter((model) => model.step === step && name(model) === name(first)).map(pick)),
      ),
      dots: true,
    })),
  };
}

/** One panel a control of a number that each model has; the mean over replicates. */
function controlPanels(
  run: ControlRun,
  y: Axis,
  picks: Readonly<Record<string, (model: JudgedModel) => number>>,
): Panel[] {
  return run.sweeps.map(({ control, settings }: ControlSweep) => {
    const x = Float64Array.from(settings, ({ value }) => value);
    return {
      x: controlAxis(control, x),
      y,
      series: Object.entries(picks).map(([name, pick]) => ({
        name,
        x,
        dots: true,
        y: Float64Array.from(settings, ({ models }) => mean(models.map(pick))),
      })),
      rules: [restRule(run, control)],
    };
  });
}

/** Below this an error is the rounding of a correction that is exact. */
const ROUNDING = 1e-20;

function resolved(error: number): number {
  return error > ROUNDING ? error : 0;
}

/** The error that each control leaves, by direction, over generated samples. */
function errorFigure(run: ControlRun): LinesFigure {
  const error = (side: "normal" | "tangent") => (model: JudgedModel) =>
    resolved(integrateErrors(model.dynamics.errors, "h2")[side]);
  return {
    kind: "lines",
    id: "knob-errors",
    title: "Score error by direction against each knob",
    caption:
      "Squared error of the posterior mean over generated samples, integrated over noise levels: a knob should act on its own direction. Guidance changes where samples are, so that the other direction's error need not stay as it is.",
    panels: controlPanels(
      run,
      { label: "∫ h² E|P ε|² dt", scale: "log" },
      { normal: error("normal"), tangent: error("tangent") },
    ),
  };
}

/** Errors over the noise levels of generation, normal by ω_N and tangent by ω_T. */
function levelFigure({ sweeps }: ControlRun): LinesFigure {
  const panel = (control: ControlName, side: "meanNormal" | "meanTangent", title: string): Panel => ({
    title,
    x: { label: "noise time t (OU; generation runs to the right)", scale: "log", reversed: true },
    y: { label: "mean squared error of the posterior mean", scale: "log" },
    series: present(sweeps.find((sweep) => sweep.control === control)).settings.map(
      ({ value, models: [first] }) => ({
        name: `${CONTROL_SYMBOLS[control]} = ${value}`,
        x: first.dynamics.times,
        y: Float64Array.from(first.dynamics.errors, (error) => error[side]),
      }),
    ),
  });
  return {
    kind: "lines",
    id: "knob-errors-by-level",
    title: "At which noise levels the weights act",
    caption:
      "Error of the posterior mean over generated samples by noise level, of the first training: what a sample becomes is decided where the noise is about as wide as the gaps between training points.",
    panels: [
      panel("normal_weight", "meanNormal", "normal error by ω_N"),
      panel("tangent_weight", "meanTangent", "tangent error by ω_T"),
    ],
  };
}

/** Predicted against measured distance at the end, one point a model, along each control. */
function predictionFigure({ sweeps }: ControlRun): LinesFigure {
  const at = (pick: "measuredDistance" | "predictedDistance", { settings }: ControlSweep) =>
    Float64Array.from(settings, ({ models }) => mean(models.map(({ dynamics }) => lastOf(dynamics[pick]))));
  const predicted = sweeps.map((sweep) => at("predictedDistance", sweep));
  const all = predicted.flatMap((values) => [...values]).filter((value) => Number.isFinite(value));
  const ends = Float64Array.of(Math.min(...all), Math.max(...all));
  return {
    kind: "lines",
    id: "predicted-distance",
    title: "Ridge distance of every model, predicted from its normal error",
    caption:
      "RMS distance of finished samples to the ridge at the last time against its prediction by the normal error along generation, along each knob: whichever is turned, models should lie near the dashed line.",
    panels: [
      {
        x: { label: "predicted RMS |δ|", scale: "log" },
        y: { label: "measured RMS |δ|", scale: "log" },
        series: [
          { name: "as predicted", x: ends, y: ends, dashed: true },
          ...sweeps.map((sweep, i) => ({
            name: CONTROL_SYMBOLS[sweep.control],
            x: predicted[i],
            y: at("measuredDistance", sweep),
            dots: true,
          })),
        ],
      },
    ],
  };
}

/** Metrics of one kind against each control. */
function qualityFigure(
  run: ControlRun,
  {
    names,
    ...figure
  }: Pick<LinesFigure, "id" | "title" | "caption"> & { y: Axis; names: readonly MetricName[] },
): LinesFigure {
  const { y, ...words } = figure;
  return {
    kind: "lines",
    ...words,
    panels: run.qualities.map(({ control, values, metrics }) => ({
      x: controlAxis(control, values),
      y,
      series: names.flatMap((name) => {
        const estimates = metrics[name];
        if (!estimates) return [];
        const part = (pick: "value" | "low" | "high") => Float64Array.from(estimates, (one) => one[pick]);
        return {
          name: METRIC_DESCRIPTIONS[name].title,
          x: values,
          dots: true,
          y: part("value"),
          low: part("low"),
          high: part("high"),
        };
      }),
      rules: [restRule(run, control)],
    })),
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
      y: { label: "share", domain: [-0.02, 1.02] },
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

function classBars(run: ControlRun): Figure {
  const rest = controlsAtRest(run.config);
  const models = run.models.filter(
    ({ step, replicate }) => step === run.config.training.steps && replicate === 0,
  );
  return classesFigure(
    models.map(({ controls, classes }) => ({
      label: controlsName(controls, rest),
      fractions: classes.fractions,
    })),
  );
}
