import { findPreset } from "../../src/experiments/presets.ts";
import type { ExperimentResult } from "../../src/experiments/result.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";

/** Runs a preset with some settings changed. */
export async function runPreset(
  name: string,
  change: (config: Record<string, Record<string, unknown>>) => void = () => {},
  threads = 2,
): Promise<ExperimentResult> {
  const preset = findPreset(name)!;
  const config = structuredClone(preset.config) as Record<string, Record<string, unknown>>;
  change(config);
  const kernels = await createKernels({ threads });
  try {
    return await preset.run(config, { kernels, rng: createRng(0), progress: () => {} });
  } finally {
    kernels.close();
  }
}
