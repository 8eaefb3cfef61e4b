/** How the controls act: errors by direction, over training and over noise levels, and the distance that follows from them. */
import { outcomeOf } from "../../diagnosis/outcomes.ts";
import type { LinesFigure } from "../../figure/figure.ts";
import { mean } from "../../metrics/statistics.ts";
import { trainingNotes } from "../parts/checkpoints.ts";
import { errorFigure } from "../parts/dynamics.ts";
import { type Section, section } from "../section.ts";
import type { ControlModel } from "./models.ts";
import { meansAlong, type Panel, SHARE_DOMAIN, sweepPanel, valueName } from "./panels.ts";
import type { ControlRun } from "./run.ts";
import { CONTROL_SYMBOLS } from "./settings.ts";
import type { ControlSweep } from "./sweeps.ts";

/** Weights over training, errors by direction, and the distance that they predict. */
export function errorsSection(run: ControlRun): Section {
  return section("Training and score error", {
    figures: [pathFigure(run), controlErrorFigure(run), levelFigure(run), predictionFigure(run)],
    notes: [...ratioNotes(run), ...trainingNotes(run.config)],
  });
}

/** The sweeps of ω_N and of ω_T. */
function weightSweeps({ sweeps }: ControlRun): ControlSweep[] {
  return sweeps.filter(({ control }) => control.endsWith("weight"));
}

const PATHS = [
  { y: { label: "median |δ|", scale: "log" }, of: "median_distance" },
  { y: { label: "copies among samples on the ridge", domain: SHARE_DOMAIN }, of: "memorised_share" },
] as const;

/** Median distance and share of copies over training, for every weight. */
function pathFigure(run: ControlRun): LinesFigure {
  return {
    kind: "lines",
    id: "over-training",
    title: "Weights over training",
    caption:
      "Each weight along its training. Curves that run side by side and meet later say that a weight sets the pace; curves that stay apart, that it sets where training ends.",
    panels: PATHS.flatMap((path) => weightSweeps(run).map((sweep) => pathPanel(run, sweep, path))),
  };
}

/** One line a value of the weight, the mean over trainings. */
function pathPanel(
  { models: all }: ControlRun,
  { control, values, models }: ControlSweep,
  { y, of }: (typeof PATHS)[number],
): Panel {
  const steps = [...new Set(all.map(({ step }) => step))].sort((a, b) => a - b);
  const at = (step: number, { setting }: ControlModel) => {
    const trainings = all.filter((model) => model.step === step && model.setting === setting);
    return mean(trainings.map(({ classes }) => outcomeOf(of, classes)));
  };
  return {
    title: `by ${CONTROL_SYMBOLS[control]}`,
    x: { label: "training step" },
    y,
    series: models.map(([first], i) => ({
      name: valueName(control, values[i]),
      x: Float64Array.from(steps),
      y: Float64Array.from(steps, (step) => at(step, first)),
      dots: true,
    })),
  };
}

/** Below this an error is the rounding of a correction that is exact. */
const ROUNDING = 1e-20;

/** The error that each control leaves, by direction, over generated samples; the mean over trainings. */
function controlErrorFigure({ sweeps }: ControlRun): LinesFigure {
  const error = (name: "normal_error" | "tangent_error") => (model: ControlModel) =>
    model.headlines[name] > ROUNDING ? model.headlines[name] : 0;
  const panel = (sweep: ControlSweep) => {
    const x = Float64Array.from(sweep.values);
    const line = (name: "normal" | "tangent") => {
      const y = meansAlong(sweep, error(`${name}_error`));
      return { name, x, dots: true, y };
    };
    const y = { label: "∫ h² E|P ε|² dt", scale: "log" } as const;
    return sweepPanel(sweep, y, [line("normal"), line("tangent")]);
  };
  return {
    kind: "lines",
    id: "knob-errors",
    title: "Score error by direction against each knob",
    caption:
      "Squared error of the posterior mean over generated samples, integrated over noise levels: a knob should act on its own direction. Guidance changes where samples are, so that the other direction's error need not stay as it is.",
    panels: sweeps.map(panel),
  };
}

/** Errors over the noise levels of generation, normal by ω_N and tangent by ω_T. */
function levelFigure(run: ControlRun): LinesFigure {
  const [[normal], [, tangent]] = weightSweeps(run).map(({ control, values, models }) => {
    const runs = models.map(([{ dynamics }], i) => ({ name: valueName(control, values[i]), dynamics }));
    return errorFigure(runs).panels;
  });
  return {
    kind: "lines",
    id: "knob-errors-by-level",
    title: "At which noise levels the weights act",
    caption:
      "Error of the posterior mean over generated samples by noise level, of the first training: what a sample becomes is decided where the noise is about as wide as the gaps between training points.",
    panels: [
      { ...normal, title: "normal error by ω_N" },
      { ...tangent, title: "tangent error by ω_T" },
    ],
  };
}

/** Predicted against measured distance at the end, one point a model, along each control. */
function predictionFigure({ sweeps }: ControlRun): LinesFigure {
  const series = sweeps.map((sweep) => ({
    name: CONTROL_SYMBOLS[sweep.control],
    x: meansAlong(sweep, ({ headlines }) => headlines.predicted_distance),
    y: meansAlong(sweep, ({ headlines }) => headlines.measured_distance),
    dots: true,
  }));
  const all = series.flatMap(({ x }) => [...x]).filter(Number.isFinite);
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
        series: [{ name: "as predicted", x: ends, y: ends, dashed: true }, ...series],
      },
    ],
  };
}

/** Adam divides gradients by their size, so that only the ratio of the weights should count: how far that holds. */
function ratioNotes({ config, finished }: ControlRun): string[] {
  const { optimizer } = config.training;
  const divides = optimizer === "adam" ? "divides" : "does not divide";
  const plain = finished.filter(({ replicate, setting }) => replicate === 0 && !setting.startsWith("γ"));
  const ratio = ({ controls }: ControlModel) => controls.normal_weight / controls.tangent_weight;
  return plain.flatMap((one, i) => {
    const alike = plain.slice(i + 1).filter((other) => ratio(other) === ratio(one));
    return alike.map((other) => {
      const { labels } = one.classes;
      const same = labels.filter((label, q) => label === other.classes.labels[q]).length;
      return `${one.setting} and ${other.setting} have the same ratio of weights: ${same} of ${labels.length} samples end in the same class (${optimizer} ${divides} gradients by their size).`;
    });
  });
}
