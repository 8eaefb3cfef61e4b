/** What each control does to samples, as figures, numbers and arrays. */
import { OUTCOME_NAMES, type OutcomeName } from "../../diagnosis/outcomes.ts";
import type { Axis } from "../../figure/figure.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { estimateSeries } from "../parts/series.ts";
import { column, type MetricLine, metricLines, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import { effectTexts, OUTCOME_TITLES } from "./claims.ts";
import { type Panel, SHARE_DOMAIN, sweepPanel, valueName } from "./panels.ts";
import { extremeFigures } from "./pictures.ts";
import type { ControlRun } from "./run.ts";
import { AT_REST, CONTROL_SYMBOLS } from "./settings.ts";
import type { ControlSweep } from "./sweeps.ts";

/** Distances and classes over the values of every control, and samples at their ends. */
export async function outcomeSection(run: ControlRun): Promise<Section> {
  const panels = run.sweeps.map(outcomePanels);
  return section("What each knob does", {
    figures: [
      { ...PREDICTIONS, panels: panels.map(([own]) => own) },
      ...(await extremeFigures(run)),
      { ...SIDE_EFFECTS, panels: panels.map(([, other]) => other) },
    ],
    metrics: run.sweeps.flatMap((sweep) => OUTCOME_NAMES.flatMap((name) => effectLines(sweep, name))),
    arrays: { sweeps: Object.fromEntries(run.sweeps.flatMap(curveArrays)) },
    notes: [...methodNotes(run), ...effectTexts(run)],
  });
}

const PREDICTIONS = {
  kind: "lines",
  id: "control",
  title: "What each knob does",
  caption:
    "Normal knobs (left) against the distance of finished samples from the ridge, tangent knobs (right) against what the samples are; above while training, below while sampling. Bands are 95 % intervals.",
} as const;

const SIDE_EFFECTS = {
  kind: "lines",
  id: "side-effects",
  title: "What each knob does to the other direction",
  caption:
    "Normal knobs (left) against what the samples are, tangent knobs (right) against the distance from the ridge: ideally the former leave the ratio of memorised to inter-mode as it is, the latter the distance.",
} as const;

/** Outcomes that share an axis: what normal controls should act on, and what tangent ones should. */
const GROUPS: readonly { readonly y: Axis; readonly names: readonly OutcomeName[] }[] = [
  {
    y: { label: "distance to the ridge |δ| at t_a", scale: "log" },
    names: ["median_distance", "rms_distance"],
  },
  {
    y: { label: "fraction of samples", domain: SHARE_DOMAIN },
    names: ["off_ridge", "inter_mode", "memorised"],
  },
];

/** What a control should act on, and what it should not. */
function outcomePanels(sweep: ControlSweep): Panel[] {
  const x = Float64Array.from(sweep.values);
  const series = (name: OutcomeName) =>
    estimateSeries(OUTCOME_TITLES[name], x, sweep.outcomes[name].estimates);
  const panels = GROUPS.map(({ y, names }) => sweepPanel(sweep, y, names.map(series)));
  return sweep.control.startsWith("normal") ? panels : panels.reverse();
}

function effectLines({ control, outcomes }: ControlSweep, outcome: OutcomeName): MetricLine[] {
  const { change, rank, againstRest, each } = outcomes[outcome];
  const entry = CONTROL_SYMBOLS[control];
  const name = `change_of_${outcome}`;
  return [
    ...intervalLines(name, change, entry),
    { name: `rank_of_${outcome}`, value: rank, entry },
    ...againstRest.flatMap((there) =>
      intervalLines(`${name}_from_rest`, there.change, valueName(control, there.value)),
    ),
    ...(each.length > 1 ? each : []).map((value, r) => ({
      name: `${name}_in_training_${r + 1}`,
      value,
      entry,
    })),
  ];
}

/** An estimate and the ends of its interval, under names of their own. */
export function intervalLines(name: string, { value, low, high }: Estimate, entry: string): MetricLine[] {
  return metricLines({ [name]: value, [`${name}_low`]: low, [`${name}_high`]: high }, { entry });
}

/** Values of a control, and each outcome with its interval. */
function curveArrays({ control, values, outcomes }: ControlSweep): [string, ResultArray][] {
  const parts = { value: "", low: "_low", high: "_high" };
  return [
    [`${control}_values`, column(Float64Array.from(values))],
    ...OUTCOME_NAMES.flatMap((outcome) =>
      Object.entries(parts).map(([part, suffix]): [string, ResultArray] => [
        `${control}_${outcome}${suffix}`,
        column(Float64Array.from(outcomes[outcome].estimates, (one) => one[part as keyof Estimate])),
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
    `${replicates} training ${replicates === 1 ? "run" : "runs"} of each weight, ${sampling.count} samples of each model from ${density.n} training points. Intervals of classes are Wilson's, of the ridge distance |δ| by bootstrap over samples; those of metrics are of their own kinds (docs/metrics.md), distances of distributions with Student's. Changes are resampled in pairs${replicates > 1 ? ", over training runs and samples" : "; with one training run they say nothing about the spread between trainings"} (${measure.resamples} resamples).`,
    "Both weights leave the minimiser of the loss where it is, if the network could reach it: they say what is learned first and what a network of this size gives up.",
  ];
}
