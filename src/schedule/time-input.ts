/** What a model is given for a noise level: the schedule's own time, or a number that follows from it. */
import { namesOf } from "../arrays/names-of.ts";

/** A time input in words and as maps from and to the schedule's own time; `last` is a discrete schedule's last timestep. */
export interface TimeInputEntry {
  /** As a choice is called. */
  readonly title: string;
  /** One clause. */
  readonly meaning: string;
  toInput(time: number, last: number): number;
  toTime(input: number, last: number): number;
}

/** All time inputs, by name. */
export const TIME_CODES = {
  native: {
    title: "its own",
    meaning: "the schedule's own time: OU time, timestep, σ, u",
    toInput: (time) => time,
    toTime: (input) => input,
  },
  "c-noise": {
    title: "ln(σ) / 4",
    meaning: "EDM's ln(σ) / 4",
    toInput: (sigma) => Math.log(sigma) / 4,
    toTime: (input) => Math.exp(4 * input),
  },
  "data-at-one": {
    title: "1 − u",
    meaning: "the flow's 1 - u, with velocities from noise to data",
    toInput: (u) => 1 - u,
    toTime: (input) => 1 - input,
  },
  reversed: {
    title: "reversed",
    meaning: "timesteps counted from the other end: 0 has the most noise",
    toInput: (step, last) => last - step,
    toTime: (input, last) => last - input,
  },
} as const satisfies Readonly<Record<string, TimeInputEntry>>;

/** The names of the time inputs. */
export type TimeInput = keyof typeof TIME_CODES;

/** All time inputs, in the order in which messages list them. */
export const TIME_INPUTS = namesOf(TIME_CODES);
