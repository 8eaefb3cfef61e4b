/** How the controls act: errors by direction, over training and over noise levels, and the distance that follows from them. */
import { lastOf } from "../../arrays/present.ts";
import { integrateErrors } from "../../dynamics/decomposition.ts";
import type { LinesFigure } from "../../figure/figure.ts";
import { mean } from "../../metrics/statistics.ts";
import { trainingNotes } from "../parts/checkpoints.ts";
import { errorFigure } from "../parts/dynamics.ts";
import { type Section, section } from "../section.ts";
import { type ControlSweep, type JudgedModel, medianDistance } from "./effects.ts";
import { controlPanel, type Panel, SHARE_DOMAIN, sweepOf } from "./panels.ts";
import { type ControlRun, finishedModels } from "./run.ts";
import { CONTROL_SYMBOLS, type ControlName, controlsAtRest, controlsName } from "./settings.ts";

/** Weights over training, errors by direction, and the distance that they predict. */
export function errorsSection(run: ControlRun): Section {
  return section("Training and score error", {
    figures: [pathFigure(run), controlErrorFigure(run), levelFigure(run), predictionFigure(run)],
    notes: [...ratioNotes(run), ...trainingNotes(run.config)],
  });
}

/** Median distance and share of copies over training, for every weight. */
function pathFigure(run: ControlRun): LinesFigure {
  const distance: Path = {
    y: { label: "median |δ|", scale: "log" },
    pick: ({ classes }) => medianDistance(classes),
  };
  const copies: Path = {
    y: { label: "copies among samples on the ridge", domain: SHARE_DOMAIN },
    pick: copiesShare,
  };
  return {
    kind: "lines",
    id: "over-training",
    title: "Weights over training",
    caption:
      "Each weight along its training. Curves that run side by side and meet later say that a weight sets the pace; curves that stay apart, that it sets where training ends.",
    panels: [
      pathPanel(run, "normal_weight", distance),
      pathPanel(run, "tangent_weight", distance),
      pathPanel(run, "normal_weight", copies),
      pathPanel(run, "tangent_weight", copies),
    ],
  };
}

interface Path {
  readonly y: Panel["y"];
  readonly pick: (model: JudgedModel) => number;
}

function copiesShare({ classes: { fractions } }: JudgedModel): number {
  const { memorised, interMode } = fractions;
  return memorised.value / (memorised.value + interMode.value);
}

function pathPanel(run: ControlRun, control: ControlName, { y, pick }: Path): Panel {
  const { models, config } = run;
  const steps = [...new Set(models.map(({ step }) => step))].sort((a, b) => a - b);
  const name = ({ controls }: JudgedModel) => controlsName(controls, controlsAtRest(config));
  return {
    title: `by ${CONTROL_SYMBOLS[control]}`,
    x: { label: "training step" },
    y,
    series: sweepOf(run, control).settings.map(({ value, models: [first] }) => ({
      name: `${CONTROL_SYMBOLS[control]} = ${value}`,
      x: Float64Array.from(steps),
      y: Float64Array.from(steps, (step) =>
        mean(models.filter((model) => model.step === step && name(model) === name(first)).map(pick)),
      ),
      dots: true,
    })),
  };
}

/** Below this an error is the rounding of a correction that is exact. */
const ROUNDING = 1e-20;

/** The error that each control leaves, by direction, over generated samples; the mean over trainings. */
function controlErrorFigure({ sweeps, config }: ControlRun): LinesFigure {
  const error = (side: "normal" | "tangent") => (model: JudgedModel) => {
    const found = integrateErrors(model.dynamics.errors, "h2")[side];
    return found > ROUNDING ? found : 0;
  };
  return {
    kind: "lines",
    id: "knob-errors",
    title: "Score error by direction against each knob",
    caption:
      "Squared error of the posterior mean over generated samples, integrated over noise levels: a knob should act on its own direction. Guidance changes where samples are, so that the other direction's error need not stay as it is.",
    panels: sweeps.map(({ control, settings }) => {
      const values = Float64Array.from(settings, ({ value }) => value);
      const series = (["normal", "tangent"] as const).map((name) => ({
        name,
        x: values,
        dots: true,
        y: Float64Array.from(settings, ({ models }) => mean(models.map(error(name)))),
      }));
      return controlPanel(config, {
        control,
        values,
        y: { label: "∫ h² E|P ε|² dt", scale: "log" },
        series,
      });
    }),
  };
}

/** Errors over the noise levels of generation, normal by ω_N and tangent by ω_T. */
function levelFigure(run: ControlRun): LinesFigure {
  const along = (control: ControlName) =>
    sweepOf(run, control).settings.map(({ value, models: [{ dynamics }] }) => ({
      name: `${CONTROL_SYMBOLS[control]} = ${value}`,
      dynamics,
    }));
  const [normal] = errorFigure(along("normal_weight")).panels;
  const [, tangent] = errorFigure(along("tangent_weight")).panels;
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

/** Adam divides gradients by their size, so that only the ratio of the weights should count: how far that holds. */
function ratioNotes(run: ControlRun): string[] {
  const { optimizer } = run.config.training;
  const rest = controlsAtRest(run.config);
  const plain = finishedModels(run).filter(
    ({ controls, replicate }) =>
      replicate === 0 &&
      controls.normal_guidance === rest.normal_guidance &&
      controls.tangent_guidance === rest.tangent_guidance,
  );
  const ratio = ({ controls }: JudgedModel) => controls.normal_weight / controls.tangent_weight;
  const name = ({ controls }: JudgedModel) => controlsName(controls, rest);
  return plain.flatMap((one, i) => {
    const alike = plain.slice(i + 1).filter((other) => ratio(other) === ratio(one));
    return alike.map((other) => {
      const { labels } = one.classes;
      const same = labels.filter((label, q) => label === other.classes.labels[q]).length;
      return `${name(one)} and ${name(other)} have the same ratio of weights: ${same} of ${labels.length} samples end in the same class (${optimizer} ${optimizer === "adam" ? "divides gradients by their size" : "does not divide gradients by their size"}).`;
    });
  });
}
