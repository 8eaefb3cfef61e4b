/**
 * Control: training weights and guidance that act on the normal or on the tangent error alone, each turned by itself, and
 * what that does to the distance from the ridge and to the share of copies (THEORY.md section 8, added to the paper).
 */
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity } from "../../density/empirical-density.ts";
import {
  classify,
  defaultAnalysisTime,
  type RidgeCriterion,
  ridgeCriterion,
} from "../../diagnosis/classes.ts";
import { autoDim } from "../../ridge/auto-dim.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { chooseDim } from "../parts/choose-dim.ts";
import { type LatentData, loadLatentData } from "../parts/latent-data.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { type ControlSweep, controlCurve, controlEffects, type JudgedModel } from "./effects.ts";
import { type ControlSubject, makeModels } from "./models.ts";
import { controlQualities } from "./quality.ts";
import { type ControlRun, controlResult } from "./report.ts";
import {
  CONTROL_NAMES,
  type ControlConfig,
  checkControl,
  controlsAtRest,
  controlValues,
  type LatentControlConfig,
  type PointControlConfig,
} from "./settings.ts";

/** Runs the experiment. */
export async function runControl(given: unknown, context: ExperimentContext): Promise<ExperimentResult> {
  const config = checkControl(given, "control");
  if (config.dataset === "points") return measured(await pointSubject(config, context), context);
  const data = await loadLatentData(config.data, config.vae, context);
  try {
    return await measured(await latentSubject(config, data, context), context);
  } finally {
    await data.space.close();
  }
}

async function measured(subject: ControlSubject, context: ExperimentContext): Promise<ExperimentResult> {
  const { ridge, time } = subject.config;
  const criterion = await ridgeCriterion(subject.density, {
    dim: subject.dim,
    timeMin: time.min,
    ...(ridge.analysis_time === "auto" ? {} : { time: ridge.analysis_time }),
  });
  return controlResult(await judged(subject, criterion, context), context);
}

async function pointSubject(
  config: PointControlConfig,
  { kernels, rng }: ExperimentContext,
): Promise<ControlSubject> {
  const { data, n, d } = syntheticSet(config.data.set);
  const density = createDensity(kernels, { data, n, d });
  const { ridge, time } = config;
  const level = ouLevel(Math.sqrt(time.min));
  const dim =
    ridge.dim === "auto" ? (await autoDim(density, level, { rng: rng.split("dim") })).dim : ridge.dim;
  const note =
    "The ridge is computed from the training data alone, in the data's own coordinates; nothing of the models enters it.";
  return { density, dim, config, data: { name: config.data.set, space: "data", note } };
}

async function latentSubject(
  config: LatentControlConfig,
  { density, space, side, heldOut }: LatentData,
  { rng }: ExperimentContext,
): Promise<ControlSubject> {
  const { ridge, time } = config;
  const at = ridge.analysis_time === "auto" ? await defaultAnalysisTime(density) : ridge.analysis_time;
  const chosen =
    ridge.dim === "auto" &&
    (await chooseDim(density, { time: at, timeMin: time.min, rng: rng.split("dim") })).dim;
  return {
    density,
    config,
    dim: chosen === false ? (ridge.dim as number) : chosen,
    data: {
      name: `${config.data.set} (${config.data.digit})`,
      space: space.name,
      note: space.note,
      heldOut,
      ...(space.scale !== undefined && { latentScale: space.scale }),
      pictures: { side, decode: (latents) => space.decode(latents) },
    },
  };
}

async function judged(
  subject: ControlSubject,
  criterion: RidgeCriterion,
  context: ExperimentContext,
): Promise<ControlRun> {
  const { config, density } = subject;
  const models: JudgedModel[] = [];
  for (const model of await makeModels(subject, context))
    models.push({ ...model, classes: await classify(density, model.samples, criterion) });
  const sweeps = sweepsOf(config, models);
  const options = { rng: context.rng.split("intervals"), resamples: config.measure.resamples };
  return {
    ...subject,
    criterion,
    models,
    sweeps,
    curves: sweeps.map((sweep) => controlCurve(sweep, options)),
    effects: sweeps.flatMap((sweep) => controlEffects(sweep, options)),
    qualities: await controlQualities(subject, sweeps, context),
  };
}

/** The models at the last step by control and value. */
function sweepsOf(config: ControlConfig, models: readonly JudgedModel[]): ControlSweep[] {
  const rest = controlsAtRest(config);
  const finished = models.filter(({ step }) => step === config.training.steps);
  return CONTROL_NAMES.map((control) => ({
    control,
    rest: rest[control],
    settings: controlValues(config, control).map((value) => ({
      value,
      models: finished.filter(({ controls }) =>
        CONTROL_NAMES.every((other) => controls[other] === (other === control ? value : rest[other])),
      ),
    })),
  }));
}
