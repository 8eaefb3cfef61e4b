/** Claims about a handful of modes: random features and networks. */
import { brief, percent } from "../../src/text/numbers.ts";
import type { Claim } from "../claim.ts";
import { figureOf, type MeasuredRun } from "../measured-run.ts";
import {
  classesText,
  courseOf,
  endRatio,
  entriesWith,
  extremesUpTo1,
  figureText,
  rangeText,
  ratiosUpTo1,
  verdictText,
} from "./figures.ts";

const SMALL = "`test/experiments/presets.test.ts` (small), `test/slow/claims.test.ts`";
const LAST = "λ = h², τ = ∞";

function featureText(run: MeasuredRun): string {
  const count = (figure: string) => figureOf(run, figure, LAST);
  return (
    `τ = ∞: ${classesText(run, LAST)}; normal ${figureText(run, "normal_error", LAST)}, tangent ${figureText(run, "tangent_error", LAST)}; ` +
    `within 0.5 of a mode ${percent(count("near_mode"))}, diverged ${count("diverged")}; RMS distance predicted ${figureText(run, "predicted_distance", LAST)}, measured ${figureText(run, "measured_distance", LAST)}; F5 ${verdictText(run, "F5")}`
  );
}

function featureRow(id: string, result: string, status = "approximate"): Claim {
  return { id, result, status, runs: [id], test: SMALL, measured: featureText };
}

/** Classes over the checkpoints of a network, and how its distances are predicted. */
function networkText(run: MeasuredRun): string {
  const { names, offRidge, interMode, memorised } = courseOf(run);
  const given = "predicted_distance_given_noise";
  const ends = entriesWith(run, "measured_distance").map((name) => endRatio(run, given, name));
  return (
    `${names}: off ${offRidge}; inter-mode ${interMode}; memorised ${memorised}; ` +
    `F2 ${verdictText(run, "F2")}, F3 ${verdictText(run, "F3")}; given the noise predicted over measured distance ${rangeText(ratiosUpTo1(run, given))} at t ≤ 1, ${rangeText(ends)} at the end, attribution left over at most ${brief(extremesUpTo1(run, "attribution_remainder").most, 2)}`
  );
}

const HIGH = (modes: number, d: number, shape: string) =>
  `data.set=high-dimension:modes=${modes},d=${d},shape=${shape},seed=0`;

function highDimensionRow(
  model: "rfm" | "mlp",
  modes: number,
  { d, shape }: { d: number; shape: "plane" | "curve" },
): Claim {
  const isFeatures = model === "rfm";
  return {
    id: `high-dimension-${model}-${modes}-${shape}-${d}`,
    result: `${isFeatures ? "random features" : "a network"} on ${modes} modes on a ${shape} in R^${d}`,
    status: "approximate",
    runs: [
      `high-dimension --set model=${model} --set ${HIGH(modes, d, shape)} --set ridge.dim=${shape === "plane" ? 2 : 1}`,
    ],
    test: SMALL,
    measured: isFeatures ? featureText : networkText,
  };
}

/** The rows about handfuls of modes. */
export const MODES: readonly Claim[] = [
  featureRow("three-modes", "`three-modes`: which pairs of modes are joined"),
  featureRow("four-modes", "`four-modes`"),
  featureRow("triangle-plus-midpoint", "`triangle-plus-midpoint`: the midpoint joins the hypotenuse"),
  featureRow("five-modes", "`five-modes`"),
  featureRow("nine-modes", "`nine-modes`"),
  {
    id: "training-check",
    result: "gradient descent and the closed form give the same A(τ) and the same samples",
    status: "reproduced (τ ≤ 400)",
    runs: ["training-check"],
    test: "`test/experiments/presets.test.ts`, `test/slow/claims.test.ts`",
    measured: (run) =>
      `largest relative difference of A ${percent(figureOf(run, "largest_relative_weight_error"), 3)}; class fractions agree within their intervals: ${figureOf(run, "class_fractions_agree") === 1 ? "yes" : "no"}`,
  },
  featureRow(
    "thirteen-points",
    "`thirteen-points`: reach, align and slide on a curved ridge, random features",
  ),
  {
    id: "thirteen-points-mlp",
    result:
      "`thirteen-points` with a network: samples go from off the ridge over inter-mode to memorised, and the ridge distance follows the normal error",
    status:
      "reproduced; the distance given the noise approximate where the ridge bends on the scale of the noise",
    runs: ["thirteen-points --set model=mlp"],
    test: "`test/slow/claims.test.ts`",
    measured: networkText,
  },
  ...(["rfm", "mlp"] as const).flatMap((model) => [
    highDimensionRow(model, 8, { d: 16, shape: "curve" }),
    highDimensionRow(model, 8, { d: 64, shape: "plane" }),
    highDimensionRow(model, 32, { d: 64, shape: "curve" }),
    highDimensionRow(model, 32, { d: 128, shape: "plane" }),
  ]),
];
