/** Figures of what happens over training: classes and distances, errors by direction, loss. */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import { integrateErrors, type LevelError } from "../../dynamics/decomposition.ts";
import type { LinesFigure, Series } from "../../figure/figure.ts";
import type { CheckpointStudy, JudgedCheckpoint } from "./checkpoint-study.ts";
import { errorPanels } from "./dynamics.ts";
import { classSeries } from "./series.ts";

const STEPS = { label: "training step", scale: "log" } as const;

/** From off-ridge over inter-mode to memorised, with the distance to the ridge and its prediction. */
export function pathFigure(entries: readonly JudgedCheckpoint[]): LinesFigure {
  const x = stepsOf(entries);
  const judged = entries.map(({ classes }) => classes);
  const curve = (name: string, pick: (entry: JudgedCheckpoint) => number, dashed = false): Series => ({
    name,
    x,
    dots: true,
    dashed,
    group: "distance",
    y: Float64Array.from(entries, pick),
  });
  return {
    kind: "lines",
    id: "training-path",
    title: "Over training: off the ridge, between modes, memorised",
    caption:
      "Left: share of the samples of each checkpoint in each class, with 95 % intervals. Right: their RMS distance to the ridge at the last time, measured (solid) and predicted from the normal error (dashed).",
    panels: [
      {
        x: STEPS,
        y: { label: "fraction of samples", domain: [-0.02, 1.02] },
        series: classSeries(x, judged),
      },
      {
        x: STEPS,
        y: { label: "RMS distance |δ| (units of x)", scale: "log" },
        series: [
          curve("measured", ({ dynamics }) => lastOf(dynamics.measuredDistance)),
          curve("predicted", ({ dynamics }) => lastOf(dynamics.predictedDistance), true),
        ],
      },
    ],
  };
}

function stepsOf(entries: readonly { readonly step: number }[]): Float64Array {
  return Float64Array.from(entries, ({ step }) => step);
}

/** N and T over p_t by noise level, one line a checkpoint, at most six. */
export function levelFigure(all: readonly JudgedCheckpoint[]): LinesFigure {
  const lines = spread(all, 6).map(({ name, training }) => ({ name, errors: training }));
  return {
    kind: "lines",
    id: "errors-by-level",
    title: "Score error by direction over the training distribution",
    caption:
      "Squared error of the learned posterior mean over draws of p_t, normal to the ridge (left) and tangent to it (right), by noise level.",
    panels: errorPanels(lines, { label: "noise time t (OU)", scale: "log", reversed: true }),
  };
}

/** Weights of the integrals of errors over noise levels, and their names in figures. */
export const ERROR_WEIGHTS = [
  ["1", "λ = 1"],
  ["h", "λ = h"],
  ["h2", "λ = h²"],
] as const;

/** Integrated errors against the training step, over p_t (solid) and over generated samples (dashed). */
export function integratedFigure(entries: readonly JudgedCheckpoint[]): LinesFigure {
  const panel = (side: "normal" | "tangent") => ({
    title: side,
    x: STEPS,
    y: { label: `∫ λ E|P ε|² dt, ${side}`, scale: "log" as const },
    series: ERROR_WEIGHTS.flatMap(([weight, name]): Series[] => {
      const line = (pick: (entry: JudgedCheckpoint) => readonly LevelError[], dashed?: true) => ({
        group: name,
        x: stepsOf(entries),
        dots: true,
        ...(dashed && { dashed }),
        y: Float64Array.from(entries, (entry) => integrateErrors(pick(entry), weight)[side]),
      });
      return [
        { name: `${name}, over p_t`, ...line(({ training }) => training) },
        { name: `${name}, generated`, ...line(({ dynamics }) => dynamics.errors, true) },
      ];
    }),
  });
  return {
    kind: "lines",
    id: "integrated-errors",
    title: "Integrated score error by direction over training",
    caption:
      "Integrals over noise levels with weights 1, h and h², over draws of p_t (solid) and over generated samples (dashed).",
    panels: [panel("normal"), panel("tangent")],
  };
}

/** The loss over training. */
export function lossFigure(losses: CheckpointStudy["losses"]): LinesFigure {
  return {
    kind: "lines",
    id: "loss",
    title: "Training loss",
    caption: "Mean over stretches of training steps of the denoising loss that is minimised.",
    panels: [
      {
        x: STEPS,
        y: { label: "loss", scale: "log" },
        series: [{ name: "loss", x: stepsOf(losses), y: Float64Array.from(losses, ({ loss }) => loss) }],
      },
    ],
  };
}
