/**
 * Control: training weights and guidance that act on the normal or on the tangent error alone, each turned by itself, and
 * what that does to the distance from the ridge and to the share of copies (THEORY.md section 8, added to the paper).
 */

import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { chooseDim } from "../../diagnosis/choose-dim.ts";
import { measureDetails } from "../../diagnosis/details.ts";
import { analysisTimeOf, criterionOf, smallSet } from "../parts/criterion.ts";
import { measureLatents } from "../parts/latent-data.ts";
import { spaceOf } from "../parts/ridge.ts";
import type { ExperimentContext } from "../result.ts";
import { type ControlSubject, makeModels } from "./models.ts";
import { AT_REST, type LatentControlConfig, type PointControlConfig } from "./settings.ts";
import { measureSweeps } from "./sweeps.ts";

/** Everything measured, before it is put into words and figures; a latent space is open. */
export type ControlRun = Awaited<ReturnType<typeof measure>>;

/** Runs the experiment on a small set of points. */
export async function runPointControl(
  config: PointControlConfig,
  context: ExperimentContext,
): Promise<ControlRun> {
  const { density, criterion } = await smallSet(config, context);
  const note =
    "The ridge is computed from the training data alone, in the data's own coordinates; nothing of the models enters it.";
  const space = { name: "data", note };
  return measure({ config, density, criterion, title: config.data.set, space }, context);
}

/** Runs the experiment on images in latents. */
export function runLatentControl(
  config: LatentControlConfig,
  context: ExperimentContext,
): Promise<ControlRun> {
  return measureLatents(config, context, async (data) => {
    const dim = await latentDim(data.density, config, context);
    const criterion = await criterionOf(data.density, config, { dim });
    const title = `${config.data.set} (${config.data.digit})`;
    return measure({ ...data, config, criterion, title }, context);
  });
}

async function latentDim(
  density: EmpiricalDensity,
  config: LatentControlConfig,
  { rng }: ExperimentContext,
): Promise<number> {
  const { ridge, time } = config;
  if (ridge.dim !== "auto") return ridge.dim;
  const at = await analysisTimeOf(density, config);
  return (await chooseDim(density, { time: at, timeMin: time.min, rng: rng.split("dim") })).dim;
}

async function measure(subject: ControlSubject, context: ExperimentContext) {
  const { config, criterion, density, heldOut } = subject;
  const { rng, progress } = context;
  // All models at all steps; those at the last step; and among them those of which no control is turned, one a training.
  const models = await makeModels(subject, context);
  const finished = models.filter(({ step }) => step === config.training.steps);
  const resting = finished.filter(({ setting }) => setting === AT_REST);
  const sweeps = await measureSweeps(subject, finished, context);
  const space = config.dataset === "points" ? spaceOf("none") : subject.space.name;
  const details = await measureDetails(density, resting, { criterion, space, heldOut, rng, progress });
  return { ...subject, models, finished, resting, sweeps, details };
}
