import { toPixels } from "../camera.ts";
import type { Drawing } from "../drawing.ts";

/** Radius of a training point: smaller where there are many. */
export const trainingRadius = (count: number): number => (count > 400 ? 2.5 : count > 80 ? 3.5 : 5);

/** Training points (data units, n × 2) as rings at `factor` = a_t times their place. */
export function drawTraining(on: Drawing, training: Float64Array, factor: number): void {
  const { surface, palette } = on;
  // Hollow, so that the particles that end there are seen.
  const pixels = toPixels(on, training, factor);
  const radius = trainingRadius(training.length / 2);
  surface.circles(pixels, radius, { stroke: palette.paper, width: 4 });
  surface.circles(pixels, radius, { stroke: palette.training, width: 2 });
}
