/** Readings of models and of trajectories in words. */
import type { PredictionKind } from "../../score/prediction.ts";
import type { ScheduleDescription } from "./description.ts";

/** A schedule with its time input, where that is not the usual one. */
export function scheduleWords({ name, time = "native" }: ScheduleDescription): string {
  return time === "native" ? name : `${name} (time ${time})`;
}

/** A kind of prediction under a schedule. */
export function readingWords({
  prediction,
  schedule,
}: {
  readonly prediction: PredictionKind;
  readonly schedule: ScheduleDescription;
}): string {
  return `${prediction} with ${scheduleWords(schedule)}`;
}

/** The options that tell two schedules apart. */
export function scheduleFlags(a: ScheduleDescription, b: ScheduleDescription): string[] {
  const time = (a.time ?? "native") !== (b.time ?? "native");
  return [...(a.name === b.name ? [] : ["--schedule"]), ...(time ? ["--model-time"] : [])];
}
