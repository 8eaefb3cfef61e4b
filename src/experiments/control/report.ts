/** Puts a control run into numbers, words and figures. */
import {
  endsRankCheckpoints,
  predictionRanksSamples,
  reachVerdict,
  type Verdict,
} from "../../dynamics/falsification.ts";
import { mean } from "../../metrics/statistics.ts";
import { brief } from "../../text/numbers.ts";
import { classArrays, classesFigure, classMetrics, summaryClasses } from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { dynamicsArrays } from "../parts/dynamics.ts";
import { summaryRidge } from "../parts/ridge.ts";
import {
  type ExperimentContext,
  type ExperimentResult,
  type MetricLine,
  matrix,
  metricLines,
  type Summary,
} from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { claimsOf } from "./claims.ts";
import { errorsSection } from "./errors.ts";
import type { ControlModel } from "./models.ts";
import { outcomeSection } from "./outcomes.ts";
import { qualitySection } from "./quality.ts";
import type { ControlRun } from "./run.ts";

/** The report of a run. */
export async function reportControl(run: ControlRun, context: ExperimentContext): Promise<ExperimentResult> {
  const { density, details, space, pictures } = run;
  context.progress("drawing", 0, 1);
  return composeResult(summaryOf(run, context), [
    section("Data", { arrays: { data: { data: matrix(density.data, density.d) } }, notes: [space.note] }),
    await outcomeSection(run),
    errorsSection(run),
    classesSection(run),
    qualitySection(run),
    ...(await detailSections(details, density, pictures)),
  ]);
}

function summaryOf(run: ControlRun, context: ExperimentContext): Omit<Summary, "notes"> {
  const { config, criterion, finished, resting, space } = run;
  const claims = claimsOf(run);
  return {
    experiment: config.experiment,
    title: `control on ${run.title}: four knobs, ${finished.length} models`,
    verdict: claims.map(({ sentence }) => sentence).join(" ") || "No knob was turned.",
    ridge: summaryRidge(criterion, space.name, space.scale),
    ...(resting.length === 1 && { classes: summaryClasses(resting[0].classes.fractions) }),
    falsification: {
      ...predictionVerdicts(run, context),
      ...Object.fromEntries(claims.map(({ name, verdict }) => [name, verdict])),
    },
    entries: finished.map((model) => ({
      name: model.name,
      arrays: fileName(model),
      classes: summaryClasses(model.classes.fractions),
      figures: model.headlines,
    })),
  };
}

/** F1 and F2 of the first model at rest, F3 over all models. */
function predictionVerdicts(
  { finished, resting: [{ dynamics }] }: ControlRun,
  { rng }: ExperimentContext,
): Readonly<Record<string, Verdict>> {
  const runs = finished.map(({ dynamics }) => dynamics);
  const F3 = endsRankCheckpoints(runs, rng.split("F3"));
  const meaning = `${F3.meaning.replace("checkpoints", "all models")} (${finished.length})`;
  return {
    ...reachVerdict(dynamics),
    F2: predictionRanksSamples(dynamics, rng.split("F2")),
    F3: { ...F3, meaning },
  };
}

/** Where the samples of every model end. */
function classesSection({ config, criterion, models, finished }: ControlRun): Section {
  const first = finished.filter(({ replicate }) => replicate === 0);
  const bars = first.map(({ setting, classes }) => ({ name: setting, classes }));
  const floor = Math.sqrt(-Math.expm1(-2 * config.time.min)) * config.sampling.stochasticity;
  return section("Where samples end", {
    figures: [classesFigure(bars)],
    metrics: models.flatMap(modelMetrics),
    arrays: Object.fromEntries(
      finished.map((model) => [
        fileName(model),
        { ...dynamicsArrays(model.dynamics), ...classArrays(model.samples, model.classes) },
      ]),
    ),
    notes: [
      `On the ridge means a Newton distance of at most ${brief(criterion.threshold)} at t = ${brief(criterion.time)} (${criterion.source}), k = ${criterion.dim}.`,
      `Distances have a floor: with η = ${config.sampling.stochasticity} the exact score itself leaves a spread of about ${brief(floor)} in each normal direction at the last time.`,
    ],
  });
}

function modelMetrics({ name, step, classes, dynamics, headlines }: ControlModel): MetricLine[] {
  const common = { entry: name, step };
  const slide = mean(dynamics.slideLength.filter(Number.isFinite));
  return [
    ...metricLines(headlines, common),
    ...classMetrics(classes, common),
    ...metricLines({ mean_slide_length: slide }, common),
  ];
}

/** "model-0-weights-4-1-guidance-0-0": replicate, ω_N and ω_T, γ_N and γ_T. */
function fileName({ controls, replicate }: ControlModel): string {
  const { normal_weight, tangent_weight, normal_guidance, tangent_guidance } = controls;
  return `model-${replicate}-weights-${normal_weight}-${tangent_weight}-guidance-${normal_guidance}-${tangent_guidance}`;
}
