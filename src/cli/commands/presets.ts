/** `ridgescope presets`: the experiments there are. */
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions } from "../common-options.ts";
import type { Effects } from "../effects.ts";

/** Lists names with one line each; with `--json` also their settings. */
export const presetsCommand: CommandDefinition<CommonOptions> = {
  name: "presets",
  summary: "Lists the experiments that `ridgescope run` knows by name.",
  configure(command) {
    addCommonOptions(command, "a file for the list (default: standard output)");
  },
  run: runPresets,
};

/** Prints the list, or writes it to `--out`. */
export async function runPresets({ json = false, out }: CommonOptions, effects: Effects): Promise<number> {
  const { PRESETS } = await import("../../experiments/presets.ts");
  const width = Math.max(...PRESETS.map(({ name }) => name.length));
  const listed = PRESETS.map(({ name, summary, config }) => ({ name, summary, config }));
  const text = json
    ? `${JSON.stringify({ presets: listed }, null, 2)}\n`
    : listed.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join("");
  if (out === undefined) effects.stdout.write(text);
  else await effects.writeText(out, text);
  return 0;
}
