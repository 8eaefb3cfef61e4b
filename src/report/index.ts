/** From results to JSON, figures and one self-contained page. */
export { compareRuns } from "./compare-runs.ts";
export { drawFigure } from "./draw-figure.ts";
export { describeEnvironment, type Environment } from "./environment.ts";
export { renderReport } from "./html.ts";
export { readRunDirectory } from "./read-run.ts";
export {
  type RunDirectoryOptions,
  type RunRecord,
  rewriteReport,
  writeRunDirectory,
} from "./run-directory.ts";
export { svgsToPng, svgToPng } from "./svg-to-png.ts";
