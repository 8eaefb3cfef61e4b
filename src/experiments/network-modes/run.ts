/** A score network trained on a small data set: the picture of reach, align and slide over training. */

import { z } from "zod";
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { classify, type RidgeCriterion, ridgeCriterion } from "../../diagnosis/classes.ts";
import type { Figure } from "../../figure/figure.ts";
import { autoDim } from "../../ridge/auto-dim.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { checkConfig, type RidgeConfig, ridgeSchema, samplingSchema } from "../config.ts";
import {
  type CheckpointStudy,
  type CheckpointStudyConfig,
  studyCheckpoints,
} from "../parts/checkpoint-study.ts";
import {
  checkpointArrays,
  checkpointHeadlines,
  checkpointMetrics,
  checkpointName,
  type JudgedCheckpoint,
  trainingFigures,
  trainingVerdicts,
} from "../parts/checkpoints.ts";
import { classesFigure, summaryClasses } from "../parts/classes.ts";
import { residualFigures } from "../parts/dynamics.ts";
import {
  guidanceSchema,
  networkSchema,
  networkTrainingSchema,
  studySchema,
} from "../parts/network-settings.ts";
import { drawingPlane } from "../parts/plane.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { finalsFigure, stripFigure, topologySection } from "../parts/scenes.ts";
import { trainingNotes } from "../parts/training-notes.ts";
import type { ExperimentContext, ExperimentResult, Summary } from "../result.ts";

export { trainingNotes } from "../parts/training-notes.ts";

/** Settings of a network on a small data set. */
export interface NetworkModesConfig extends CheckpointStudyConfig {
  experiment: string;
  model: "mlp";
  seed: number;
  data: { set: string };
  ridge: RidgeConfig;
}

/** Checks {@link NetworkModesConfig}. */
export const networkModesSchema: z.ZodType<NetworkModesConfig> = z.strictObject({
  experiment: z.string(),
  model: z.literal("mlp"),
  seed: z.number().int().nonnegative(),
  data: z.strictObject({ set: z.string() }),
  network: networkSchema,
  training: networkTrainingSchema,
  time: z.strictObject({ horizon: z.number().positive(), min: z.number().positive() }),
  sampling: samplingSchema,
  guidance: guidanceSchema,
  ridge: ridgeSchema,
  study: studySchema,
});

interface Run {
  readonly config: NetworkModesConfig;
  readonly density: EmpiricalDensity;
  readonly criterion: RidgeCriterion;
  readonly study: CheckpointStudy;
  readonly entries: readonly JudgedCheckpoint[];
}

/** Runs the experiment. */
export async function runNetworkModes(given: unknown, context: ExperimentContext): Promise<ExperimentResult> {
  const config = checkConfig(networkModesSchema, given, "mlp");
  const { data, n, d } = syntheticSet(config.data.set);
  const density = createDensity(context.kernels, { data, n, d });
  const { ridge, time } = config;
  const level = ouLevel(Math.sqrt(time.min));
  const dim =
    ridge.dim === "auto" ? (await autoDim(density, level, { rng: context.rng.split("dim") })).dim : ridge.dim;
  const fixed = ridge.analysis_time === "auto" ? {} : { time: ridge.analysis_time };
  const criterion = await ridgeCriterion(density, { dim, timeMin: time.min, ...fixed });
  const study = await studyCheckpoints(density, config, context, { dim });
  const entries: JudgedCheckpoint[] = [];
  for (const entry of study.entries)
    entries.push({ ...entry, classes: await classify(density, entry.samples, criterion) });
  return resultOf({ config, density, criterion, study, entries }, context);
}

async function resultOf(run: Run, context: ExperimentContext): Promise<ExperimentResult> {
  const { density, entries, study } = run;
  const { data, n, d } = density;
  const arrays = Object.fromEntries(
    entries.map((entry) => [`step-${entry.step}`, checkpointArrays(entry, d)]),
  );
  const { parameters } = study;
  return {
    summary: summaryOf(run, context),
    metrics: entries.flatMap((entry) => checkpointMetrics(entry, context.rng)),
    arrays: {
      data: { data: { data, shape: [n, d] } },
      ...arrays,
      network: { parameters: { data: Float64Array.from(parameters), shape: [parameters.length] } },
    },
    figures: await figuresOf(run, context),
  };
}

function summaryOf({ config, criterion, entries }: Run, { rng }: ExperimentContext): Summary {
  const last = lastOf(entries);
  const { memorised, interMode, offRidge } = last.classes.fractions;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const { hidden, prediction } = config.network;
  const falsification = trainingVerdicts(entries, rng);
  return {
    experiment: config.experiment,
    title: `${config.experiment}: network ${hidden.join("–")} that predicts ${prediction}`,
    verdict:
      `After ${last.step} steps ${percent(memorised.value)} of samples are memorised, ${percent(interMode.value)} lie on the ridge ` +
      `between training points, ${percent(offRidge.value)} off it. Over ${entries.length} checkpoints predicted and measured ridge ` +
      `distance have rank correlation ${falsification.F3.value.toFixed(2)}.`,
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(last.classes.fractions),
    falsification,
    figures: checkpointHeadlines(last),
    entries: entries.map((entry) => ({
      name: checkpointName(entry),
      arrays: `step-${entry.step}`,
      classes: summaryClasses(entry.classes.fractions),
      figures: checkpointHeadlines(entry),
    })),
    notes: [
      "The ridge is computed from the training data alone, in the data's own coordinates; nothing of the model enters it.",
      `On the ridge means a Newton distance of at most ${brief(criterion.threshold)} at t = ${brief(criterion.time)} (${criterion.source}).`,
      ...trainingNotes(config),
    ],
  };
}

async function figuresOf(
  { config, density, criterion, study, entries }: Run,
  { progress }: ExperimentContext,
): Promise<Figure[]> {
  const plane = await drawingPlane(density);
  const named = entries.map((entry) => ({ name: checkpointName(entry), ...entry }));
  const scene = { density, plane, dim: criterion.dim };
  const [path, ...rest] = trainingFigures(entries, study.losses);
  progress("tracing ridges", 0, 1);
  return [
    path,
    await finalsFigure(named, {
      ...scene,
      timeMin: config.time.min,
      analysisTime: criterion.time,
      title: "Finished samples by training step",
    }),
    await stripFigure(lastOf(named), scene),
    classesFigure(named.map(({ name, classes }) => ({ label: name, fractions: classes.fractions }))),
    ...rest,
    ...residualFigures(spread(named, 3)),
    ...(await topologySection(density, config.time, plane)).figures,
  ];
}
