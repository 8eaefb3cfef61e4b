/** `ridgescope export`: the networks that a run trained, as ONNX files that any runtime reads. */

import { join } from "node:path";
import { lastOf, present } from "../../arrays/present.ts";
import { InputError } from "../../errors/input-error.ts";
import type { VaeConfig } from "../../experiments/parts/latent-settings.ts";
import type { NetworkConfig } from "../../experiments/parts/network-settings.ts";
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions, required } from "../common-options.ts";
import type { Effects } from "../effects.ts";

/** Takes one run directory. */
export const exportCommand: CommandDefinition<CommonOptions> = {
  name: "export",
  summary: "Writes the networks that a run trained as ONNX files.",
  configure(command) {
    command.argument("<dir>", "a run directory of an experiment with a network");
    addCommonOptions(command, "the ONNX file to write, e.g. net.onnx");
  },
  run: runExport,
};

/** What of a run's configuration says which network it trained. */
interface TrainedConfig {
  readonly seed: number;
  readonly network?: NetworkConfig;
  readonly vae?: VaeConfig;
  readonly data?: { readonly latent?: string };
}

/**
 * Writes `net.onnx` with `net.json` beside it (as `analyze --model` reads it), and `net.encoder.onnx` and
 * `net.decoder.onnx` where the run trained an autoencoder.
 * @throws {InputError} where the directory holds no run with a network, or is damaged
 */
async function runExport(
  { out: given, json = false, quiet = false }: CommonOptions,
  effects: Effects,
  [dir = ""]: readonly string[],
): Promise<number> {
  const out = required("--out", "an ONNX file to write", given);
  if (!/\.onnx$/i.test(out)) throw new InputError("--out", "a file that ends in .onnx", out);
  effects.requireWritable(out);
  const { readRunDirectory } = await import("../../report/read-run.ts");
  const { config } = await readRunDirectory(dir);
  const trained = config as TrainedConfig;
  if (trained.network === undefined)
    throw new InputError(dir, "a run that trained a network", "one that did not");
  const stem = out.slice(0, -".onnx".length);
  const read = async (name: string) =>
    Object.fromEntries(await effects.readArrays(join(dir, "arrays", `${name}.npz`)));
  const { parameters } = await read("network");
  const stored = Float64Array.from(parameters.data as ArrayLike<number>);
  const files = await networkFiles(dir, trained, { stem, out, parameters: stored });
  if (trained.vae && trained.data?.latent?.startsWith("vae:"))
    files.push(...(await autoencoderFiles(trained.vae, await read("autoencoder"), stem)));
  const { writeFileAtomically } = await import("../../data/write-file.ts");
  for (const { path, bytes } of files) await writeFileAtomically(path, (sink) => sink.write(bytes));
  const paths = files.map(({ path }) => path);
  if (json) effects.stdout.write(`${JSON.stringify({ files: paths }, null, 2)}\n`);
  else if (!quiet) effects.stdout.write(paths.map((path) => `${path}\n`).join(""));
  return 0;
}

interface File {
  readonly path: string;
  readonly bytes: Uint8Array;
}

async function networkFiles(
  dir: string,
  { network, seed }: TrainedConfig,
  { stem, out, parameters }: { stem: string; out: string; parameters: Float64Array },
): Promise<File[]> {
  const { networkSpec } = await import("../../experiments/parts/network-settings.ts");
  const { exportScoreNetwork } = await import("../../networks/network-model.ts");
  const { parameterCount } = await import("../../networks/parameters.ts");
  const { scoreParameters } = await import("../../networks/score-network.ts");
  const { createRng } = await import("../../random/rng.ts");
  const d = outputWidth(present(network), parameters.length);
  const spec = networkSpec(present(network), d, createRng(seed).split("network"));
  if (parameterCount(scoreParameters(spec)) !== parameters.length)
    throw new InputError(
      join(dir, "arrays", "network.npz"),
      "parameters of the network of config.json",
      `${parameters.length} numbers`,
    );
  const beside = {
    prediction: spec.prediction,
    schedule: "ou",
    inputs: { x: "x", t: "t" },
    output: "output",
  };
  const text = `${JSON.stringify(beside, null, 2)}\n`;
  return [
    { path: out, bytes: exportScoreNetwork(spec, parameters) },
    { path: `${stem}.json`, bytes: new TextEncoder().encode(text) },
  ];
}

/** The dimension of x, from the number of parameters: the first layer has h (d + f) of them, the last (h' + 1) d. */
function outputWidth({ hidden, time_features: features }: NetworkConfig, count: number): number {
  const inner = hidden.slice(1).reduce((sum, size, i) => sum + size * (hidden[i] + 1), 0);
  const [first, last] = [hidden[0], lastOf(hidden)];
  return Math.round((count - inner - first * (features.size + 1)) / (first + last + 1));
}

async function autoencoderFiles(
  { hidden }: VaeConfig,
  { parameters, scale, sizes }: Readonly<Record<string, { readonly data: ArrayLike<number> }>>,
  stem: string,
): Promise<File[]> {
  const { exportVae } = await import("../../networks/vae.ts");
  const [pixels, latent] = Array.from(sizes.data) as [number, number];
  const { encoder, decoder } = exportVae({
    spec: { pixels, latent, hidden, activation: "relu" },
    parameters: Float32Array.from(parameters.data),
    scale: scale.data[0],
  });
  return [
    { path: `${stem}.encoder.onnx`, bytes: encoder },
    { path: `${stem}.decoder.onnx`, bytes: decoder },
  ];
}
