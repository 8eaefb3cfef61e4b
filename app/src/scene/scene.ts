/** What a scene shows: data as the workers gave them, and what the reader has chosen. */
import type { Landscape, Measures, Paths, Probe, VectorField } from "../compute/protocol.ts";

/** The layers, from the ground up. */
export const LAYERS = [
  "axes",
  "contours",
  "tube",
  "ridge",
  "modes",
  "field",
  "training",
  "particles",
  "trails",
  "probe",
] as const;

/** One of {@link LAYERS}. */
type LayerName = (typeof LAYERS)[number];

/** What particles are coloured by. */
export type ColourBy = "class" | "distance" | "error";

/** What a pointer or Enter does in the scene. */
export type Tool = "look" | "add" | "move" | "delete" | "draw";

/** A mark that is shown in all views: a mode, an edge of the ridge graph or a training point. */
export interface Mark {
  readonly kind: "mode" | "edge" | "training";
  readonly index: number;
}

/** All that is drawn, but for the view. */
export interface Scene {
  readonly paths: Paths | null;
  /** Index into the times of the paths, may be fractional. */
  readonly step: number;
  readonly landscape: Landscape | null;
  readonly field: VectorField | null;
  readonly probe: Probe | null;
  readonly measures: Measures | null;
  /** Training points in data units, n × 2. */
  readonly training: Float64Array;
  /** OU time. */
  readonly time: number;
  readonly layers: ReadonlySet<LayerName>;
  readonly colourBy: ColourBy;
  /** Indices of picked particles. */
  readonly picked: ReadonlySet<number>;
  readonly marked: Mark | null;
}

/** a_t = e^-t: where training points appear is a_t times where they are. */
export const shrink = (time: number): number => Math.exp(-time);

/** Whether something computed for one time is shown at another, to be drawn paler and said in the legend. */
export function isStale(of: number, time: number): boolean {
  return !(Math.abs(Math.log(Math.max(of, 1e-12) / Math.max(time, 1e-12))) < 0.03);
}

/** Whether a landscape of one time is too far from another for its ridges, scaled with the data, to stand there. */
export function isFar(of: number, time: number): boolean {
  return !(Math.abs(Math.log(Math.max(of, 1e-12) / Math.max(time, 1e-12))) < 0.25);
}

/** Measures, if they belong to these paths. */
export function measuresOf({ measures, paths }: Scene): Measures | null {
  return measures && paths && measures.classes.length === paths.count ? measures : null;
}
