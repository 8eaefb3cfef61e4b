/** Whether the figures of an analysis keep their limits, and the verdict in one line. */
import { present } from "../arrays/present.ts";
import { undecidedReason } from "../diagnosis/baselines.ts";
import { InputError } from "../errors/input-error.ts";
import { powerSentence } from "../experiments/parts/classes.ts";
import type { Estimate } from "../metrics/statistics.ts";
import { type Found, type LimitInForce, type LimitKind, stated } from "./limits.ts";

/** Fewer samples than this decide nothing but that a limit is crossed. */
const LEAST_SAMPLES = 20;

/**
 * "kept": the whole interval is on the right side; "crossed": the whole interval is beyond the limit; "uncertain": the
 * interval includes the limit, and the estimate is on the right side or as far beyond as real points come by chance;
 * "undecided": it cannot be told.
 */
type Status = "kept" | "crossed" | "uncertain" | "undecided";

/** How a limit was judged, and why where it is undecided. */
interface Judgement {
  readonly status: Status;
  readonly reason?: string;
}

/** A limit and what was measured of it. */
export interface JudgedLimit extends Estimate, Judgement {
  readonly option: string;
  readonly words: string;
  readonly metric: string;
  readonly bound: "max" | "min";
  readonly share: boolean;
  readonly limit: number;
  /** Where a default limit comes from. */
  readonly source?: string;
}

/**
 * Compares figures with limits.
 * @throws {InputError} where a limit is given and the analysis has no such figure, as there are too few samples
 */
export function judge(limits: readonly LimitInForce[], found: Found): JudgedLimit[] {
  return limits.map((inForce) => {
    const { option, words, metric, bound, share, fallback } = inForce.kind;
    const limit = inForce.limit ?? fallback?.limit(found) ?? NaN;
    const { value, low, high } = estimateOf(inForce, found);
    const source = inForce.limit === undefined ? fallback?.source : undefined;
    const judgement = judgementOf(inForce, { limit, value, low, high }, found);
    const measured = { option, words, metric, bound, share, limit, value, low, high };
    return { ...measured, ...(source !== undefined && { source }), ...judgement };
  });
}

/** An estimate and its limit. */
interface Measured extends Estimate {
  readonly limit: number;
}

function judgementOf({ kind, limit: given }: LimitInForce, measured: Measured, found: Found): Judgement {
  const { value, limit } = measured;
  if (Number.isNaN(value) || Number.isNaN(limit))
    return { status: "undecided", reason: missingReason(kind, found) };
  const fallback = given === undefined ? kind.fallback : undefined;
  const [plain, beyond] = sides(kind.bound, measured);
  const excuse = beyond ? fallback?.excuse?.(measured, found) : undefined;
  if (excuse !== undefined) return { status: "undecided", reason: excuse };
  if (plain === "crossed") return { status: "crossed" };
  const samples = stated("sample_count", found)?.value ?? Infinity;
  if (samples < LEAST_SAMPLES)
    return { status: "undecided", reason: `there are too few samples (${samples})` };
  const chance = fallback?.byChance?.(found) ?? NaN;
  return beyond && !(value <= chance) ? { status: "undecided" } : { status: plain };
}

/** What the interval says, and whether the estimate is beyond the limit. */
function sides(
  bound: "max" | "min",
  { value, low, high, limit }: Measured,
): [plain: Status, beyond: boolean] {
  const [worst, best, beyond] = bound === "max" ? [high, low, value > limit] : [-low, -high, value < limit];
  const at = bound === "max" ? limit : -limit;
  if (best > at) return ["crossed", true];
  return [worst <= at ? "kept" : "uncertain", beyond];
}

/** Why there is no figure, or no limit of it. */
function missingReason({ metric }: LimitKind, found: Found): string {
  const count = (name: string, other = NaN) => stated(name, found)?.value ?? other;
  if (metric !== "class:off_ridge") return "there are too few samples or training points";
  return undecidedReason({
    sample_count: count("sample_count"),
    training_points: count("training_points"),
    training_places: count("training_places"),
    held_out_points: count("held_out_points", Infinity),
  });
}

function estimateOf(
  { kind: { option, metric }, limit }: LimitInForce,
  { summary, metrics }: Found,
): Estimate {
  if (metric === "class:memorised") return present(summary.classes).memorised;
  if (metric === "class:off_ridge") return present(summary.classes).off_ridge;
  const line = metrics.find(
    ({ name, entry, low }) => name === metric && entry === "samples" && low !== undefined,
  );
  if (line) return { value: line.value, low: present(line.low), high: present(line.high) };
  if (limit === undefined) return { value: NaN, low: NaN, high: NaN };
  throw new InputError(option, `samples of which ${metric} can be computed`, "too few");
}

/** A verdict in words. */
export type VerdictWord = "fail" | "undecided" | "pass, not certain" | "pass";

/** Of all limits together: one that is crossed decides, and none passes while another cannot be told. */
export function verdictOf(judged: readonly JudgedLimit[]): VerdictWord {
  const some = (status: Status) => judged.some((one) => one.status === status);
  if (some("crossed")) return "fail";
  if (some("undecided")) return "undecided";
  return some("uncertain") ? "pass, not certain" : "pass";
}

/** One line: the verdict, every limit, the crossed ones first, and the power of the test where that is among them. */
export function verdictLine(judged: readonly JudgedLimit[], { summary }: Pick<Found, "summary">): string {
  const order = ["crossed", "undecided", "uncertain", "kept"] as const;
  const texts = order.flatMap((status) =>
    judged.filter((one) => one.status === status).map((one) => limitText(one)),
  );
  const test = judged.some(({ metric }) => metric === "class:off_ridge") ? summary.ridge?.test : undefined;
  return `${verdictOf(judged)}: ${texts.join("; ")}${test ? `. ${powerSentence(test)}` : ""}`;
}

function limitText(judged: JudgedLimit): string {
  const { words, share, value, low, high, status, reason } = judged;
  if (Number.isNaN(value)) return `${words}: undecided, as ${reason}`;
  const found = `${words} ${numberOf(value, share)} (${numberOf(low, share)} to ${numberOf(high, share)})`;
  return status === "undecided" && reason !== undefined
    ? `${found}: undecided, as ${reason}`
    : `${found}, ${relationOf(judged)}`;
}

/** Where an interval is beside its limit. */
function relationOf({ bound, share, limit, source, value, status }: JudgedLimit): string {
  const at = `${numberOf(limit, share)}${source === undefined ? "" : ` (${source})`}`;
  const [side, beyond] = bound === "max" ? ["at most", "above"] : ["at least", "below"];
  if (status === "kept") return `${side} ${at}`;
  if (status === "crossed") return `${beyond} the limit ${at}`;
  if (status === "undecided") return `beyond the limit ${at}, but not for certain`;
  const passed = bound === "max" ? value > limit : value < limit;
  const chance = passed ? ", beyond which as many real points may be by chance" : "";
  return `not certain, as the interval includes the limit ${at}${chance}`;
}

function numberOf(value: number, share: boolean): string {
  return share ? `${Number((100 * value).toFixed(2))} %` : `${Number(value.toPrecision(3))}`;
}
