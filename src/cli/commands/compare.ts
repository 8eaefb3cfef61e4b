/** `ridgescope compare`: runs side by side. */
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions } from "../common-options.ts";
import type { Effects } from "../effects.ts";

/** Takes one or more run directories. */
export const compareCommand: CommandDefinition<CommonOptions> = {
  name: "compare",
  summary: "Prints a table of the classes, tests and headline figures of several runs.",
  configure(command) {
    command.argument("<dir...>", "run directories");
    addCommonOptions(command, "a file for the table (default: standard output)");
  },
  run: runCompare,
};

/**
 * Prints the table, or writes it to `--out`.
 * @throws {InputError} where one is no run directory
 */
async function runCompare(
  { json = false, out }: CommonOptions,
  effects: Effects,
  dirs: readonly string[],
): Promise<number> {
  const { compareRuns } = await import("../../report/compare-runs.ts");
  const { classFractions } = await import("../../report/class-fractions.ts");
  const { toJson } = await import("../../text/json.ts");
  const { rows, text } = await compareRuns(dirs);
  const plain = rows.map((row) => ({ ...row, classes: classFractions(row.classes) }));
  const document = json ? toJson({ rows: plain }) : text;
  if (out === undefined) effects.stdout.write(document);
  else await effects.writeText(out, document);
  return 0;
}
