/** From results to JSON, figures and one self-contained page. */
export { drawFigure } from "./draw-figure.ts";
export { svgsToPng, svgToPng } from "./svg-to-png.ts";
