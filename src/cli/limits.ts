/** Limits on the metrics of an analysis: which can be given, and which are in force. */
import { MANY_REPEATED } from "../diagnosis/baselines.ts";
import { LEAST_POINTS } from "../diagnosis/ridge-test.ts";
import type { MetricLine, Summary } from "../experiments/result.ts";
import type { MetricName } from "../metrics/sample-metrics.ts";
import type { Estimate } from "../metrics/statistics.ts";

/** One limit that can be given. */
export interface LimitKind {
  /** Of the option in camel case, "maxMemorised". */
  readonly key: string;
  /** The option, with its dashes. */
  readonly option: string;
  /** In words, for the verdict. */
  readonly words: string;
  readonly bound: "max" | "min";
  /** A share, 0 … 1; else any number. */
  readonly share: boolean;
  /** "class:…" for a class of the diagnosis. */
  readonly metric: MetricName | "class:memorised" | "class:off_ridge" | "beyond_latents";
  /** Whether it is of latents, and has a default only with --latent. */
  readonly latents?: boolean;
  /** For `--help`. */
  readonly help: string;
  /** Used where no limit is given at all. */
  readonly fallback?: Fallback;
}

/** A default limit. */
interface Fallback {
  /** For `--help`. */
  readonly words: string;
  /** Where the limit comes from, for the verdict. */
  readonly source: string;
  /** Undefined where the analysis does not know. */
  limit(found: Found): number | undefined;
  /** Up to where real points come by chance: an estimate beyond the limit is then no sign of anything. */
  byChance?(found: Found): number | undefined;
  /** Why a figure beyond the limit may be the data's own doing, where it may. */
  excuse?(estimate: Estimate, found: Found): string | undefined;
}

/** What an analysis found. */
export interface Found {
  readonly summary: Pick<Summary, "classes"> & { readonly ridge?: Pick<Summary["ridge"], "test"> };
  readonly metrics: readonly MetricLine[];
}

/** A number that the analysis of the samples states beside their metrics. */
export function stated(name: string, { metrics }: Found): MetricLine | undefined {
  return metrics.find((line) => line.name === name && line.entry === "samples");
}

/** More copies than real points make by chance that the default limit allows. */
const COPIES = 0.01;
/** Share of the coverage of fresh draws that the default limit asks for. */
const COVERED = 0.8;

const REPEATING = "training points repeat each other, and so may new ones";

const FITTED =
  "the latents were fitted to the very points that they are compared with (--held-out gives others)";

/** All limits, in the order of the verdict. */
export const LIMITS: readonly LimitKind[] = [
  {
    key: "maxMemorised",
    option: "--max-memorised",
    bound: "max",
    share: true,
    fallback: {
      words: "0.01, and what real points may do by chance",
      source: "1 % more than real points may by chance",
      limit: (found) => COPIES + (stated("chance_copies", found)?.high ?? 0),
      byChance: (found) => stated("memorised_by_chance", found)?.value,
      // Where training points repeat each other, so may new points of the same distribution.
      excuse: ({ low }, found) =>
        low <= (stated("repeated_training", found)?.value ?? 0) ? REPEATING : undefined,
    },
    words: "memorised",
    metric: "class:memorised",
    help: "largest share of copies of training points",
  },
  {
    key: "maxOffRidge",
    option: "--max-off-ridge",
    bound: "max",
    share: true,
    fallback: {
      words: "what 5 % may be, as far as the calibration tells",
      source: "5 % of real points, as far as the calibration tells",
      limit: (found) => stated("size_bound", found)?.value ?? 0.05,
      byChance: (found) => stated("off_ridge_by_chance", found)?.value,
    },
    words: "off the ridge",
    metric: "class:off_ridge",
    help: "largest share of samples off the ridge (real points: 0.05)",
  },
  {
    key: "minAuthentic",
    option: "--min-authentic",
    bound: "min",
    share: true,
    words: "authentic",
    metric: "authentic_fraction",
    help: "least share of authentic samples (real points: about 0.5)",
  },
  {
    key: "minDataCopying",
    option: "--min-data-copying",
    bound: "min",
    share: false,
    words: "C_T",
    metric: "data_copying",
    help: "least C_T, e.g. -3: below it samples are nearer to training points than real ones (needs --held-out)",
  },
  {
    key: "minPrecision",
    option: "--min-precision",
    bound: "min",
    share: true,
    words: "precision",
    metric: "precision",
    help: "least share of samples within reach of training points",
  },
  {
    key: "minRecall",
    option: "--min-recall",
    bound: "min",
    share: true,
    words: "recall",
    metric: "recall",
    help: "least share of training points within reach of samples",
  },
  {
    key: "minCoverage",
    option: "--min-coverage",
    bound: "min",
    share: true,
    words: "coverage",
    metric: "coverage",
    fallback: {
      words: "0.8 of what as many fresh draws would cover",
      source: "0.8 of what as many fresh draws would cover",
      limit: (found) => {
        const fresh = stated("fresh_coverage", found)?.value;
        return fresh === undefined ? undefined : COVERED * fresh;
      },
      excuse: (_, found) => uncoveredReason(found),
    },
    help: "least share of training points with a sample in their neighbourhood",
  },
  {
    key: "maxBeyondLatents",
    option: "--max-beyond-latents",
    bound: "max",
    share: true,
    words: "beyond the latents",
    metric: "beyond_latents",
    latents: true,
    fallback: {
      words: "what 5 % of real points may be, with --latent",
      source: "5 % of real points, as far as they tell",
      limit: (found) => stated("beyond_latents_bound", found)?.value,
      excuse: (_, found) => (stated("beyond_latents_fitted", found)?.value === 1 ? FITTED : undefined),
    },
    help: "largest share of samples farther from what the latents can show than 95 % of real points (needs --latent)",
  },
];

/** Why fresh draws of these training points may cover less than those of a continuous distribution, known by many points, do. */
function uncoveredReason(found: Found): string | undefined {
  const [points, places] = ["training_points", "training_places"].map((name) => stated(name, found)?.value);
  if (points === undefined || places === undefined) return undefined;
  if (points < LEAST_POINTS) return `there are fewer than ${LEAST_POINTS} training points`;
  return points - places > MANY_REPEATED * points ? REPEATING : undefined;
}

/** What was asked for: option keys with their limits. */
export type LimitOptions = Readonly<Record<string, unknown>>;

/** A kind of limit in force: as given, or to be taken from what the analysis finds. */
export interface LimitInForce {
  readonly kind: LimitKind;
  readonly limit: number | undefined;
}

/** The limits in force: those given, or the defaults where none is. */
export function limitsOf(options: LimitOptions): LimitInForce[] {
  const given = LIMITS.flatMap((kind) => {
    const limit = options[kind.key];
    return typeof limit === "number" ? [{ kind, limit }] : [];
  });
  if (given.length > 0) return given;
  const { latent = "none" } = options;
  const usable = LIMITS.filter((kind) => kind.fallback && (latent !== "none" || !kind.latents));
  return usable.map((kind) => ({ kind, limit: undefined }));
}
