/** Where along the ridge samples ended beside where they were predicted to (THEORY.md section 6, slide). */
import { takeRows } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import {
  type ClassFractions,
  classify,
  INTER_MODE,
  MEMORISED,
  type RidgeCriterion,
} from "../diagnosis/classes.ts";
import { type CardModes, placesBetween } from "../diagnosis/sample-cards.ts";
import { projectOnSegment } from "../metrics/segment-test.ts";
import { correlation, type Estimate, fractionEstimate, median, ranks } from "../metrics/statistics.ts";
import { finishedSamples } from "../sample/sampler.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { SlideEnds } from "./types.ts";

/** What ends are predicted from: no error, the linear response to its tangent part, or that part itself. */
export const SLIDE_PATHS = ["exact", "linear", "driven"] as const;

/** One of them. */
export type SlidePath = (typeof SLIDE_PATHS)[number];

/** Shares of samples that copy a training point, and that lie on the ridge between them. */
export type SlideShares = Pick<ClassFractions, "memorised" | "interMode">;

/** The R samples that reached the ridge; positions are those of their cards, 0 at the first of the sample's two modes, 1 at the second. */
export interface SlidePlaces {
  /** Which samples they are, R. */
  readonly rows: Int32Array;
  /** Measured, R; NaN where there is one mode. */
  readonly measured: Float64Array;
  /** Predicted on the line between the same two modes, R each. */
  readonly predicted: Readonly<Record<SlidePath, Float64Array>>;
  /** Log of how far the linear response enlarged a step along the ridge, and the slide exponent Λ, R. */
  readonly growth: Float64Array;
  readonly exponent: Float64Array;
  /** Measured and predicted shares of classes; undefined where no sample reached the ridge. */
  readonly shares: Readonly<Record<"measured" | "linear" | "driven", SlideShares>> | undefined;
}

/** What samples are compared by. */
export interface SlidePlacesOptions {
  readonly criterion: RidgeCriterion;
  readonly modes: CardModes;
  /** The last OU time, and whether samples are the model's posterior means there instead of the states. */
  readonly timeMin: number;
  readonly denoised: boolean;
}

/** Finished samples (M × d, the data's units) with their labels where they are known, and how they came about. */
export interface SlideSet {
  readonly samples: Float64Array;
  readonly classes?: { readonly labels: Uint8Array } | undefined;
  readonly dynamics: { readonly slideEnds: SlideEnds; readonly exponent: Float64Array };
}

/**
 * Places samples and predictions between the modes of each sample's card, and classifies both.
 * @throws {RangeError} where samples and density do not fit
 * @example
 * const times = timeGrid("exponential", { horizon: 4, timeMin: 0.01, steps: 60 });
 * const dynamics = await followDynamics(createExactScore(twoModes), twoModes, { rng, count: 4, times, dim: 1 });
 * const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.01, tube: true });
 * const modes = await cardModes(twoModes, ouLevel(0.01));
 * const samples = dynamics.x.map((value) => value / ouLevel(0.01).scale);
 * const places = await slidePlaces(twoModes, { samples, dynamics }, { criterion, modes, timeMin: 0.01, denoised: false });
 * // without an error the linear response and the tangent error change nothing
 * places.predicted.linear.every((place, r) => place === places.predicted.exact[r]); // → true
 */
export async function slidePlaces(
  density: EmpiricalDensity,
  { samples, classes, dynamics: { slideEnds, exponent } }: SlideSet,
  options: SlidePlacesOptions,
): Promise<SlidePlaces> {
  const { d } = density;
  const ends = finishedEnds(slideEnds, options);
  const all = [samples, ...SLIDE_PATHS.map((path) => ends[path])];
  const rows = [...slideEnds.growth.keys()].filter((q) =>
    all.every((points) => points.subarray(q * d, (q + 1) * d).every(Number.isFinite)),
  );
  const pick = (values: Float64Array) => Float64Array.from(rows, (q) => values[q]);
  const own = { samples: takeRows(samples, rows, d), ends: ofPaths((path) => takeRows(ends[path], rows, d)) };
  const judged = async (points: Float64Array) =>
    (await classify(density, points, options.criterion)).fractions;
  return {
    rows: Int32Array.from(rows),
    ...(await placed(density, own, options)),
    growth: pick(slideEnds.growth),
    exponent: pick(exponent),
    shares:
      rows.length === 0
        ? undefined
        : {
            measured: classes ? measuredShares(classes.labels, rows) : await judged(own.samples),
            linear: await judged(own.ends.linear),
            driven: await judged(own.ends.driven),
          },
  };
}

function ofPaths<T>(make: (path: SlidePath) => T): Record<SlidePath, T> {
  return { exact: make("exact"), linear: make("linear"), driven: make("driven") };
}

/** Predicted finished samples, M × d, as the samples are finished. */
function finishedEnds(
  ends: SlideEnds,
  { denoised, timeMin }: SlidePlacesOptions,
): Record<SlidePath, Float64Array> {
  return ofPaths((path) => finishedSamples(ends[path][denoised ? "posteriorMean" : "x"], timeMin));
}

/** Positions of samples and of their predicted ends between the samples' modes. */
async function placed(
  density: EmpiricalDensity,
  {
    samples,
    ends,
  }: { readonly samples: Float64Array; readonly ends: Readonly<Record<SlidePath, Float64Array>> },
  { criterion, modes }: SlidePlacesOptions,
): Promise<Pick<SlidePlaces, "measured" | "predicted">> {
  const { d } = density;
  const level = ouLevel(criterion.time);
  const { mode, modePosition } = await placesBetween(density, samples, { modes, level });
  const row = (values: Float64Array, i: number) => values.subarray(i * d, (i + 1) * d);
  const predicted = ofPaths((path) =>
    modePosition.map((measured, r) => {
      if (Number.isNaN(measured)) return NaN;
      const [a, b] = [mode[2 * r], mode[2 * r + 1]].map((one) => row(modes.points, one));
      return projectOnSegment(row(ends[path], r), a, b).position;
    }),
  );
  return { measured: modePosition, predicted };
}

function measuredShares(labels: Uint8Array, going: readonly number[]): SlideShares {
  const share = (label: number): Estimate =>
    fractionEstimate(going.filter((q) => labels[q] === label).length, going.length);
  return { memorised: share(MEMORISED), interMode: share(INTER_MODE) };
}

/** How well places are predicted. */
export interface SlideScore {
  /** Samples that are compared. */
  readonly count: number;
  /** Median distance of predicted from measured position. */
  readonly error: number;
  /** Share of samples that are predicted within a tenth of the way between their modes. */
  readonly within: Estimate;
  /** Rank correlation of predicted with measured positions. */
  readonly rank: number;
}

/** A prediction may be this share of the way between two modes from the place. */
const NEAR = 0.1;

/**
 * How well a prediction places samples whose linear response grew by a log in `growth` (from, to].
 * @example
 * const measured = Float64Array.of(0, 0.2, 0.4), growth = new Float64Array(3);
 * const places = { rows: Int32Array.of(0, 1, 2), measured, predicted: { exact: new Float64Array(3), linear: Float64Array.of(0, 0.25, 0.8), driven: measured }, growth, exponent: growth, shares: undefined };
 * const { error, within, rank } = slideScore(places, "linear");
 * [error, within.value, rank]; // → [0.05, 0.6667, 1]
 */
export function slideScore(
  { measured, predicted, growth }: SlidePlaces,
  path: SlidePath,
  [from, to]: readonly [number, number] = [-Infinity, Infinity],
): SlideScore {
  const rows = [...measured.keys()].filter(
    (r) => Number.isFinite(measured[r]) && growth[r] > from && growth[r] <= to,
  );
  const [a, b] = [predicted[path], measured].map((values) => rows.map((r) => values[r]));
  const errors = a.map((value, i) => Math.abs(value - b[i]));
  return {
    count: rows.length,
    error: median(errors),
    within: fractionEstimate(errors.filter((error) => error <= NEAR).length, rows.length),
    rank: rows.length < 3 ? NaN : correlation(ranks(a), ranks(b)),
  };
}

/** By what the linear prediction fails: rank correlations of its error with each. */
export interface SlideBreaks {
  readonly growth: number;
  /** Λ of the model. */
  readonly exponent: number;
  /** Nearness to the middle between two modes. */
  readonly saddle: number;
}

/**
 * What the error of the linear prediction goes with.
 * @example
 * const measured = new Float64Array(3), wrong = Float64Array.of(0, 0.1, 0.4), growth = Float64Array.of(0, 1, 2);
 * slideBreaks({ rows: Int32Array.of(0, 1, 2), measured, predicted: { exact: wrong, linear: wrong, driven: wrong }, growth, exponent: growth, shares: undefined }).growth; // → 1
 */
export function slideBreaks({ measured, predicted, growth, exponent }: SlidePlaces): SlideBreaks {
  const rows = [...measured.keys()].filter((r) => Number.isFinite(measured[r]));
  const errors = ranks(rows.map((r) => Math.abs(predicted.linear[r] - measured[r])));
  const goesWith = (values: (r: number) => number) => correlation(errors, ranks(rows.map(values)));
  return {
    growth: goesWith((r) => growth[r]),
    exponent: goesWith((r) => exponent[r]),
    saddle: goesWith((r) => -Math.abs(measured[r] - 0.5)),
  };
}
