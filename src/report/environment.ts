/** What a run ran on, as far as it may matter for its numbers: no host names, paths or dates. */
import type { Kernels } from "../kernels/kernels.ts";

/** environment.json. */
export interface Environment {
  readonly ridgescope: string;
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly threads: number;
  readonly backend: string;
  /** Why this backend. */
  readonly reason: string;
  /** What each stage cost, where that was asked for: differs from run to run. */
  readonly stages?: readonly StageCost[];
}

/** Seconds of a stage of a run, and memory of the process when it ended. */
export interface StageCost {
  readonly what: string;
  readonly seconds: number;
  /** The most that was resident until then. */
  readonly peak_bytes: number;
  /** JavaScript's heap then. */
  readonly heap_bytes: number;
}

/**
 * Describes the environment.
 * @param version ridgescope's own version
 * @example
 * describeEnvironment(kernels, "1.2.3").ridgescope; // → 1.2.3
 */
export function describeEnvironment(
  { backend, threads, reason }: Pick<Kernels, "backend" | "threads" | "reason">,
  version: string,
): Environment {
  const { versions, platform, arch } = process;
  return { ridgescope: version, node: versions.node, platform, arch, threads, backend, reason };
}
