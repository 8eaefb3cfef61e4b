/** What comparisons with peers measure, as it is kept in `bench/results/`: one file a machine, seconds of every round. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Seconds of one candidate of one case, round by round. */
export interface Measured {
  readonly name: string;
  readonly ours: boolean;
  readonly seconds: readonly number[];
  /** Ours and this: |ratio - 1| of the values that both give, at most this for 99 % of them. */
  readonly difference?: number;
}

/** One size or noise level of a comparison. The first candidate is ours. */
export interface Case {
  readonly at: string;
  readonly candidates: readonly Measured[];
  /** Floating-point operations of the plain, dense form of the work; absent: not fixed beforehand. */
  readonly operations?: number;
  /** GFLOP/s of the machine's float64 product, measured in the same rounds. */
  readonly product?: readonly number[];
}

/** The same work at several sizes. */
export interface Sweep {
  /** "N". */
  readonly axis: string;
  /** "training points N". */
  readonly label: string;
  readonly values: readonly number[];
  /** Seconds by round and value. */
  readonly candidates: readonly {
    readonly name: string;
    readonly seconds: readonly (readonly number[])[];
  }[];
  readonly rest: string;
}

/** One comparison as measured. */
export interface Row {
  readonly name: string;
  readonly title: string;
  readonly size: string;
  /** What is fair and what is not. */
  readonly fair: string;
  readonly date: string;
  /** Load average of the last minute before and after: far above the number of cores, others were at work. */
  readonly load: readonly [number, number];
  readonly cases: readonly Case[];
  readonly sweeps: readonly Sweep[];
  /** Other figures: peak memory. */
  readonly figures: Readonly<Record<string, string>>;
}

/** What ran: library versions by name, and the linear algebra behind them. */
export type Versions = Readonly<Record<string, string>>;

/** All that one machine measured. */
export interface MachineResults {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly versions: Versions;
  readonly rows: readonly Row[];
}

/** "intel-r-xeon-r-processor-2-cores": the name of a machine's file and figures. */
export function machineName({ cpu, cores }: Pick<MachineResults, "cpu" | "cores">): string {
  const words = cpu.toLowerCase().replaceAll(/\((r|tm)\)/g, "");
  return `${words.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "")}-${cores}-cores`;
}

/** The results with these rows in place of older ones of the same name, in the order of `order`. */
export function withRows(
  before: MachineResults | undefined,
  now: MachineResults,
  order: readonly string[],
): MachineResults {
  const rows = new Map([...(before?.rows ?? []), ...now.rows].map((row) => [row.name, row]));
  return { ...now, rows: order.flatMap((name) => rows.get(name) ?? []) };
}

/** All results in a folder, by file name. */
export function readResults(folder: string): MachineResults[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as MachineResults);
}

/** Writes a machine's results, numbers with as many digits as mean something. */
export function writeResults(folder: string, results: MachineResults): void {
  mkdirSync(folder, { recursive: true });
  const short = (_: string, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value;
  const text = JSON.stringify(results, short, 1).replaceAll(
    /\[\s+([-\d.e,\s]+?)\s+\]/g,
    (_, inner: string) => `[${inner.replaceAll(/\s+/g, " ")}]`,
  );
  writeFileSync(join(folder, `${machineName(results)}.json`), `${text}\n`);
}
