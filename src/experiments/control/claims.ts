/** What is claimed of the controls, and what each did, in words. */
import { lastOf, present } from "../../arrays/present.ts";
import { isDistance, OUTCOME_NAMES, type OutcomeName } from "../../diagnosis/outcomes.ts";
import type { Verdict } from "../../dynamics/falsification.ts";
import type { Change } from "../../metrics/paired-change.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { brief, signedPercent } from "../../text/numbers.ts";
import type { ControlRun } from "./run.ts";
import { CONTROL_SYMBOLS, type ControlName } from "./settings.ts";
import type { MeasuredSweep } from "./sweeps.ts";

/** Outcomes in legends. */
export const OUTCOME_TITLES: Readonly<Record<OutcomeName, string>> = {
  median_distance: "median |δ|",
  rms_distance: "RMS |δ|",
  off_ridge: "off-ridge",
  inter_mode: "inter-mode",
  memorised: "memorised",
  memorised_share: "copies among those on the ridge",
};

interface Expected {
  readonly outcome: OutcomeName;
  /** The outcome in sentences. */
  readonly noun: string;
  /** That of its change as the control grows. */
  readonly sign: 1 | -1;
}

const NEARER: Expected = { outcome: "median_distance", noun: "the median distance to the ridge", sign: -1 };
const MORE_COPIES: Expected = {
  outcome: "memorised_share",
  noun: "the share of copies among samples that are copies or inter-mode",
  sign: 1,
};

/** What each control is expected to do, C1 to C4. */
const CLAIMS: Readonly<Record<ControlName, Expected & { readonly name: string }>> = {
  normal_weight: { name: "C1", ...NEARER },
  tangent_weight: { name: "C2", ...MORE_COPIES },
  normal_guidance: { name: "C3", ...NEARER },
  tangent_guidance: { name: "C4", ...MORE_COPIES },
};

/** A claim about a control that was turned, judged. */
export interface JudgedClaim {
  readonly name: string;
  /** "ω_N from 1 to 16 changes … by −40 % (−42 % to −38 %), as expected; to 0.25 by +90 % (…), as expected." */
  readonly sentence: string;
  /** Holds where the ends of the control, above rest and below it, both change the outcome as claimed. */
  readonly verdict: Verdict;
}

/** The claims about controls that were turned. */
export function claimsOf({ sweeps }: ControlRun): JudgedClaim[] {
  return sweeps
    .filter(({ values }) => values.length > 1)
    .map((sweep) => {
      const claim = CLAIMS[sweep.control];
      const turns = turnsOf(sweep, claim);
      return {
        name: claim.name,
        sentence: sentenceOf(sweep, claim, turns),
        verdict: verdictOf(sweep, claim, turns),
      };
    });
}

/** A change away from rest, with the sign that is expected of it. */
interface Turn {
  readonly value: number;
  readonly change: Change;
  readonly sign: number;
}

/** From rest to the highest value, and to the lowest: each of these ends that is not at rest. */
function turnsOf(
  { outcomes, rest }: MeasuredSweep,
  { outcome, sign }: Pick<Expected, "outcome" | "sign">,
): Turn[] {
  const { againstRest } = outcomes[outcome];
  const above = againstRest.filter(({ value }) => value > rest).slice(-1);
  const below = againstRest.filter(({ value }) => value < rest).slice(0, 1);
  return [...above.map((end) => ({ ...end, sign })), ...below.map((end) => ({ ...end, sign: -sign }))];
}

function isClear({ change, sign }: Turn): boolean {
  return sign > 0 ? change.low > 0 : change.high < 0;
}

function verdictOf(
  { control, values, outcomes }: MeasuredSweep,
  { outcome, noun, sign }: Expected,
  turns: readonly Turn[],
): Verdict {
  const { change, rank } = outcomes[outcome];
  return {
    value: change.value,
    p: Math.max(...turns.map((turn) => (turn.sign > 0 ? turn.change.notAbove : turn.change.notBelow))),
    holds: turns.every(isClear),
    meaning:
      `${isDistance(outcome) ? "relative change" : "change"} of ${noun} from ${CONTROL_SYMBOLS[control]} = ${values[0]} to ${lastOf(values)}, expected ${sign > 0 ? "above" : "below"} 0 ` +
      `(95 % interval ${signedPercent(change.low)} to ${signedPercent(change.high)}; rank correlation over values ${brief(rank)}); ` +
      "holds where it is clear on either side of rest, p of the weaker side",
  };
}

function sentenceOf(
  { control, rest }: MeasuredSweep,
  { outcome, noun }: Expected,
  turns: readonly Turn[],
): string {
  const parts = turns.map((turn, i) => {
    const what = i === 0 ? `changes ${noun} ` : "";
    return `to ${turn.value} ${what}by ${changeText(turn.change, outcome)}, ${judgement(turn)}`;
  });
  return `${CONTROL_SYMBOLS[control]} from ${rest} ${parts.join("; ")}.`;
}

function judgement(turn: Turn): string {
  if (isClear(turn)) return "as expected";
  return isClear({ ...turn, sign: -turn.sign }) ? "against expectation" : "unclear";
}

/** "−40 % (−42 % to −38 %)", shares in points. */
function changeText({ value, low, high }: Estimate, outcome: OutcomeName): string {
  if (Number.isNaN(value)) return "nothing that can be told (no samples to compare)";
  const text = (one: number) =>
    isDistance(outcome) ? signedPercent(one) : signedPercent(one).replace("%", "points");
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/** "ω_N from 1 to 4: median |δ| −40 % (…); off-ridge +2.0 points (…); …" for each end of each control. */
export function effectTexts({ sweeps }: ControlRun): string[] {
  return sweeps.flatMap((sweep) => {
    const { control, rest, outcomes } = sweep;
    return turnsOf(sweep, NEARER).map(({ value }) => {
      const parts = OUTCOME_NAMES.map((outcome) => {
        const { change } = present(outcomes[outcome].againstRest.find((one) => one.value === value));
        return `${OUTCOME_TITLES[outcome]} ${changeText(change, outcome)}`;
      });
      return `${CONTROL_SYMBOLS[control]} from ${rest} to ${value}: ${parts.join("; ")}.`;
    });
  });
}
