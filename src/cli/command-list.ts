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
];
