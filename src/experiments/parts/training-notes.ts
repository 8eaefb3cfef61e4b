/** What was trained and how, in words. */
import type { CheckpointStudyConfig } from "./checkpoint-study.ts";

/** Notes on a network, its training, and the guidance of its samples. */
export function trainingNotes({
  network,
  training,
  guidance,
}: Pick<CheckpointStudyConfig, "network" | "training" | "guidance">): string[] {
  const { hidden, activation, prediction, time_features: features } = network;
  const { directional } = training;
  return [
    `Network: ${hidden.join("–")}, ${activation}, ${features.size} ${features.kind} features of ${features.of === "time" ? "t" : "log t"} (scale ${features.scale}), predicting ${prediction}; ${training.steps} steps of ${training.optimizer} at ${training.rate} (decay ${training.decay}), batches of ${training.batch}, weight λ = ${training.weight} on the score error, times ${training.time_sampling}.`,
    ...(directional.normal === 1 && directional.tangent === 1
      ? []
      : [
          `Directional training: normal errors weigh ω_N = ${directional.normal}, tangent ones ω_T = ${directional.tangent}.`,
        ]),
    ...(guidance.normal === 0 && guidance.tangent === 0
      ? []
      : [`Ridge guidance while sampling: γ_N = ${guidance.normal}, γ_T = ${guidance.tangent}.`]),
  ];
}
