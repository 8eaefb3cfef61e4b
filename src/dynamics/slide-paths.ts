/**
 * Where along the ridge samples end, predicted from reach on: three paths of every sample with the noise that it had. The exact
 * field alone; the exact field and the tangent part of the model's error; and the linear response to that part about the first
 * (THEORY.md section 6).
 */
import { addScaled, dot, norm } from "../arrays/vectors.ts";
import { posterior } from "../density/posterior.ts";
import { reverseStep } from "../sample/solvers.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { linearResponse } from "./alignment.ts";
import { noiseSince } from "./path-noise.ts";
import { stateOf } from "./predictions.ts";
import type { Look, Run, SlidePaths } from "./run.ts";
import { tangentPart } from "./slide.ts";
import { type SlideStep, slideSteps } from "./slide-steps.ts";
import type { PathNoise, SlideEnds } from "./types.ts";

/** Samples that reach the ridge at this look begin their paths there. */
export function startPaths({ paths, reachTime, options }: Run, { time, x, learned, geometry }: Look): void {
  const { d, dim, m, frame } = geometry;
  if (options.slideEnds === false || dim === 0 || learned === undefined) return;
  for (let q = 0; q < m; q++) {
    if (reachTime[q] !== time) continue;
    const at = x.subarray(q * d, (q + 1) * d);
    paths.exact.set(at, q * d);
    paths.driven.set(at, q * d);
    paths.shift.fill(0, q * d, (q + 1) * d);
    paths.probe.set(frame.subarray(q * d * d, q * d * d + d), q * d);
    paths.growth[q] = 0;
  }
}

/** Two looks, and what was random between them where it is told. */
interface Between {
  readonly previous: Look;
  readonly now: Look;
  readonly told: readonly PathNoise[] | undefined;
}

/** Carries all paths from a look to the next. */
export async function carryPaths(run: Run, { previous, now, told }: Between): Promise<void> {
  const { stochasticity: eta = 1 } = run.options;
  const going = [...run.paths.growth.keys()].filter((q) => !Number.isNaN(run.paths.growth[q]));
  if (going.length === 0 || previous.learned === undefined || now.learned === undefined) return;
  const group: Group = { going, pushes: going.map((q) => [tangentError(previous, q), tangentError(now, q)]) };
  for (const i of going.keys()) respond(run, { previous, now, group }, i);
  const noise = noiseSince({ previous, now }, { eta, told });
  for (const step of slideSteps({ from: previous.time, to: now.time }, { noise, eta }))
    await walk(run, group, { step, between: [previous.time, now.time] });
}

/** The samples that are on their way, and P_T ε of each at both looks. */
interface Group {
  readonly going: readonly number[];
  readonly pushes: readonly (readonly [Float64Array, Float64Array])[];
}

/** P_T ε of sample q, along the leading directions that the data determine. */
function tangentError(look: Look, q: number): Float64Array {
  const { error, frame, first } = stateOf(look, q);
  return tangentPart(error, frame, first);
}

/** Carries the linear response of the i-th sample of the group. */
function respond(
  { paths, options: { stochasticity: eta = 1 } }: Run,
  { previous, now, group: { going, pushes } }: Record<"previous" | "now", Look> & { readonly group: Group },
  i: number,
): void {
  const q = going[i];
  const states = { before: stateOf(previous, q), now: stateOf(now, q) };
  const d = states.now.score.length;
  const [shift, probe] = [paths.shift, paths.probe].map((all) => all.subarray(q * d, (q + 1) * d));
  const [nextShift, nextProbe] = [new Float64Array(d), new Float64Array(d)];
  for (const [j, { keep, ends }] of linearResponse(states, eta).entries()) {
    const v = states.now.frame.subarray(j * d, (j + 1) * d);
    const pushed = ends[0] * dot(v, pushes[i][0]) + ends[1] * dot(v, pushes[i][1]);
    addScaled(nextShift, keep * dot(v, shift) + pushed, v);
    addScaled(nextProbe, keep * dot(v, probe), v);
  }
  shift.set(nextShift);
  probe.set(nextProbe);
  paths.growth[q] = Math.max(paths.growth[q], Math.log(norm(probe)));
}

/** One step of the exact and of the driven path of the group; the error h P_T ε goes evenly in log t from look to look. */
async function walk(
  { density, paths, options: { stochasticity: eta = 1 } }: Run,
  { going, pushes }: Group,
  { step, between: [first, last] }: { readonly step: SlideStep; readonly between: readonly [number, number] },
): Promise<void> {
  const { d } = density;
  const { from, to, noise } = step;
  const { keep, pull } = reverseStep(from, to, eta);
  const x = joined(paths, going, d);
  const { posteriorMean } = await posterior(density, ouLevel(from), { x });
  const late = Math.log(first / Math.sqrt(from * to)) / Math.log(first / last);
  const weights = [(1 - late) * ouLevel(first).variance, late * ouLevel(last).variance];
  const half = going.length * d;
  going.forEach((q, i) => {
    for (let j = 0; j < d; j++) {
      const [at, to] = [i * d + j, q * d + j];
      const push = weights[0] * pushes[i][0][j] + weights[1] * pushes[i][1][j];
      const kick = noise ? noise[to] : 0;
      paths.exact[to] = keep * x[at] + pull * posteriorMean[at] + kick;
      paths.driven[to] = keep * x[half + at] + pull * (posteriorMean[half + at] + push) + kick;
    }
  });
}

/** The exact paths of some samples, then their driven ones, 2 × M' × d. */
function joined({ exact, driven }: SlidePaths, going: readonly number[], d: number): Float64Array {
  const x = new Float64Array(2 * going.length * d);
  for (const [half, path] of [exact, driven].entries())
    for (const [i, q] of going.entries())
      x.set(path.subarray(q * d, (q + 1) * d), (half * going.length + i) * d);
  return x;
}

/** The ends of all paths at the last look. */
export async function slideEnds({ density, paths }: Run, last: Look): Promise<SlideEnds> {
  const { exact, driven, shift, growth } = paths;
  const { d } = density;
  const level = ouLevel(last.time);
  const means = { exact: exact.slice(), driven: driven.slice(), linear: shift.slice() };
  const going = [...growth.keys()].filter((q) => !Number.isNaN(growth[q]));
  const half = going.length * d;
  const { posteriorMean } = await posterior(density, level, { x: joined(paths, going, d) });
  going.forEach((q, i) => {
    const push = tangentError(last, q).map((value) => level.variance * value);
    const moved = throughMean(last, q, shift);
    for (let j = 0; j < d; j++) {
      const [at, to] = [i * d + j, q * d + j];
      means.exact[to] = posteriorMean[at];
      means.driven[to] = posteriorMean[half + at] + push[j];
      means.linear[to] = posteriorMean[at] + moved[j] + push[j];
    }
  });
  return {
    exact: { x: exact, posteriorMean: means.exact },
    driven: { x: driven, posteriorMean: means.driven },
    linear: { x: exact.map((value, i) => value + shift[i]), posteriorMean: means.linear },
    growth,
  };
}

/** What ∇m* = C / h makes of the shift of sample q. */
function throughMean(last: Look, q: number, shift: Float64Array): Float64Array {
  const { eigenvalues, frame } = stateOf(last, q);
  const { variance } = ouLevel(last.time);
  const d = eigenvalues.length;
  const out = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    const v = frame.subarray(j * d, (j + 1) * d);
    addScaled(out, (variance * eigenvalues[j] + 1) * dot(v, shift.subarray(q * d, (q + 1) * d)), v);
  }
  return out;
}
