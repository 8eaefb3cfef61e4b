import { type Camera, toPixels } from "../camera.ts";
import type { Palette } from "../palette.ts";
import type { Surface } from "../surface.ts";

/** Radius of a training point: smaller where there are many. */
export const trainingRadius = (count: number): number => (count > 400 ? 2.5 : count > 80 ? 3.5 : 5);

/** Training points (data units, n × 2) as rings at `factor` = a_t times their place. */
export function drawTraining(
  surface: Surface,
  camera: Camera,
  training: Float64Array,
  { palette, factor }: { palette: Palette; factor: number },
): void {
  // Hollow, so that the particles that end there are seen.
  const pixels = toPixels(camera, surface, training, factor);
  const radius = trainingRadius(training.length / 2);
  surface.circles(pixels, radius, { stroke: palette.paper, width: 4 });
  surface.circles(pixels, radius, { stroke: palette.training, width: 2 });
}
