/** Claims about two modes, whose ridge is a line: what the paper shows with random features in closed form. */
import { brief, percent } from "../../src/text/numbers.ts";
import type { Claim } from "../claim.ts";
import { figureOf } from "../measured-run.ts";
import {
  endRatio,
  entriesWith,
  extremesUpTo1,
  figureText,
  rangeText,
  ratiosUpTo1,
  verdictText,
} from "./figures.ts";

const CLAIMS_TEST = "`test/slow/claims.test.ts`";
const entry = (weight: string, tau: string) => `λ = ${weight}, τ = ${tau}`;

function trainedRow(weight: "1" | "h" | "h²"): Claim {
  return {
    id: `two-modes-${weight}`,
    result: `\`two-modes\`, τ = ∞, λ = ${weight}: normal error vanishes, tangent error stays of order 1`,
    status: "reproduced",
    runs: ["two-modes"],
    test: CLAIMS_TEST,
    measured: (run) =>
      `over draws of p_t: normal ${figureText(run, "normal_error", entry(weight, "∞"))}, tangent ${figureText(run, "tangent_error", entry(weight, "∞"))}`,
  };
}

/** The rows about two modes. */
export const TWO_MODES: readonly Claim[] = [
  trainedRow("1"),
  trainedRow("h"),
  trainedRow("h²"),
  {
    id: "two-modes-tau",
    result: "`two-modes`: normal error falls with τ while tangent error stops",
    status: "reproduced",
    runs: ["two-modes"],
    test: CLAIMS_TEST,
    measured(run) {
      const taus = ["300", "1000", "5000", "∞"];
      const list = (figure: string) =>
        taus.map((tau) => figureText(run, figure, entry("h²", tau))).join(", ");
      return `λ = h², τ = ${taus.join(", ")}: normal ${list("normal_error")}; tangent ${list("tangent_error")}`;
    },
  },
  {
    id: "align-ode",
    result: "predicted distance to the ridge is the measured one, η = 0",
    status: "reproduced",
    runs: ["two-modes --set sampling.stochasticity=0"],
    test: `${CLAIMS_TEST}, \`test/dynamics/dynamics.test.ts\``,
    measured: (run) =>
      `prediction over measurement at every recorded t ≤ 1, all 24 models: ${rangeText(ratiosUpTo1(run, "predicted_distance"), 4)}; rank correlation over samples at least ${brief(extremesUpTo1(run, "rank_expected").least, 4)}`,
  },
  {
    id: "align-sde",
    result: "the same in expectation over the noise, η = 1",
    status: "reproduced",
    runs: ["two-modes"],
    test: "as above",
    measured(run) {
      const names = entriesWith(run, "measured_distance");
      const ends = names.map((name) => endRatio(run, "predicted_distance", name));
      return `at the end, all 24 models: ${rangeText(ends)}`;
    },
  },
  {
    id: "align-given-noise",
    result: "predicted distance given the noise that each sample had, η = 1",
    status: "reproduced",
    runs: ["two-modes"],
    test: "`test/dynamics/dynamics.test.ts`, `test/dynamics/alignment.test.ts`",
    measured: (run) =>
      `at every recorded t ≤ 1, all 24 models: ${rangeText(ratiosUpTo1(run, "predicted_distance_given_noise"), 4)}; least rank correlation over samples ${brief(extremesUpTo1(run, "rank_given_noise").least, 5)}`,
  },
  {
    id: "two-modes-attribution",
    result: "what the distance is due to, in parts that add up (attribution, added)",
    status: "reproduced",
    runs: ["two-modes"],
    test: "`test/dynamics/dynamics.test.ts`; figure `attribution`",
    measured: (run) =>
      `RMS left over, of the RMS distance, at every recorded t ≤ 1, all 24 models: at most ${brief(extremesUpTo1(run, "attribution_remainder").most, 2)}`,
  },
  {
    id: "two-modes-near",
    result: "samples within 0.5 of a mode of `two-modes`",
    status: "approximate",
    runs: ["two-modes"],
    test: "`test/slow/claims.test.ts` (samples between the modes)",
    measured: (run) =>
      `of 2000 at τ = ∞, λ = 1, h, h²: ${["1", "h", "h²"].map((weight) => percent(figureOf(run, "near_mode", entry(weight, "∞")))).join(", ")}; with λ = h² all are pulled inwards`,
  },
  {
    id: "two-modes-exact",
    result: "the exact score memorises (F4)",
    status: "reproduced",
    runs: ["two-modes"],
    test: "`test/dynamics/dynamics.test.ts`, `test/slow/claims.test.ts`; every run measures it",
    measured: (run) => `memorised share ${verdictText(run, "F4")}`,
  },
];
