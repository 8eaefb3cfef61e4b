/** Generation by the settings of an experiment. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { type Dynamics, type DynamicsOptions, followDynamics } from "../../dynamics/dynamics.ts";
import type { Verdict } from "../../dynamics/falsification.ts";
import { type KnownModelsOptions, knownModelTests } from "../../dynamics/known-errors.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import type { ExperimentContext } from "../result.ts";
import { type GridConfig, gridOf } from "./criterion.ts";
import type { SamplingConfig } from "./settings.ts";

/** What is generated, and what is measured on the way; within a run of an experiment all start from the same noise. */
export interface GenerateOptions
  extends Pick<ExperimentContext, "rng" | "progress">,
    Pick<DynamicsOptions, "dim" | "every" | "exponent" | "longestGap" | "snapshotTimes"> {
  readonly config: GridConfig & { readonly sampling: SamplingConfig };
}

/** F4 and F5, which need no trained model, told as progress. */
export function knownTests(
  density: EmpiricalDensity,
  options: Omit<KnownModelsOptions, "rng" | "onProgress">,
  { rng, progress }: Pick<ExperimentContext, "rng" | "progress">,
): Promise<Record<"F4" | "F5", Verdict>> {
  const onProgress = (done: number, total: number) => progress("known errors", done, total);
  return knownModelTests(density, { ...options, rng: rng.split("known"), onProgress });
}

/** Generates with `model`, and follows every sample. */
export function generateDynamics(
  model: ScoreModel,
  density: EmpiricalDensity,
  { config, rng, progress, ...measured }: GenerateOptions,
): Promise<Dynamics> {
  const { sampling } = config;
  return followDynamics(model, density, {
    ...sampling,
    ...measured,
    rng: rng.split("samples"),
    times: gridOf(config),
    onStep: ({ step }) => progress(`generating, ${model.name}`, step, sampling.steps),
  });
}
