/** The options that every command takes, and the noise level that most of them take. */

import type { Command } from "commander";
import { present } from "../arrays/present.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import { type NoiseLevel, ouLevel, scaleBandwidth, veLevel } from "../schedule/noise-level.ts";
import { integerParser, numberParser } from "./numbers.ts";

/** The flags that every command takes. */
export interface CommonOptions {
  /** Where results go. */
  readonly out?: string;
  readonly seed: number;
  /** Undefined: all that the machine has. */
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The flags of commands that tell where their time goes. */
export interface ProfileOptions {
  /** Seconds and memory of each stage into the report and environment.json. */
  readonly profile?: boolean;
  /** A `.cpuprofile` of the main thread beside the report. */
  readonly cpuProfile?: boolean;
}

/** Adds `--profile` and `--cpu-profile`. */
export function addProfileOptions(command: Command): void {
  command
    .option("--profile", "seconds and memory of each stage, in the report and in environment.json")
    .option("--cpu-profile", "also writes main-thread.cpuprofile, for Chrome's developer tools");
}

/** The flags that name a noise level: `time` (OU) or `sigma` (VE), and the factor c that multiplies h by c². */
export interface NoiseOptions {
  readonly time?: number;
  readonly sigma?: number;
  readonly bandwidthScale?: number;
}

/**
 * Adds `--out`, `--seed`, `--threads`, `--json` and `--quiet`; `what` says what `--out` names.
 * @param seed the default; null: none, as the command finds the seed elsewhere
 */
export function addCommonOptions(command: Command, what: string, seed: number | null = 0): void {
  command
    .option("--out <path>", what)
    .option("--seed <n>", "seed of all random numbers", integerParser("--seed", 0), seed ?? undefined)
    .option("--threads <n>", "worker threads (default: all)", integerParser("--threads", 1, 1024))
    .option("--json", "one JSON document on standard output, all else on standard error")
    .option("--quiet", "no progress and no notes");
}

/** Adds `--time`, `--sigma` and `--bandwidth-scale`. */
export function addNoiseOptions(command: Command): void {
  const positive = (name: string) => numberParser(name, "a positive number", { above: 0 });
  command
    .option(
      "--time <t>",
      "noise level: Ornstein–Uhlenbeck time (a = e^-t, h = 1 - e^-2t)",
      positive("--time"),
    )
    .option(
      "--sigma <s>",
      "noise level: standard deviation of added noise (a = 1, h = s²)",
      positive("--sigma"),
    )
    .option("--bandwidth-scale <c>", "multiplies h by c²", positive("--bandwidth-scale"));
}

/** Beyond these, squares and their reciprocals leave float64. */
const MIN_VARIANCE = 1e-100;
const MAX_VARIANCE = 1e100;
const MAX_TIME = 100;

/**
 * The noise level that the options name.
 * @throws {InputError} unless exactly one of `--time` and `--sigma` is given, within what float64 can carry
 */
export function noiseLevel({ time, sigma, bandwidthScale = 1 }: NoiseOptions): NoiseLevel {
  if (time !== undefined && sigma !== undefined)
    throw new InputError("--time, --sigma", "exactly one of the two", "both");
  if (time === undefined && sigma === undefined)
    throw new InputError("--time, --sigma", "exactly one of the two", "neither");
  if (time !== undefined && time > MAX_TIME) throw new InputError("--time", `at most ${MAX_TIME}`, `${time}`);
  const level = scaleBandwidth(time === undefined ? veLevel(present(sigma)) : ouLevel(time), bandwidthScale);
  if (!(level.variance >= MIN_VARIANCE && level.variance <= MAX_VARIANCE))
    throw new InputError(
      time === undefined ? "--sigma" : "--time",
      `a level whose variance h is from ${MIN_VARIANCE} to ${MAX_VARIANCE}`,
      `h = ${level.variance}`,
    );
  return level;
}

/**
 * The value of an option that the command cannot do without.
 * @throws {InputError} where it is absent
 */
export function required<T>(name: string, expected: string, value: T | undefined): T {
  if (value === undefined) throw new InputError(name, expected, "none");
  return value;
}

/**
 * The `--out` of a command that writes arrays.
 * @throws {InputError} unless it ends in `.npz`
 */
export function requiredNpz(out: string | undefined): string {
  return requiredFile(out, "npz");
}

/**
 * The `--out` of a command that writes one JSON file.
 * @throws {InputError} unless it ends in `.json`
 */
export function requiredJson(out: string | undefined): string {
  return requiredFile(out, "json");
}

function requiredFile(out: string | undefined, suffix: string): string {
  const path = required("--out", `a file to write (.${suffix})`, out);
  if (!new RegExp(`[^/\\\\]\\.${suffix}$`, "i").test(path))
    throw new InputError("--out", `a file name that ends in .${suffix}`, quoted(path));
  return path;
}
