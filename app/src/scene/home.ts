/** The box that a scene shows unless the reader looked elsewhere. */
import { type Box, boxAround } from "./camera.ts";

/** Where nearly all noise is at the horizon. */
const NOISE: Box = [-2.4, -2.4, 2.4, 2.4];

/** A box around the training points (n × 2, data units) and the noise that the generation starts from. */
export function homeBox(training: Float64Array): Box {
  return boxAround(training, NOISE);
}

/** `home` as long as it fits the points, so that the view stays while points are edited; else a new one. */
export function keptHome(home: Box, training: Float64Array): Box {
  const needed = homeBox(training);
  const area = ([x0, y0, x1, y1]: Box) => (x1 - x0) * (y1 - y0);
  const bare = boxAround(training);
  const fits = bare[0] >= home[0] && bare[1] >= home[1] && bare[2] <= home[2] && bare[3] <= home[3];
  const isRoomy = area(home) > 2.5 * area(needed);
  return training.length > 0 && (!fits || isRoomy) ? needed : home;
}
