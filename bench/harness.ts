/** Fair timing: seeded inputs, warm-up, candidates in turn within one run, medians and spread, and a sink. */

/** One candidate. What it returns goes into the sink, so that nothing can be left out as unused. */
export interface Candidate {
  readonly name: string;
  run(): Promise<ArrayLike<number>> | ArrayLike<number>;
}

/** Seconds of one candidate over the rounds. */
export interface Timing {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Times faster than the first candidate, median over rounds of the ratio within a round. */
  readonly ratio: number;
  /** Units of work a second, at the median. */
  readonly rate: number;
}

/** What a bench reports. */
export interface Report {
  /** "2000 queries × 60,000 points". */
  readonly size: string;
  /** What `rate` counts: "rows/s". */
  readonly unit: string;
  readonly timings: readonly Timing[];
  /** Other figures, by name and with their unit. */
  readonly figures?: Readonly<Record<string, string | number>>;
}

/** One bench, chosen with `--only`. */
export interface Bench {
  readonly name: string;
  run(): Promise<Report>;
}

let sink = 0;

/** What all results together came to; printing it keeps them alive. */
export function sinkValue(): number {
  return sink;
}

/**
 * Times the candidates in turn, in an order that rotates from round to round.
 * @param work units of work in one call, for the rate
 */
export async function interleave(
  candidates: readonly Candidate[],
  { rounds = 7, warmUps = 2, work = 1 }: { rounds?: number; warmUps?: number; work?: number } = {},
): Promise<Timing[]> {
  for (let i = 0; i < warmUps; i++) for (const candidate of candidates) await timeOnce(candidate);
  const seconds = candidates.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < candidates.length; turn++) {
      const at = (round + turn) % candidates.length;
      seconds[at].push(await timeOnce(candidates[at]));
    }
  }
  return candidates.map(({ name }, at) => summarize(name, seconds[at], { first: seconds[0], work }));
}

async function timeOnce({ run }: Candidate): Promise<number> {
  const start = performance.now();
  const result = await run();
  const end = performance.now();
  const value = result[result.length >> 1] ?? 0;
  sink += Number.isFinite(value) ? value : 1;
  return (end - start) / 1000;
}

function summarize(
  name: string,
  seconds: readonly number[],
  { first, work }: { first: readonly number[]; work: number },
): Timing {
  const ratios = seconds.map((value, round) => first[round] / value);
  return {
    name,
    seconds,
    median: medianOf(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    ratio: medianOf(ratios),
    rate: work / medianOf(seconds),
  };
}

/** The middle value (mean of the two middle ones for an even number). */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
