/** The commands there are. Each is loaded only when it is called for. */
import type { AnyCommand } from "./command.ts";

export interface CommandEntry {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  load(): Promise<AnyCommand>;
}

/** In the order in which `--help` shows them. */
export const COMMANDS: readonly CommandEntry[] = [
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
];
