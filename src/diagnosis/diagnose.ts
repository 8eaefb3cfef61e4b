/**
 * Finished samples of one or more generators, diagnosed side by side: classes at the analysis time, and curves over it.
 * Needs samples only, no model.
 */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import {
  type Classes,
  type CriterionOptions,
  classify,
  type RidgeCriterion,
  ridgeCriterion,
} from "./classes.ts";

/** Finished samples, M × d, in the units that the density has. */
export interface SampleSet {
  readonly name: string;
  readonly samples: Float64Array;
}

/** How finished samples are judged: by {@link CriterionOptions}, at one analysis time and along a curve. */
export interface DiagnoseOptions
  extends Readonly<Pick<CriterionOptions, "dim" | "anyDim" | "timeMin" | "tube" | "heldOut">> {
  /** Default: see `ridgeCriterion`. */
  readonly analysisTime?: number | undefined;
  /** Further analysis times for the curves, or what they are about t_a. */
  readonly times: readonly number[] | ((time: number) => readonly number[]);
  /** At most so many real points calibrate each further time: a quantile over 2000 is good to about half a per cent. */
  readonly calibration: number;
  readonly rng: Rng;
  onProgress?(what: string, done: number, total: number): void;
}

/** One set of samples, judged. */
export interface DiagnosedSet extends SampleSet {
  readonly classes: Classes;
}

/** Fractions at one analysis time, one row a set. */
export interface CurvePoint {
  readonly criterion: RidgeCriterion;
  readonly classes: readonly Classes[];
}

/** Sets of samples judged by one criterion, and their class fractions over the analysis time. */
export interface Diagnosis {
  readonly criterion: RidgeCriterion;
  readonly sets: readonly DiagnosedSet[];
  readonly curve: readonly CurvePoint[];
}

/**
 * Judges every set at the analysis time and along the curve.
 * @example
 * const sets = [{ name: "copies", samples: ring.data.slice(0, 100) }];
 * const options = { dim: 1, timeMin: 0.001, times: [0.01], calibration: 200, rng };
 * const diagnosis = await diagnoseSamples(ring, sets, options);
 * diagnosis.sets[0].classes.fractions.memorised.value; // → 1
 * diagnosis.curve.length; // → 2
 */
export async function diagnoseSamples(
  density: EmpiricalDensity,
  sets: readonly SampleSet[],
  { analysisTime, times, calibration, rng, onProgress, ...common }: DiagnoseOptions,
): Promise<Diagnosis> {
  const judge = async (options: CriterionOptions): Promise<CurvePoint> => {
    const criterion = await ridgeCriterion(density, options);
    const classes: Classes[] = [];
    for (const { samples } of sets) classes.push(await classify(density, samples, criterion));
    return { criterion, classes };
  };
  onProgress?.("diagnosing samples", 0, 1);
  const { criterion, classes } = await judge({ ...common, time: analysisTime, rng });
  const fixed = { ...common, dim: criterion.dim, anyDim: false, calibration, power: false, rng };
  const curve: CurvePoint[] = [];
  const further = typeof times === "function" ? times(criterion.time) : times;
  for (const [i, time] of further.entries()) {
    onProgress?.("diagnosing samples", i + 1, further.length + 1);
    curve.push(await judge({ ...fixed, time }));
  }
  curve.push({ criterion, classes });
  curve.sort((a, b) => a.criterion.time - b.criterion.time);
  return { criterion, sets: sets.map((set, i) => ({ ...set, classes: classes[i] })), curve };
}
