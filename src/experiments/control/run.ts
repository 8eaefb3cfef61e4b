/**
 * Control: training weights and guidance that act on the normal or on the tangent error alone, each turned by itself, and
 * what that does to the distance from the ridge and to the share of copies (THEORY.md section 8, added to the paper).
 */
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { chooseDim } from "../../diagnosis/choose-dim.ts";
import { classify, defaultAnalysisTime, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { criterionOf, smallSetDim } from "../parts/criterion.ts";
import { type Details, measureDetails } from "../parts/details.ts";
import { type LatentData, measureLatents } from "../parts/latent-data.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import {
  type ControlCurve,
  type ControlEffect,
  type ControlSweep,
  controlCurve,
  controlEffects,
  type JudgedModel,
} from "./effects.ts";
import { type ControlSubject, makeModels } from "./models.ts";
import { type ControlQuality, controlQualities } from "./quality.ts";
import {
  AT_REST,
  CONTROL_NAMES,
  type ControlConfig,
  controlsAtRest,
  controlsName,
  controlValues,
  type LatentControlConfig,
  modelName,
  type PointControlConfig,
} from "./settings.ts";

/** Everything measured, before it is put into words and figures; a latent space is open. */
export interface ControlRun extends ControlSubject {
  readonly criterion: RidgeCriterion;
  /** All models at all steps. */
  readonly models: readonly JudgedModel[];
  readonly sweeps: readonly ControlSweep[];
  readonly curves: readonly ControlCurve[];
  readonly effects: readonly ControlEffect[];
  readonly qualities: readonly ControlQuality[];
  /** Metrics of the finished models at rest, one a training, and cards of the last. */
  readonly details: Details;
}

/** Runs the experiment on a small set of points. */
export async function runPointControl(
  config: PointControlConfig,
  context: ExperimentContext,
): Promise<ControlRun> {
  const { data, n, d } = syntheticSet(config.data.set);
  const density = createDensity(context.kernels, { data, n, d });
  const dim = await smallSetDim(density, config, context);
  const note =
    "The ridge is computed from the training data alone, in the data's own coordinates; nothing of the models enters it.";
  return measure({ density, dim, config, data: { name: config.data.set, space: "data", note } }, context);
}

/** Runs the experiment on images in latents. */
export function runLatentControl(
  config: LatentControlConfig,
  context: ExperimentContext,
): Promise<ControlRun> {
  return measureLatents(config, context, async (data) =>
    measure(await latentSubject(config, data, context), context),
  );
}

async function latentSubject(
  config: LatentControlConfig,
  { density, space, pictures, heldOut }: LatentData,
  context: ExperimentContext,
): Promise<ControlSubject> {
  return {
    density,
    config,
    dim: await latentDim(density, config, context),
    data: {
      name: `${config.data.set} (${config.data.digit})`,
      space: space.name,
      note: space.note,
      heldOut,
      ...(space.scale !== undefined && { latentScale: space.scale }),
      pictures,
      close: () => space.close(),
    },
  };
}

async function latentDim(
  density: EmpiricalDensity,
  { ridge, time }: LatentControlConfig,
  { rng }: ExperimentContext,
): Promise<number> {
  if (ridge.dim !== "auto") return ridge.dim;
  const at = ridge.analysis_time === "auto" ? await defaultAnalysisTime(density) : ridge.analysis_time;
  return (await chooseDim(density, { time: at, timeMin: time.min, rng: rng.split("dim") })).dim;
}

async function measure(subject: ControlSubject, context: ExperimentContext): Promise<ControlRun> {
  const { config, density, dim, data } = subject;
  const { rng, progress } = context;
  const criterion = await criterionOf(density, config, dim);
  const models: JudgedModel[] = [];
  for (const model of await makeModels(subject, context))
    models.push({ ...model, classes: await classify(density, model.samples, criterion) });
  const sweeps = sweepsOf(config, models);
  const options = { rng: rng.split("intervals"), resamples: config.measure.resamples };
  const resting = restingModels({ models, config });
  return {
    ...subject,
    criterion,
    models,
    sweeps,
    curves: sweeps.map((sweep) => controlCurve(sweep, options)),
    effects: sweeps.flatMap((sweep) => controlEffects(sweep, options)),
    qualities: await controlQualities(subject, sweeps, context),
    details: await measureDetails(
      density,
      resting.map((model) => ({ name: modelName(model, config), ...model })),
      {
        criterion,
        space: config.dataset === "points" ? spaceOf("none") : data.space,
        heldOut: data.heldOut,
        rng,
        progress,
      },
    ),
  };
}

/** The models at the last step by control and value. */
function sweepsOf(config: ControlConfig, models: readonly JudgedModel[]): ControlSweep[] {
  const rest = controlsAtRest(config);
  const finished = finishedModels({ models, config });
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

/** The models at the last training step. */
export function finishedModels({ models, config }: Pick<ControlRun, "models" | "config">): JudgedModel[] {
  return models.filter(({ step }) => step === config.training.steps);
}

/** The finished models of which no control is turned, one a training. */
export function restingModels(run: Pick<ControlRun, "models" | "config">): JudgedModel[] {
  const rest = controlsAtRest(run.config);
  return finishedModels(run).filter(({ controls }) => controlsName(controls, rest) === AT_REST);
}
