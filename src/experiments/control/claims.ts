/** What is claimed of the controls, and what each did, in words. */
import { present } from "../../arrays/present.ts";
import type { Verdict } from "../../dynamics/falsification.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { brief, signedPercent } from "../../text/numbers.ts";
import type { Change, ControlEffect, OutcomeName } from "./effects.ts";
import type { ControlRun } from "./run.ts";
import { CONTROL_NAMES, CONTROL_SYMBOLS, type ControlName } from "./settings.ts";

/** What each control is expected to do: C1 to C4. */
const CLAIMS: readonly {
  readonly name: string;
  readonly control: ControlName;
  readonly outcome: OutcomeName;
  readonly sign: 1 | -1;
}[] = [
  { name: "C1", control: "normal_weight", outcome: "median_distance", sign: -1 },
  { name: "C2", control: "tangent_weight", outcome: "memorised_share", sign: 1 },
  { name: "C3", control: "normal_guidance", outcome: "median_distance", sign: -1 },
  { name: "C4", control: "tangent_guidance", outcome: "memorised_share", sign: 1 },
];

function effectOf({ effects }: ControlRun, control: ControlName, outcome: OutcomeName): ControlEffect {
  return present(effects.find((effect) => effect.control === control && effect.outcome === outcome));
}

type Claim = (typeof CLAIMS)[number];

/** The claims about controls that were turned. */
export function claimsOf({ sweeps }: ControlRun): Claim[] {
  return CLAIMS.filter(({ control }) =>
    sweeps.some((sweep) => sweep.control === control && sweep.settings.length > 1),
  );
}

/** A change away from rest, with the sign that the claim gives it. */
interface Turn {
  readonly value: number;
  readonly change: Change;
  readonly sign: number;
}

/** From rest to the highest value, and to the lowest: each of these ends that is not at rest. */
function turnsOf({ againstRest, rest }: ControlEffect, sign: number): Turn[] {
  const ends = [againstRest.at(-1), againstRest[0]].filter((end) => end !== undefined);
  return ends
    .filter(({ value }, i) => (i === 0 ? value > rest : value < rest))
    .map(({ value, change }) => ({ value, change, sign: value > rest ? sign : -sign }));
}

function isClear({ change, sign }: Turn): boolean {
  return sign > 0 ? change.low > 0 : change.high < 0;
}

/** Holds where the ends of the control, above rest and below it, both change the outcome as claimed. */
export function claimVerdict(run: ControlRun, { control, outcome, sign }: Claim): Verdict {
  const effect = effectOf(run, control, outcome);
  const turns = turnsOf(effect, sign);
  return {
    value: effect.change.value,
    p: Math.max(...turns.map((turn) => (turn.sign > 0 ? turn.change.notAbove : turn.change.notBelow))),
    holds: turns.every(isClear),
    meaning:
      `${OUTCOME_WORDS[outcome].change} from ${CONTROL_SYMBOLS[control]} = ${effect.from} to ${effect.to}, expected ${sign > 0 ? "above" : "below"} 0 ` +
      `(95 % interval ${signedPercent(effect.change.low)} to ${signedPercent(effect.change.high)}; rank correlation over values ${brief(effect.rank)}); ` +
      "holds where it is clear on either side of rest, p of the weaker side",
  };
}

/** Outcomes in words: in legends, in sentences, and their change. */
export const OUTCOME_WORDS: Readonly<
  Record<OutcomeName, { readonly short: string; readonly noun: string; readonly change: string }>
> = {
  median_distance: {
    short: "median |δ|",
    noun: "the median distance to the ridge",
    change: "relative change of the median distance to the ridge",
  },
  rms_distance: {
    short: "RMS |δ|",
    noun: "the RMS distance to the ridge",
    change: "relative change of the RMS distance",
  },
  off_ridge: { short: "off-ridge", noun: "the off-ridge share", change: "change of the off-ridge share" },
  inter_mode: { short: "inter-mode", noun: "the inter-mode share", change: "change of the inter-mode share" },
  memorised: { short: "memorised", noun: "the memorised share", change: "change of the memorised share" },
  memorised_share: {
    short: "copies among those on the ridge",
    noun: "the share of copies among samples that are copies or inter-mode",
    change: "change of the share of copies among samples that are copies or inter-mode",
  },
};

/** "ω_N from 1 to 16 changes … by −40 % (−42 % to −38 %), as expected; to 0.25 by +90 % (…), as expected." */
export function claimSentence(run: ControlRun, { control, outcome, sign }: Claim): string {
  const effect = effectOf(run, control, outcome);
  const parts = turnsOf(effect, sign).map(
    (turn, i) =>
      `${i === 0 ? `${CONTROL_SYMBOLS[control]} from ${effect.rest} ` : ""}to ${turn.value} ` +
      `${i === 0 ? `changes ${OUTCOME_WORDS[outcome].noun} ` : ""}by ${changeText(turn.change, outcome)}, ${judgement(turn)}`,
  );
  return `${parts.join("; ")}.`;
}

function judgement(turn: Turn): string {
  if (isClear(turn)) return "as expected";
  return isClear({ ...turn, sign: -turn.sign }) ? "against expectation" : "unclear";
}

/** "−40 % (−42 % to −38 %)", shares in points. */
function changeText({ value, low, high }: Estimate, outcome: OutcomeName): string {
  if (Number.isNaN(value)) return "nothing that can be told (no samples to compare)";
  const text = (one: number) =>
    outcome.endsWith("_distance") ? signedPercent(one) : signedPercent(one).replace("%", "points");
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/** "ω_N: off-ridge +2.0 points (…), …" for each end of the control. */
export function effectTexts({ effects }: ControlRun): string[] {
  return CONTROL_NAMES.flatMap((control) => {
    const own = effects.filter((effect) => effect.control === control);
    return turnsOf(own[0], 1).map(({ value }) => {
      const parts = own.map(({ outcome, againstRest }) => {
        const { change } = present(againstRest.find((one) => one.value === value));
        return `${OUTCOME_WORDS[outcome].short} ${changeText(change, outcome)}`;
      });
      return `${CONTROL_SYMBOLS[control]} from ${own[0].rest} to ${value}: ${parts.join("; ")}.`;
    });
  });
}
