/** What an experiment gives back: numbers, arrays and figures as data. Writing them is report/'s part. */

import type { RidgeTest } from "../diagnosis/ridge-test.ts";
import type { Verdict } from "../dynamics/falsification.ts";
import type { Figure } from "../figure/figure.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Estimate } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";

/** One line of metrics.jsonl. */
export interface MetricLine {
  readonly name: string;
  readonly value: number;
  /** 95 % interval. */
  readonly low?: number;
  readonly high?: number;
  /** Whose: a generator's or checkpoint's name. */
  readonly entry?: string;
  readonly step?: number;
  readonly time?: number;
  readonly tau?: number;
}

/** Class fractions as `summary.json` holds them, each with a 95 % interval. */
export interface SummaryClasses {
  readonly memorised: Estimate;
  readonly inter_mode: Estimate;
  readonly off_ridge: Estimate;
}

/** Where the ridge lives and how "on the ridge" was judged. */
export interface SummaryRidge {
  readonly dim: number;
  /** Analysis time t_a. */
  readonly time: number;
  /** In which coordinates, e.g. "data", "pca:16 latents". */
  readonly space: string;
  readonly threshold: number;
  readonly threshold_source: string;
  /** The test that decides, where it was calibrated on real points: levels, the ratio |δ| / q that they allow, its power. */
  readonly test?: RidgeTest;
  /** Number that latents were multiplied by, where they were. */
  readonly latent_scale?: number;
}

/** Headline figures of one generator or checkpoint of a report with several. */
export interface SummaryEntry {
  readonly name: string;
  /** Its samples in `arrays/`, by the file's name without .npz. */
  readonly arrays?: string;
  readonly classes?: SummaryClasses;
  readonly falsification?: Readonly<Record<string, Verdict>>;
  /** Headline figures. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** summary.json. */
export interface Summary {
  readonly experiment: string;
  readonly title: string;
  /** One or two plain sentences: what was found. */
  readonly verdict: string;
  readonly ridge: SummaryRidge;
  readonly classes?: SummaryClasses;
  readonly falsification: Readonly<Record<string, Verdict>>;
  readonly figures?: Readonly<Record<string, number>>;
  readonly entries?: readonly SummaryEntry[];
  /** What a reader must know to trust the figures: settings, approximations, errors of approximations. */
  readonly notes: readonly string[];
}

/** An array to be kept, row-major, with as many entries as `shape` says. */
export interface ResultArray {
  readonly data: Float64Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** Arrays by file name (without .npz) and name. */
export type ArrayFiles = Readonly<Record<string, Readonly<Record<string, ResultArray>>>>;

/** A column of numbers as an array. */
export function column(data: ResultArray["data"]): ResultArray {
  return { data, shape: [data.length] };
}

/** Rows of `width` numbers as an array. */
export function matrix(data: ResultArray["data"], width: number): ResultArray {
  return { data, shape: [data.length / width, width] };
}

/** Values by name as metrics; `more` stands in every line. */
export function metricLines(
  values: Readonly<Record<string, number>>,
  more: Omit<MetricLine, "name" | "value"> = {},
): MetricLine[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, ...more }));
}

/** An estimate with its interval as a metric of one entry. */
export function estimateLine(name: string, { value, low, high }: Estimate, entry: string): MetricLine {
  return { name, value, low, high, entry };
}

/** All that an experiment found. */
export interface ExperimentResult {
  readonly summary: Summary;
  readonly metrics: readonly MetricLine[];
  readonly arrays: ArrayFiles;
  /** Names among `arrays` that hold one row a sample and are also written as a Parquet table. */
  readonly tables?: readonly string[];
  /** In the order of the report. */
  readonly figures: readonly Figure[];
}

/** What an experiment may call on while it runs. */
export interface ExperimentContext {
  readonly kernels: Kernels;
  readonly rng: Rng;
  /** Told how far the work is. */
  progress(what: string, done: number, total: number): void;
  /** Where finished parts are kept, so that a run that was cut short can go on; absent: nowhere. */
  readonly cache?: PartCache;
}

/** Finished parts of a run by name. Values are plain objects, arrays, numbers (any), strings and typed arrays. */
export interface PartCache {
  /** The part, or undefined where it has not been finished under the same settings. */
  get(key: string): Promise<unknown | undefined>;
  put(key: string, value: unknown): Promise<void>;
}
