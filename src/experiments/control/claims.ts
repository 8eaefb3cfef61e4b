/** What is claimed of the controls, and what each did, in words. */
import { lastOf, present } from "../../arrays/present.ts";
import { isDistance, OUTCOME_NAMES, type OutcomeName } from "../../diagnosis/outcomes.ts";
import type { Verdict } from "../../dynamics/falsification.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { brief, signedPercent } from "../../text/numbers.ts";
import type { ControlRun } from "./run.ts";
import { CONTROL_SYMBOLS, type ControlName } from "./settings.ts";
import type { ControlSweep } from "./sweeps.ts";

/** Outcomes in legends. */
export const OUTCOME_TITLES: Readonly<Record<OutcomeName, string>> = {
  median_distance: "median |δ|",
  rms_distance: "RMS |δ|",
  off_ridge: "off-ridge",
  inter_mode: "inter-mode",
  memorised: "memorised",
  memorised_share: "copies among those on the ridge",
};

const NEARER = {
  outcome: "median_distance",
  /** The outcome in sentences. */
  noun: "the median distance to the ridge",
  /** That of its change as the control grows. */
  sign: -1,
} as const;

const MORE_COPIES = {
  outcome: "memorised_share",
  noun: "the share of copies among samples that are copies or inter-mode",
  sign: 1,
} as const;

type Expected = typeof NEARER | typeof MORE_COPIES;

/** What each control is expected to do, C1 to C4. */
const CLAIMS: Readonly<Record<ControlName, Expected & { readonly name: string }>> = {
  normal_weight: { name: "C1", ...NEARER },
  tangent_weight: { name: "C2", ...MORE_COPIES },
  normal_guidance: { name: "C3", ...NEARER },
  tangent_guidance: { name: "C4", ...MORE_COPIES },
};

/**
 * The claims about controls that were turned. "ω_N from 1 to 16 changes … by −40 % (−42 % to −38 %), as expected; to 0.25 by
 * +90 % (…), as expected." holds where both ends of the control, above rest and below it, change the outcome as claimed.
 */
export function claimsOf({ sweeps }: ControlRun): { name: string; sentence: string; verdict: Verdict }[] {
  const turned = sweeps.filter(({ values }) => values.length > 1);
  return turned.map((sweep) => {
    const { name, ...claim } = CLAIMS[sweep.control];
    const turns = turnsOf(sweep, claim);
    return { name, sentence: sentenceOf(sweep, claim, turns), verdict: verdictOf(sweep, claim, turns) };
  });
}

/** From rest to the highest value, and to the lowest: each of these ends that is not at rest, and the sign expected there. */
function turnsOf({ outcomes, rest }: ControlSweep, { outcome, sign }: Expected) {
  const { againstRest } = outcomes[outcome];
  const above = againstRest.filter(({ value }) => value > rest).slice(-1);
  const below = againstRest.filter(({ value }) => value < rest).slice(0, 1);
  return [...above.map((end) => ({ ...end, sign })), ...below.map((end) => ({ ...end, sign: -sign }))];
}

type Turn = Omit<ReturnType<typeof turnsOf>[number], "value">;

function isClear({ change, sign }: Turn): boolean {
  return sign > 0 ? change.low > 0 : change.high < 0;
}

function verdictOf(
  { control, values, outcomes }: ControlSweep,
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
  { control, rest }: ControlSweep,
  { outcome, noun }: Expected,
  turns: ReturnType<typeof turnsOf>,
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
  const text = (one: number) => signedPercent(one).replace("%", isDistance(outcome) ? "%" : "points");
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
