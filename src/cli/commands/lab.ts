/** `ridgescope lab`: the interactive page, served to this machine's browser, with the runs of a folder. */
import { InputError } from "../../errors/input-error.ts";
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions } from "../common-options.ts";
import type { Effects } from "../effects.ts";
import { integerParser } from "../numbers.ts";

/** Flags of `ridgescope lab`, in camel case. */
export interface LabCommandOptions extends CommonOptions {
  readonly port?: number;
  readonly host: string;
}

/** Takes a run directory or a folder of them, or nothing. */
export const labCommand: CommandDefinition<LabCommandOptions> = {
  name: "lab",
  summary: "Serves the interactive page to a browser on this machine, with the runs of a folder.",
  configure(command) {
    command
      .argument("[dir]", "a run directory, or a folder of run directories")
      .option(
        "--port <n>",
        "port to listen on; 0: any (default: 4173 or the next that is free)",
        integerParser("--port", 0, 65_535),
      )
      .option(
        "--host <address>",
        "address to listen on; others than the default can be reached",
        "127.0.0.1",
      );
    addCommonOptions(command, "not used: nothing is written");
  },
  run: runLab,
};

/**
 * Serves until the process is told to end.
 * @throws {InputError} where the page is not built, the folder holds no run, or the port is taken
 */
async function runLab(
  { port, host, out, json = false, quiet = false }: LabCommandOptions,
  effects: Effects,
  [dir]: readonly string[],
): Promise<number> {
  if (out !== undefined) throw new InputError("--out", "none, as nothing is written", out);
  const { startLab } = await import("../lab/server.ts");
  const lab = await startLab({
    host,
    ...(port !== undefined && { port }),
    ...(dir !== undefined && { dir }),
  });
  const runs = (await lab.runs())?.map(({ name, title }) => ({ name, title })) ?? [];
  const document = { url: lab.url, port: lab.port, runs };
  effects.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : `ridgescope lab: ${lab.url}\n`);
  if (!quiet) effects.stderr.write(notes(host, runs.length));
  await raised(effects.stop);
  await lab.close();
  return 0;
}

function notes(host: string, runs: number): string {
  const local = /^(127\.|::1$|localhost$)/.test(host);
  const warning = local ? "" : "Other machines can reach this address, and read the runs.\n";
  return `${runs === 0 ? "" : `${runs} run${runs === 1 ? "" : "s"}. `}Ctrl+C ends it.\n${warning}`;
}

/** Without a signal the process ends by its own. */
function raised(stop: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (stop?.aborted) resolve();
    stop?.addEventListener("abort", () => resolve(), { once: true });
  });
}
