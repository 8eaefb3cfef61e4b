import { present } from "../../src/arrays/present.ts";
import { findPreset } from "../../src/experiments/presets.ts";
import type { ExperimentResult } from "../../src/experiments/result.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";

/** Runs a preset, or one of its variants, with some settings changed. */
export async function runPreset(
  name: string,
  change: (config: Record<string, Record<string, unknown>>) => void = () => {},
  variant: Readonly<Record<string, string>> = {},
  threads = 2,
): Promise<ExperimentResult> {
  const preset = present(findPreset(name));
  const [[key = "", value = ""] = []] = Object.entries(variant);
  const start = preset.variants?.[key]?.[value] ?? preset.config;
  const config = structuredClone(start) as Record<string, Record<string, unknown>>;
  change(config);
  const kernels = await createKernels({ threads });
  try {
    return await preset.run(config, { kernels, rng: createRng(0), progress: () => {} });
  } finally {
    kernels.close();
  }
}
