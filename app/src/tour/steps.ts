/** The guided tour: what each step says, shows and asks the reader to do. */
import type { LabState } from "../state/table.ts";

/** The slider that a step puts under the reader's hand. */
export type TourControl = "progress" | "normal" | "tangent" | "tau";

/** One step of the tour. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** What the state is set to when the step begins. */
  readonly patch: Partial<LabState>;
  readonly control?: TourControl;
  /** What to do with the slider. */
  readonly task?: string;
  /** Whether it has been done. */
  readonly done?: (state: LabState) => boolean;
}

const START: Partial<LabState> = {
  view: "plane",
  set: "thirteen-points",
  points: [],
  colour: "class",
  model: "perturbed",
  normal: 0,
  tangent: 0,
  eta: 1,
};

/** The steps, in order: about twenty seconds each. */
export const TOUR: readonly TourStep[] = [
  {
    title: "Samples begin as noise",
    text: "The rings are training points. At this noise level the smoothed density of the data is one broad hill; its ridge, the brown line, is computed from the data alone.",
    patch: { ...START, progress: 0 },
  },
  {
    title: "Reach",
    text: "As the noise falls, the ridge takes the shape of the data, and samples run to the band about it.",
    patch: { ...START, progress: 0.02 },
    control: "progress",
    task: "Move time to the right, until the particles lie in the band.",
    done: ({ progress }) => progress >= 0.45,
  },
  {
    title: "Align",
    text: "How near they stay is set by the part of the score's error that points across the ridge, the normal error. Here it is zero, and particles end on the line.",
    patch: { ...START, progress: 1 },
    control: "normal",
    task: "Turn the normal error up: the distance follows it one to one.",
    done: ({ normal }) => normal >= 0.2,
  },
  {
    title: "Slide",
    text: "The error along the ridge, the tangent error, does not change the distance. It moves particles along the line, so that they stop between training points instead of on them.",
    patch: { ...START, progress: 1 },
    control: "tangent",
    task: "Turn the tangent error up, and watch where particles go.",
    done: ({ tangent }) => tangent >= 0.2,
  },
  {
    title: "What training does",
    text: "Random features are trained in closed form. Early, both errors are large and samples leave the ridge. Then the normal error is learned away: samples lie between the modes. In the end they copy.",
    patch: { ...START, model: "random-features", progress: 1, tau: 3 },
    control: "tau",
    task: "Train longer: move τ to the right, slowly, as far as ∞.",
    done: ({ tau }) => tau >= 1000,
  },
  {
    title: "Now with your own points",
    text: "Choose Draw and paint a curve, or drop a file on the page. Everything is in the address: copy the link and a colleague sees the same picture.",
    patch: {},
  },
];
