/** Places of a slider (0 … 1000) and the numbers they stand for. */
import type { NumberSetting, Slider } from "ridgescope/settings";

/** Positions of a slider. */
export const POSITIONS = 1000;

/** How a slider maps its places to numbers; with `infinite` the last place is infinity. */
export interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly log?: boolean;
  readonly integer?: boolean;
  readonly infinite?: boolean;
}

/** The scale of a setting's slider; `points` is the number of training points. */
export function sliderScale(
  { min, max, log = false, ofPoints = false }: Slider,
  { kind, words }: Pick<NumberSetting<unknown>, "kind" | "words">,
  points: number = Infinity,
): SliderScale {
  const last = ofPoints ? Math.min(max, points) : max;
  return { min, max: last, log, integer: kind === "whole", infinite: words.includes("inf") };
}

/** The number at a place; rounded to three digits so that links stay short. */
export function valueAt(
  position: number,
  { min, max, log = false, integer = false, infinite = false }: SliderScale,
): number {
  const last = infinite ? POSITIONS - 1 : POSITIONS;
  if (position > last) return Infinity;
  const share = Math.max(0, position) / last;
  const value = log ? min * (max / min) ** share : min + share * (max - min);
  if (integer) return Math.round(value);
  return Math.min(max, Math.max(min, Number(value.toPrecision(3))));
}

/** The place of a number, at an end where it lies beyond. */
export function positionOf(value: number, { min, max, log = false, infinite = false }: SliderScale): number {
  if (value === Infinity) return POSITIONS;
  const last = infinite ? POSITIONS - 1 : POSITIONS;
  const share = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(last * Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)));
}

/** The next value that differs, so many places on (or back); the value itself at the end. */
export function steppedValue(value: number, by: number, scale: SliderScale): number {
  const direction = Math.sign(by);
  for (let at = positionOf(value, scale) + by; ; at += direction) {
    const within = Math.min(POSITIONS, Math.max(0, at));
    const next = valueAt(within, scale);
    if (next !== value && Math.sign(next - value) === direction) return next;
    if (within !== at) return value;
  }
}
