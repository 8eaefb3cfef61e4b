/** Puts a control run into numbers, words and figures. */

import { lastOf, present } from "../../arrays/present.ts";
import type { RidgeCriterion } from "../../diagnosis/classes.ts";
import { integrateErrors } from "../../dynamics/decomposition.ts";
import {
  predictionRanksCheckpoints,
  predictionRanksSamples,
  reachBeforeSlide,
  type Verdict,
} from "../../dynamics/falsification.ts";
import { type Estimate, mean, quantile } from "../../metrics/statistics.ts";
import { brief } from "../../text/numbers.ts";
import { summaryClasses } from "../parts/classes.ts";
import { dynamicsArrays } from "../parts/dynamics.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { trainingNotes } from "../parts/training-notes.ts";
import type {
  ExperimentContext,
  ExperimentResult,
  MetricLine,
  ResultArray,
  Summary,
  SummaryEntry,
} from "../result.ts";
import {
  type Change,
  type ControlCurve,
  type ControlEffect,
  type ControlSweep,
  type JudgedModel,
  OUTCOME_NAMES,
  type OutcomeName,
} from "./effects.ts";
import { controlFigures } from "./figures.ts";
import type { ControlSubject } from "./models.ts";
import { type ControlQuality, qualityLines } from "./quality.ts";
import {
  AT_REST,
  CONTROL_NAMES,
  CONTROL_SYMBOLS,
  type ControlName,
  controlsAtRest,
  controlsName,
} from "./settings.ts";

/** Everything measured, before it is put into words and figures. */
export interface ControlRun extends ControlSubject {
  readonly criterion: RidgeCriterion;
  /** All models at all steps. */
  readonly models: readonly JudgedModel[];
  readonly sweeps: readonly ControlSweep[];
  readonly curves: readonly ControlCurve[];
  readonly effects: readonly ControlEffect[];
  readonly qualities: readonly ControlQuality[];
}

/** What each control is expected to do: C1 to C4. */
const CLAIMS: readonly {
  readonly name: string;
  readonly control: ControlName;
  readonly outcome: OutcomeName;
  readonly sign: 1 | -1;
}[] = [
  { name: "C1", control: "normal_weight", outcome: "median_distance", sign: -1 },
  { name: "C2", control: "tangent_weight", outcome: "memorised_share", sign: 1 },
  { name: "C3", control: "normal_guidance", outcome: "median_distance", sign: -1 },
  { name: "C4", control: "tangent_guidance", outcome: "memorised_share", sign: 1 },
];

/** The result of a run. */
export async function controlResult(run: ControlRun, context: ExperimentContext): Promise<ExperimentResult> {
  return {
    summary: summaryOf(run, context),
    metrics: [
      ...run.models.flatMap((model) => modelMetrics(model, run)),
      ...run.effects.flatMap(effectLines),
      ...run.qualities.flatMap(qualityLines),
    ],
    arrays: arraysOf(run),
    figures: await controlFigures(run, context),
  };
}

function summaryOf(run: ControlRun, { rng }: ExperimentContext): Summary {
  const { config, criterion, density } = run;
  const finished = finishedModels(run);
  const rest = finished.filter((model) => nameOf(model, run) === AT_REST);
  const F2 = predictionRanksSamples(rest[0].dynamics, rng.split("F2"));
  const final = (pick: "predictedDistance" | "measuredDistance") =>
    finished.map(({ dynamics }) => lastOf(dynamics[pick]));
  const F3 = predictionRanksCheckpoints(
    final("predictedDistance"),
    final("measuredDistance"),
    rng.split("F3"),
  );
  const claims = claimsOf(run);
  return {
    experiment: config.experiment,
    title: `control on ${run.data.name}: four knobs, ${finished.length} models`,
    verdict: claims.map((claim) => sentence(run, claim)).join(" ") || "No knob was turned.",
    ridge: summaryRidge(criterion, run.data.space, run.data.latentScale),
    ...(rest.length === 1 && { classes: summaryClasses(rest[0].classes.fractions) }),
    falsification: {
      F1: reachBeforeSlide(rest[0].dynamics),
      F2,
      F3: { ...F3, meaning: `${F3.meaning.replace("checkpoints", "all models")} (${finished.length})` },
      ...Object.fromEntries(claims.map((claim) => [claim.name, claimVerdict(run, claim)])),
    },
    entries: finished.map((model) => entryOf(model, run)),
    notes: notesOf(run, density.n),
  };
}

function finishedModels({ models, config }: ControlRun): JudgedModel[] {
  return models.filter(({ step }) => step === config.training.steps);
}

function nameOf({ controls }: JudgedModel, { config }: ControlRun): string {
  return controlsName(controls, controlsAtRest(config));
}

function entryName(model: JudgedModel, run: ControlRun): string {
  const one = run.config.replicates > 1 ? `, training ${model.replicate + 1}` : "";
  return nameOf(model, run) + one;
}

function entryOf(model: JudgedModel, run: ControlRun): SummaryEntry {
  const { classes } = model;
  return {
    name: entryName(model, run),
    arrays: fileName(model),
    classes: summaryClasses(classes.fractions),
    figures: headlines(model),
  };
}

/** Headline figures of a model. */
function headlines({ classes, dynamics }: JudgedModel): Record<string, number> {
  const { normal, tangent } = integrateErrors(dynamics.errors, "h2");
  const known = classes.ridgeDistance.map((value) => (Number.isNaN(value) ? Infinity : value));
  const exponent = dynamics.exponent.filter(Number.isFinite);
  return {
    median_distance: quantile(known, 0.5),
    predicted_distance: lastOf(dynamics.predictedDistance),
    measured_distance: lastOf(dynamics.measuredDistance),
    normal_error: normal,
    tangent_error: tangent,
    median_slide_exponent: quantile(exponent, 0.5),
    diverged: dynamics.diverged,
  };
}

function effectOf({ effects }: ControlRun, control: ControlName, outcome: OutcomeName): ControlEffect {
  return present(effects.find((effect) => effect.control === control && effect.outcome === outcome));
}

type Claim = (typeof CLAIMS)[number];

/** The claims about controls that were turned. */
function claimsOf({ sweeps }: ControlRun): Claim[] {
  return CLAIMS.filter(({ control }) =>
    sweeps.some((sweep) => sweep.control === control && sweep.settings.length > 1),
  );
}

/** A change away from rest, with the sign that the claim gives it. */
interface Turn {
  readonly value: number;
  readonly change: Change;
  readonly sign: number;
}

/** From rest to the highest value, and to the lowest: each of these ends that is not at rest. */
function turnsOf({ againstRest, rest }: ControlEffect, sign: number): Turn[] {
  const ends = [againstRest.at(-1), againstRest[0]].filter((end) => end !== undefined);
  return ends
    .filter(({ value }, i) => (i === 0 ? value > rest : value < rest))
    .map(({ value, change }) => ({ value, change, sign: value > rest ? sign : -sign }));
}

function isClear({ change, sign }: Turn): boolean {
  return sign > 0 ? change.low > 0 : change.high < 0;
}

/** Holds where the ends of the control, above rest and below it, both change the outcome as claimed. */
function claimVerdict(run: ControlRun, { control, outcome, sign }: Claim): Verdict {
  const effect = effectOf(run, control, outcome);
  const turns = turnsOf(effect, sign);
  return {
    value: effect.change.value,
    p: Math.max(...turns.map((turn) => (turn.sign > 0 ? turn.change.notAbove : turn.change.notBelow))),
    holds: turns.every(isClear),
    meaning:
      `${OUTCOME_WORDS[outcome].change} from ${CONTROL_SYMBOLS[control]} = ${effect.from} to ${effect.to}, expected ${sign > 0 ? "above" : "below"} 0 ` +
      `(95 % interval ${signed(effect.change.low)} to ${signed(effect.change.high)}; rank correlation over values ${brief(effect.rank)}); ` +
      "holds where it is clear on either side of rest, p of the weaker side",
  };
}

const OUTCOME_WORDS: Readonly<
  Record<OutcomeName, { readonly short: string; readonly noun: string; readonly change: string }>
> = {
  median_distance: {
    short: "median |δ|",
    noun: "the median distance to the ridge",
    change: "relative change of the median distance to the ridge",
  },
  rms_distance: {
    short: "RMS |δ|",
    noun: "the RMS distance to the ridge",
    change: "relative change of the RMS distance",
  },
  off_ridge: { short: "off-ridge", noun: "the off-ridge share", change: "change of the off-ridge share" },
  inter_mode: { short: "inter-mode", noun: "the inter-mode share", change: "change of the inter-mode share" },
  memorised: { short: "memorised", noun: "the memorised share", change: "change of the memorised share" },
  memorised_share: {
    short: "copies among those on the ridge",
    noun: "the share of copies among samples that are copies or inter-mode",
    change: "change of the share of copies among samples that are copies or inter-mode",
  },
};

/** "+12 %", "−3.1 %". */
function signed(value: number): string {
  const text = (100 * Math.abs(value)).toFixed(Math.abs(value) < 0.0995 ? 1 : 0);
  return `${value < 0 ? "−" : "+"}${text} %`;
}

/** "ω_N from 1 to 16 changes … by −40 % (−42 % to −38 %), as expected; to 0.25 by +90 % (…), as expected." */
function sentence(run: ControlRun, { control, outcome, sign }: Claim): string {
  const effect = effectOf(run, control, outcome);
  const parts = turnsOf(effect, sign).map(
    (turn, i) =>
      `${i === 0 ? `${CONTROL_SYMBOLS[control]} from ${effect.rest} ` : ""}to ${turn.value} ` +
      `${i === 0 ? `changes ${OUTCOME_WORDS[outcome].noun} ` : ""}by ${changeText(turn.change, outcome)}, ${judgement(turn)}`,
  );
  return `${parts.join("; ")}.`;
}

function judgement(turn: Turn): string {
  if (isClear(turn)) return "as expected";
  return isClear({ ...turn, sign: -turn.sign }) ? "against expectation" : "unclear";
}

/** "−40 % (−42 % to −38 %)", shares in points. */
function changeText({ value, low, high }: Estimate, outcome: OutcomeName): string {
  if (Number.isNaN(value)) return "nothing that can be told (no samples to compare)";
  const text = (one: number) =>
    outcome.endsWith("_distance") ? signed(one) : signed(one).replace("%", "points");
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

function notesOf(run: ControlRun, n: number): string[] {
  const { config, criterion, data } = run;
  const { training, sampling, replicates, measure } = config;
  const floor = Math.sqrt(-Math.expm1(-2 * config.time.min));
  return [
    data.note,
    `On the ridge means a Newton distance of at most ${brief(criterion.threshold)} at t = ${brief(criterion.time)} (${criterion.source}), k = ${criterion.dim}.`,
    `ω_N and ω_T weigh the normal and the tangent part of the training residual, with frames of the data's ridge at every noised point; γ_N and γ_T move the score that far towards the exact one, by direction, while sampling (${AT_REST}: ω_N = ${training.directional.normal}, ω_T = ${training.directional.tangent}, γ_N = ${config.guidance.normal}, γ_T = ${config.guidance.tangent}).`,
    `One knob is turned at a time. Within a training run all models start from the same parameters and see the same batches, times and noise; all samples start from the same noise and take the same random steps; guidance is applied to the network trained at rest. So differences are due to the setting.`,
    `${replicates} training ${replicates === 1 ? "run" : "runs"} of each weight, ${sampling.count} samples of each model from ${n} training points. Intervals of shares are Wilson's, of distances by bootstrap over samples; changes are resampled in pairs${replicates > 1 ? ", over training runs and samples" : "; with one training run they say nothing about the spread between trainings"} (${measure.resamples} resamples).`,
    `Distances have a floor: with η = ${sampling.stochasticity} the exact score itself leaves a spread of about ${brief(floor * sampling.stochasticity)} in each normal direction at the last time.`,
    "Both weights leave the minimiser of the loss where it is, if the network could reach it: they say what is learned first and what a network of this size gives up.",
    ...ratioNotes(run),
    ...effectTexts(run),
    ...trainingNotes(config),
  ];
}

/** Adam divides gradients by their size, so that only the ratio of the weights should count: how far that holds. */
function ratioNotes(run: ControlRun): string[] {
  const plain = finishedModels(run).filter(
    ({ controls, replicate }) =>
      replicate === 0 &&
      controls.normal_guidance === run.config.guidance.normal &&
      controls.tangent_guidance === run.config.guidance.tangent,
  );
  const ratio = ({ controls }: JudgedModel) => controls.normal_weight / controls.tangent_weight;
  return plain.flatMap((one, i) =>
    plain
      .slice(i + 1)
      .filter((other) => ratio(other) === ratio(one))
      .map((other) => {
        const same = one.classes.labels.filter((label, q) => label === other.classes.labels[q]).length;
        return `${nameOf(one, run)} and ${nameOf(other, run)} have the same ratio of weights: ${same} of ${one.classes.labels.length} samples end in the same class (${run.config.training.optimizer} ${run.config.training.optimizer === "adam" ? "divides gradients by their size" : "does not divide gradients by their size"}).`;
      }),
  );
}

/** "ω_N: off-ridge +2.0 points (…), …" for each end of the control. */
function effectTexts({ effects }: ControlRun): string[] {
  return CONTROL_NAMES.flatMap((control) => {
    const own = effects.filter((effect) => effect.control === control);
    return turnsOf(own[0], 1).map(({ value }) => {
      const parts = own.map(({ outcome, againstRest }) => {
        const { change } = present(againstRest.find((one) => one.value === value));
        return `${OUTCOME_WORDS[outcome].short} ${changeText(change, outcome)}`;
      });
      return `${CONTROL_SYMBOLS[control]} from ${own[0].rest} to ${value}: ${parts.join("; ")}.`;
    });
  });
}

function modelMetrics(model: JudgedModel, run: ControlRun): MetricLine[] {
  const { step, classes, dynamics } = model;
  const common = { entry: entryName(model, run), step };
  const { memorised, interMode, offRidge } = classes.fractions;
  const values = {
    ...headlines(model),
    memorised: memorised.value,
    inter_mode: interMode.value,
    off_ridge: offRidge.value,
    mean_slide_length: mean(dynamics.slideLength.filter(Number.isFinite)),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value, ...common }));
}

function effectLines({ control, outcome, change, rank, againstRest, each }: ControlEffect): MetricLine[] {
  const entry = CONTROL_SYMBOLS[control];
  return [
    { name: `change_of_${outcome}`, value: change.value, entry },
    { name: `change_of_${outcome}_low`, value: change.low, entry },
    { name: `change_of_${outcome}_high`, value: change.high, entry },
    { name: `rank_of_${outcome}`, value: rank, entry },
    ...againstRest.flatMap(({ value, change: there }) => [
      { name: `change_of_${outcome}_from_rest`, value: there.value, entry: `${entry} = ${value}` },
      { name: `change_of_${outcome}_from_rest_low`, value: there.low, entry: `${entry} = ${value}` },
      { name: `change_of_${outcome}_from_rest_high`, value: there.high, entry: `${entry} = ${value}` },
    ]),
    ...(each.length > 1
      ? each.map((value, r) => ({ name: `change_of_${outcome}_in_training_${r + 1}`, value, entry }))
      : []),
  ];
}

function arraysOf(run: ControlRun): ExperimentResult["arrays"] {
  const { density } = run;
  const { d } = density;
  const column = (data: ResultArray["data"]): ResultArray => ({ data, shape: [data.length] });
  const models = finishedModels(run).map((model) => {
    const { classes, dynamics, samples } = model;
    return [
      fileName(model),
      {
        ...dynamicsArrays(dynamics),
        samples: { data: samples, shape: [samples.length / d, d] },
        class: column(classes.labels),
        nearest: column(classes.nearest),
        nearest_ratio: column(classes.nearestRatio),
        nearest_distance: column(classes.nearestDistance),
        ridge_distance: column(classes.ridgeDistance),
      },
    ] as const;
  });
  return {
    data: { data: { data: density.data, shape: [density.n, d] } },
    sweeps: Object.fromEntries(run.curves.flatMap(curveArrays)),
    ...Object.fromEntries(models),
  };
}

/** "model-0-weights-4-1-guidance-0-0": replicate, ω_N and ω_T, γ_N and γ_T. */
function fileName({ controls, replicate }: JudgedModel): string {
  const { normal_weight, tangent_weight, normal_guidance, tangent_guidance } = controls;
  return `model-${replicate}-weights-${normal_weight}-${tangent_weight}-guidance-${normal_guidance}-${tangent_guidance}`;
}

/** Values of a control, and each outcome with its interval. */
function curveArrays({ control, values, outcomes }: ControlCurve): [string, ResultArray][] {
  const column = (data: Float64Array): ResultArray => ({ data, shape: [data.length] });
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
