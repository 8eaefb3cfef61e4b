/** Puts a control run into numbers, words and figures. */
import { lastOf } from "../../arrays/present.ts";
import { integrateErrors } from "../../dynamics/decomposition.ts";
import {
  predictionRanksCheckpoints,
  predictionRanksSamples,
  reachBeforeSlide,
  type Verdict,
} from "../../dynamics/falsification.ts";
import { mean, quantile } from "../../metrics/statistics.ts";
import { brief } from "../../text/numbers.ts";
import { classArrays, classesFigure, classMetrics, summaryClasses } from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { dynamicsArrays } from "../parts/dynamics.ts";
import { cardPictures } from "../parts/images.ts";
import { summaryRidge } from "../parts/ridge.ts";
import {
  type ExperimentContext,
  type ExperimentResult,
  type MetricLine,
  matrix,
  type Summary,
} from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { claimSentence, claimsOf, claimVerdict } from "./claims.ts";
import { type JudgedModel, medianDistance } from "./effects.ts";
import { errorsSection } from "./errors.ts";
import { outcomeSection } from "./outcomes.ts";
import { qualitySection } from "./quality-section.ts";
import { type ControlRun, finishedModels, restingModels } from "./run.ts";
import { controlsAtRest, controlsName, modelName } from "./settings.ts";

/** The report of a run. */
export async function reportControl(run: ControlRun, context: ExperimentContext): Promise<ExperimentResult> {
  const { density, details, data } = run;
  context.progress("drawing", 0, 1);
  const { samples } = lastOf(restingModels(run));
  const pictures = data.pictures && cardPictures(data.pictures, { samples, density, cards: details.cards });
  return composeResult(summaryOf(run, context), [
    section("Data", { arrays: { data: { data: matrix(density.data, density.d) } }, notes: [data.note] }),
    await outcomeSection(run),
    errorsSection(run),
    classesSection(run),
    qualitySection(run),
    ...(await detailSections(details, { d: density.d, pictures })),
  ]);
}

function summaryOf(run: ControlRun, context: ExperimentContext): Omit<Summary, "notes"> {
  const { config, criterion, data } = run;
  const finished = finishedModels(run);
  const resting = restingModels(run);
  const claims = claimsOf(run);
  return {
    experiment: config.experiment,
    title: `control on ${data.name}: four knobs, ${finished.length} models`,
    verdict: claims.map((claim) => claimSentence(run, claim)).join(" ") || "No knob was turned.",
    ridge: summaryRidge(criterion, data.space, data.latentScale),
    ...(resting.length === 1 && { classes: summaryClasses(resting[0].classes.fractions) }),
    falsification: {
      ...predictionVerdicts(run, context),
      ...Object.fromEntries(claims.map((claim) => [claim.name, claimVerdict(run, claim)])),
    },
    entries: finished.map((model) => ({
      name: modelName(model, config),
      arrays: fileName(model),
      classes: summaryClasses(model.classes.fractions),
      figures: headlines(model),
    })),
  };
}

/** F1 and F2 of the first model at rest, F3 over all models. */
function predictionVerdicts(
  run: ControlRun,
  { rng }: ExperimentContext,
): Record<"F1" | "F2" | "F3", Verdict> {
  const [{ dynamics }] = restingModels(run);
  const finished = finishedModels(run);
  const final = (pick: "predictedDistance" | "measuredDistance") =>
    finished.map((model) => lastOf(model.dynamics[pick]));
  const F2 = predictionRanksSamples(dynamics, rng.split("F2"));
  const F3 = predictionRanksCheckpoints(
    final("predictedDistance"),
    final("measuredDistance"),
    rng.split("F3"),
  );
  const meaning = `${F3.meaning.replace("checkpoints", "all models")} (${finished.length})`;
  return { F1: reachBeforeSlide(dynamics), F2, F3: { ...F3, meaning } };
}

/** Headline figures of a model. */
function headlines({ classes, dynamics }: JudgedModel): Record<string, number> {
  const { normal, tangent } = integrateErrors(dynamics.errors, "h2");
  return {
    median_distance: medianDistance(classes),
    predicted_distance: lastOf(dynamics.predictedDistance),
    measured_distance: lastOf(dynamics.measuredDistance),
    normal_error: normal,
    tangent_error: tangent,
    median_slide_exponent: quantile(dynamics.exponent.filter(Number.isFinite), 0.5),
    diverged: dynamics.diverged,
  };
}

/** Where the samples of every model end. */
function classesSection(run: ControlRun): Section {
  const { config, criterion, models } = run;
  const finished = finishedModels(run);
  const rest = controlsAtRest(config);
  const bars = finished
    .filter(({ replicate }) => replicate === 0)
    .map((model) => ({ label: controlsName(model.controls, rest), fractions: model.classes.fractions }));
  const floor = Math.sqrt(-Math.expm1(-2 * config.time.min)) * config.sampling.stochasticity;
  return section("Where samples end", {
    figures: [classesFigure(bars)],
    metrics: models.flatMap((model) => modelMetrics(model, run)),
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

function modelMetrics(model: JudgedModel, { config }: ControlRun): MetricLine[] {
  const { step, classes, dynamics } = model;
  const common = { entry: modelName(model, config), step };
  const slide = mean(dynamics.slideLength.filter(Number.isFinite));
  return [
    ...Object.entries(headlines(model)).map(([name, value]) => ({ name, value, ...common })),
    ...classMetrics(classes, common),
    { name: "mean_slide_length", value: slide, ...common },
  ];
}

/** "model-0-weights-4-1-guidance-0-0": replicate, ω_N and ω_T, γ_N and γ_T. */
function fileName({ controls, replicate }: JudgedModel): string {
  const { normal_weight, tangent_weight, normal_guidance, tangent_guidance } = controls;
  return `model-${replicate}-weights-${normal_weight}-${tangent_weight}-guidance-${normal_guidance}-${tangent_guidance}`;
}
