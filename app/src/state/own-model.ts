/** How a model file of the user's may be read: the lists that the command has, and what its options are called here. */
import {
  MODEL_CLOCKS,
  MODEL_SCHEDULES,
  type ModelScheduleName,
  TIME_CODES,
  type TimeInput,
  timeInputsOf,
} from "ridgescope/schedule";
import { PREDICTION_KINDS, PREDICTIONS, type PredictionKind } from "ridgescope/score";

/** What the controls are called, by the command's options. */
export const OWN_LABELS = {
  "--prediction": "It predicts",
  "--schedule": "Noise schedule",
  "--model-time": "Its time",
} as const;

/** Values and what they are called. */
type Choices<T extends string> = readonly (readonly [T, string])[];

/** What a model may predict. */
export const PREDICTION_CHOICES: Choices<PredictionKind> = PREDICTION_KINDS.map((kind) => [
  kind,
  PREDICTIONS[kind].title,
]);

/** The schedules that it may have. */
export const SCHEDULE_CHOICES: Choices<ModelScheduleName> = MODEL_SCHEDULES.map((name) => [
  name,
  MODEL_CLOCKS[name].title,
]);

/** What it may be given as time under a schedule, the usual first. */
export function timeChoices(schedule: ModelScheduleName): Choices<TimeInput> {
  return timeInputsOf(schedule).map((time) => [time, TIME_CODES[time].title]);
}

/** A sentence on a choice, with the word that the command knows it by. */
export const OWN_HELP = {
  prediction: (kind: PredictionKind): string => `${kind}: ${PREDICTIONS[kind].meaning}.`,
  schedule: (name: ModelScheduleName): string => `${name}: ${MODEL_CLOCKS[name].meaning}.`,
  time: (time: TimeInput): string => `${time}: ${TIME_CODES[time].meaning}.`,
} as const;

/** A refusal in the words of the page. */
export function inWordsOfThePage(message: string): string {
  return Object.entries(OWN_LABELS).reduce((text, [flag, label]) => text.replaceAll(flag, label), message);
}
