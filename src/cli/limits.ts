/** Limits on the metrics of an analysis, and whether its figures keep them. */
import { present } from "../arrays/present.ts";
import { InputError } from "../errors/input-error.ts";
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
  readonly metric: MetricName | "class:memorised" | "class:off_ridge";
  /** For `--help`. */
  readonly help: string;
  /** Used where no limit is given at all, and the same in words. */
  readonly fallback?: Fallback;
}

interface Fallback {
  readonly words: string;
  /** Undefined where the analysis does not know. */
  limit(found: Found): number | undefined;
  /** Held-out points are what it means something beside. */
  readonly needsHeldOut?: boolean;
  /** Whether a figure beyond the limit may be the data's own doing. */
  excuse?(estimate: Estimate, found: Found): boolean;
}

/** What an analysis found. */
interface Found {
  readonly summary: Summary;
  readonly metrics: readonly MetricLine[];
}

/** A number that the analysis of the samples states beside their metrics. */
function stated(name: string, { metrics }: Found): MetricLine | undefined {
  return metrics.find((line) => line.name === name && line.entry === "samples");
}

/** All limits, in the order of the verdict. */
export const LIMITS: readonly LimitKind[] = [
  {
    key: "maxMemorised",
    option: "--max-memorised",
    bound: "max",
    share: true,
    fallback: {
      words: "0.01, and what real points may do by chance",
      limit: (found) => 0.01 + (stated("chance_copies", found)?.high ?? 0),
      // Where training points repeat each other, so may new points of the same distribution.
      excuse: ({ low }, found) => low <= (stated("repeated_training", found)?.value ?? 0),
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
      limit: (found) => stated("size_bound", found)?.value ?? 0.05,
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
      words: "half of what as many fresh draws would cover, with --held-out",
      limit: (found) => {
        const fresh = stated("fresh_coverage", found)?.value;
        return fresh === undefined ? undefined : fresh / 2;
      },
      needsHeldOut: true,
    },
    help: "least share of training points with a sample in their neighbourhood",
  },
];

/** What was asked for: option keys with their limits. */
export type LimitOptions = Readonly<Record<string, unknown>>;

/** A limit and what was measured of it. */
export interface JudgedLimit extends Estimate {
  readonly option: string;
  readonly words: string;
  readonly metric: string;
  readonly bound: "max" | "min";
  readonly share: boolean;
  readonly limit: number;
  /**
   * "kept": the whole interval is on the right side; "crossed": the whole interval is beyond the limit; "uncertain": the
   * interval includes the limit; "undecided": the analysis cannot tell.
   */
  readonly status: "kept" | "crossed" | "uncertain" | "undecided";
}

/** A kind of limit in force: as given, or to be taken from what the analysis finds. */
export interface LimitInForce {
  readonly kind: LimitKind;
  readonly limit: number | undefined;
}

/** The limits in force: those given, or the defaults where none is; that of coverage with held-out points only. */
export function limitsOf(options: LimitOptions): LimitInForce[] {
  const given = LIMITS.flatMap((kind) => {
    const limit = options[kind.key];
    return typeof limit === "number" ? [{ kind, limit }] : [];
  });
  if (given.length > 0) return given;
  const usable = LIMITS.filter(
    ({ fallback }) => fallback && !(fallback.needsHeldOut && options["heldOut"] === undefined),
  );
  return usable.map((kind) => ({ kind, limit: undefined }));
}

/**
 * Compares figures with limits.
 * @throws {InputError} where the analysis has no such figure, as there are too few samples
 */
export function judge(limits: readonly LimitInForce[], found: Found): JudgedLimit[] {
  return limits.map(({ kind, limit: given }) => {
    const { option, words, metric, bound, share, fallback } = kind;
    const limit = given ?? fallback?.limit(found) ?? NaN;
    const estimate = estimateOf(kind, found);
    const { value, low, high } = estimate;
    const reached = statusOf(estimate, bound, limit);
    const excused = reached === "crossed" && given === undefined && fallback?.excuse?.(estimate, found);
    const status = excused ? "undecided" : reached;
    return { option, words, metric, bound, share, limit, value, low, high, status };
  });
}

function statusOf(
  { value, low, high }: Estimate,
  bound: "max" | "min",
  limit: number,
): JudgedLimit["status"] {
  if (Number.isNaN(value) || Number.isNaN(limit)) return "undecided";
  if (bound === "max" ? low > limit : high < limit) return "crossed";
  return (bound === "max" ? high <= limit : low >= limit) ? "kept" : "uncertain";
}

function estimateOf({ option, metric }: LimitKind, { summary, metrics }: Found): Estimate {
  if (metric === "class:memorised") return present(summary.classes).memorised;
  if (metric === "class:off_ridge") return present(summary.classes).off_ridge;
  const line = metrics.find(
    ({ name, entry, low }) => name === metric && entry === "samples" && low !== undefined,
  );
  if (!line) throw new InputError(option, `samples of which ${metric} can be computed`, "too few");
  return { value: line.value, low: present(line.low), high: present(line.high) };
}

/** One line: the verdict, then every limit, the crossed ones first. */
export function verdictLine(judged: readonly JudgedLimit[]): string {
  const order = ["crossed", "undecided", "uncertain", "kept"] as const;
  const texts = order.flatMap((status) =>
    judged.filter((one) => one.status === status).map((one) => limitText(one)),
  );
  return `${verdictOf(judged)}: ${texts.join("; ")}`;
}

/** A verdict in words. */
export type VerdictWord = "fail" | "undecided" | "pass, not certain" | "pass";

/** Of all limits together: one that is crossed decides, and none passes while another cannot be told. */
export function verdictOf(judged: readonly JudgedLimit[]): VerdictWord {
  const some = (status: JudgedLimit["status"]) => judged.some((one) => one.status === status);
  if (some("crossed")) return "fail";
  if (some("undecided")) return "undecided";
  return some("uncertain") ? "pass, not certain" : "pass";
}

function limitText({ words, bound, share, limit, value, low, high, status }: JudgedLimit): string {
  if (status === "undecided") return `${words}: undecided, as the data do not tell`;
  const [side, beyond] = bound === "max" ? ["at most", "above"] : ["at least", "below"];
  const relation = {
    kept: `${side} ${numberOf(limit, share)}`,
    crossed: `${beyond} the limit ${numberOf(limit, share)}`,
    uncertain: `not certain, as the interval includes the limit ${numberOf(limit, share)}`,
  }[status];
  return `${words} ${numberOf(value, share)} (${numberOf(low, share)} to ${numberOf(high, share)}), ${relation}`;
}

function numberOf(value: number, share: boolean): string {
  return share ? `${Number((100 * value).toFixed(2))} %` : `${Number(value.toPrecision(3))}`;
}
