/** The steps in which predicted paths go from look to look. */
import { reverseStep } from "../sample/solvers.ts";
import type { PathNoise } from "./types.ts";

/** A step, and the noise that has entered by its end, M × d; absent where there is none. */
export interface SlideStep {
  readonly from: number;
  readonly to: number;
  readonly noise?: Float64Array | undefined;
}

/** Steps are no longer than this in log t, unless the sampler's own are. */
const LONGEST = 0.02;

/**
 * Steps between two times. Noise comes in parts, one for each of the sampler's steps: where those are short several make one step, at
 * whose end each part is what the reverse process leaves of it; where they are long they are the steps. A single part is noise
 * that was inferred, and enters at the end.
 */
export function slideSteps(
  { from, to }: { readonly from: number; readonly to: number },
  { noise, eta }: { readonly noise: readonly PathNoise[]; readonly eta: number },
): SlideStep[] {
  const steps: SlideStep[] = [];
  if (noise.length <= 1) {
    const count = Math.max(1, Math.ceil(Math.log(from / to) / LONGEST));
    const mark = (i: number) => (i === count ? to : from * (to / from) ** (i / count));
    for (let i = 0; i < count; i++) steps.push({ from: mark(i), to: mark(i + 1) });
    return noise.length === 0
      ? steps
      : [...steps.slice(0, -1), { ...steps[count - 1], noise: noise[0].noise }];
  }
  let start = from;
  let parts: PathNoise[] = [];
  noise.forEach((part, i) => {
    parts.push(part);
    const next = noise[i + 1];
    if (next && Math.log(start / next.to) <= LONGEST) return;
    steps.push({ from: start, to: part.to, noise: noiseAt(parts, part.to, eta) });
    start = part.to;
    parts = [];
  });
  return steps;
}

/** What is left of parts of noise at a time. */
function noiseAt(parts: readonly PathNoise[], time: number, eta: number): Float64Array {
  const out = new Float64Array(parts[0].noise.length);
  for (const { to, noise } of parts) {
    const { keep } = reverseStep(to, time, eta);
    for (let i = 0; i < out.length; i++) out[i] += keep * noise[i];
  }
  return out;
}
