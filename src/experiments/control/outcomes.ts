/** What each control does to samples, as figures, numbers and arrays. */
import { present } from "../../arrays/present.ts";
import type { LinesFigure } from "../../figure/figure.ts";
import { estimateSeries } from "../parts/series.ts";
import { column, type MetricLine, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import { effectTexts, OUTCOME_WORDS } from "./claims.ts";
import { type ControlCurve, type ControlEffect, OUTCOME_NAMES, type OutcomeName } from "./effects.ts";
import { controlPanel, type Panel, SHARE_DOMAIN } from "./panels.ts";
import { extremeFigures } from "./pictures.ts";
import type { ControlRun } from "./run.ts";
import { AT_REST, CONTROL_SYMBOLS, type ControlName } from "./settings.ts";

/** Distances and classes over the values of every control, and samples at their ends. */
export async function outcomeSection(run: ControlRun): Promise<Section> {
  return section("What each knob does", {
    figures: [predictionsFigure(run), ...(await extremeFigures(run)), sideFigure(run)],
    metrics: run.effects.flatMap(effectLines),
    arrays: { sweeps: Object.fromEntries(run.curves.flatMap(curveArrays)) },
    notes: [...methodNotes(run), ...effectTexts(run)],
  });
}

function outcomePanel(
  { curves, config }: ControlRun,
  control: ControlName,
  { y, outcomes }: { y: Panel["y"]; outcomes: readonly OutcomeName[] },
): Panel {
  const { values, outcomes: found } = present(curves.find((curve) => curve.control === control));
  const series = outcomes.map((one) => estimateSeries(OUTCOME_WORDS[one].short, values, found[one]));
  return controlPanel(config, { control, values, y, series });
}

function distancePanel(run: ControlRun, control: ControlName): Panel {
  return outcomePanel(run, control, {
    y: { label: "distance to the ridge |δ| at t_a", scale: "log" },
    outcomes: ["median_distance", "rms_distance"],
  });
}

function sharePanel(run: ControlRun, control: ControlName): Panel {
  return outcomePanel(run, control, {
    y: { label: "fraction of samples", domain: SHARE_DOMAIN },
    outcomes: ["off_ridge", "inter_mode", "memorised"],
  });
}

/** The four predictions. */
function predictionsFigure(run: ControlRun): LinesFigure {
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

function effectLines({ control, outcome, change, rank, againstRest, each }: ControlEffect): MetricLine[] {
  const symbol = CONTROL_SYMBOLS[control];
  const interval = (name: string, one: typeof change, entry: string): MetricLine[] => [
    { name, value: one.value, entry },
    { name: `${name}_low`, value: one.low, entry },
    { name: `${name}_high`, value: one.high, entry },
  ];
  const trainings = each.length > 1 ? each : [];
  return [
    ...interval(`change_of_${outcome}`, change, symbol),
    { name: `rank_of_${outcome}`, value: rank, entry: symbol },
    ...againstRest.flatMap(({ value, change: there }) =>
      interval(`change_of_${outcome}_from_rest`, there, `${symbol} = ${value}`),
    ),
    ...trainings.map((value, r) => ({
      name: `change_of_${outcome}_in_training_${r + 1}`,
      value,
      entry: symbol,
    })),
  ];
}

/** Values of a control, and each outcome with its interval. */
function curveArrays({ control, values, outcomes }: ControlCurve): [string, ResultArray][] {
  return [
    [`${control}_values`, column(values)],
    ...OUTCOME_NAMES.flatMap((outcome) =>
      (["value", "low", "high"] as const).map((part): [string, ResultArray] => [
        `${control}_${outcome}${part === "value" ? "" : `_${part}`}`,
        column(Float64Array.from(outcomes[outcome], (estimate) => estimate[part])),
      ]),
    ),
  ];
}

/** How the controls act, and what makes models comparable. */
function methodNotes({ config, density }: ControlRun): string[] {
  const { training, guidance, sampling, replicates, measure } = config;
  const { normal, tangent } = training.directional;
  return [
    `ω_N and ω_T weigh the normal and the tangent part of the training residual, with frames of the data's ridge at every noised point; γ_N and γ_T move the score that far towards the exact one, by direction, while sampling (${AT_REST}: ω_N = ${normal}, ω_T = ${tangent}, γ_N = ${guidance.normal}, γ_T = ${guidance.tangent}).`,
    `One knob is turned at a time. Within a training run all models start from the same parameters and see the same batches, times and noise; all samples start from the same noise and take the same random steps; guidance is applied to the network trained at rest. So differences are due to the setting.`,
    `${replicates} training ${replicates === 1 ? "run" : "runs"} of each weight, ${sampling.count} samples of each model from ${density.n} training points. Intervals of shares are Wilson's, of distances by bootstrap over samples; changes are resampled in pairs${replicates > 1 ? ", over training runs and samples" : "; with one training run they say nothing about the spread between trainings"} (${measure.resamples} resamples).`,
    "Both weights leave the minimiser of the loss where it is, if the network could reach it: they say what is learned first and what a network of this size gives up.",
  ];
}
