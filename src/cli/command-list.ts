/** The commands there are. Each is loaded only when it is called for. */
import type { AnyCommand } from "./command.ts";

/** A command by name: enough for `--help` without loading it. */
export interface CommandEntry {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  load(): Promise<AnyCommand>;
}

/** In the order in which `--help` shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "run",
    summary: "runs an experiment by name or from a configuration, to a directory with its report",
    load: () => import("./commands/run.ts").then(({ runCommand }) => runCommand),
  },
  {
    name: "presets",
    summary: "lists the experiments that `run` knows by name",
    load: () => import("./commands/presets.ts").then(({ presetsCommand }) => presetsCommand),
  },
  {
    name: "analyze",
    summary: "diagnoses generated samples: copies, on the ridge between data, or off it",
    load: () => import("./commands/analyze.ts").then(({ analyzeCommand }) => analyzeCommand),
  },
  {
    name: "check",
    summary:
      "judges generated samples against limits, as a gate: exit 3 where one is crossed, 4 where undecided",
    load: () => import("./commands/check.ts").then(({ checkCommand }) => checkCommand),
  },
  {
    name: "compare",
    summary: "prints a table of several runs",
    load: () => import("./commands/compare.ts").then(({ compareCommand }) => compareCommand),
  },
  {
    name: "report",
    summary: "rebuilds the figures and report of a run",
    load: () => import("./commands/report.ts").then(({ reportCommand }) => reportCommand),
  },
  {
    name: "export",
    summary: "writes the networks that a run trained as ONNX files",
    load: () => import("./commands/export.ts").then(({ exportCommand }) => exportCommand),
  },
  {
    name: "geometry",
    summary: "density, score, Hessian spectrum and ridge distances of a data set at given points",
    load: () => import("./commands/geometry.ts").then(({ geometryCommand }) => geometryCommand),
  },
  {
    name: "ridge",
    summary: "projects points onto the log-density ridge of a data set",
    load: () => import("./commands/ridge.ts").then(({ ridgeCommand }) => ridgeCommand),
  },
  {
    name: "graph",
    summary: "modes, saddles and the ridges between them, with their log-density drops",
    load: () => import("./commands/graph.ts").then(({ graphCommand }) => graphCommand),
  },
  {
    name: "rfm",
    summary: "trains the random feature model in closed form and splits its error by direction and cause",
    load: () => import("./commands/rfm.ts").then(({ rfmCommand }) => rfmCommand),
  },
  {
    name: "lab",
    summary: "serves the interactive page to a browser on this machine, with the runs of a folder",
    load: () => import("./commands/lab.ts").then(({ labCommand }) => labCommand),
  },
];
