/** A plane to draw in: the data's own axes where d = 2, else their two leading principal directions. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { SceneFigure } from "../../figure/figure.ts";
import { fitGaussian } from "../../score/gaussian.ts";

/** The plane in which points of d dimensions are drawn. */
export interface Plane {
  readonly labels: Pick<SceneFigure, "xLabel" | "yLabel">;
  /** M × 2 from M × d; `scale` multiplies the origin (points of the noised space). */
  project(x: Float64Array, scale: number): Float64Array;
}

/** Axes for pictures of the data set and of what is generated from it. */
export async function drawingPlane(density: EmpiricalDensity): Promise<Plane> {
  const { d } = density;
  if (d === 1)
    return {
      labels: { xLabel: "x", yLabel: "" },
      project: (x) => Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 === 0 ? x[i / 2] : 0)),
    };
  if (d === 2)
    return {
      labels: { xLabel: "x₁ (data units)", yLabel: "x₂ (data units)" },
      project: (x) => x.slice(),
    };
  const { mean, vectors } = await fitGaussian(density);
  return {
    labels: { xLabel: "first principal direction (data units)", yLabel: "second principal direction" },
    project(x, scale) {
      const out = new Float64Array((2 * x.length) / d);
      for (let q = 0; q < x.length / d; q++) {
        for (let j = 0; j < d; j++) {
          const value = x[q * d + j] - scale * mean[j];
          out[2 * q] += value * vectors[j];
          out[2 * q + 1] += value * vectors[d + j];
        }
      }
      return out;
    },
  };
}
