/** When a ridge exists for each sample, and when the sample reaches it (THEORY.md section 6). */
import { mean } from "../metrics/statistics.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { noiseTube, ridgeExists } from "./noise-tube.ts";
import { areTooCoarse, inTime, type ReachOrder, reachOrder, shuffledShares } from "./reach-order.ts";
import type { Look, Run } from "./run.ts";

/** Notes at a recorded look which samples have a ridge, which are inside the tube of noise alone, and what is new of it. */
export async function reach(run: Run, { time, geometry }: Look): Promise<void> {
  const { newtonDistance, dim, m } = geometry;
  const tube = await noiseTube(run.density, { time, dim, samples: m });
  const { variance } = ouLevel(time);
  const ridge = ridgeExists(geometry, variance);
  const inside = Uint8Array.from(newtonDistance, (distance) => Number(distance <= tube.radius));
  run.noiseRidge = tube.ridge.map((now, i) => now | (run.noiseRidge[i] ?? 0));
  run.reachLooks.push({ time, variance, ridge, inside, motion: new Float64Array(m) });
  let [withRidge, within] = [0, 0];
  for (let q = 0; q < m; q++) {
    if (Number.isNaN(run.ridgeTime[q]) && ridge[q] === 1) run.ridgeTime[q] = time;
    if (Number.isNaN(run.ridgeTime[q])) continue;
    withRidge++;
    within += inside[q];
    if (Number.isNaN(run.reachTime[q]) && inside[q] === 1) run.reachTime[q] = time;
  }
  run.withRidge.push(withRidge / m);
  run.insideTube.push(within / m);
}

/** Motion shorter than this share of the data's size is rounding: an exact score has no error. */
const ROUNDING = 1e-9;

/** Where a smaller share of draws of p_t itself ever has a ridge, there is none to reach, and nothing is said. */
const LEAST_WITH_RIDGE = 0.5;

/** What the looks of a run say of the order of reach and slide. */
export function reachOrders(run: Run, m: number): { orders: ReachOrder[] } & ReachTest {
  const { reachLooks, radius, noiseRidge } = run;
  const least = ROUNDING * radius;
  const orders = Array.from({ length: m }, (_, q) => reachOrder(reachLooks, () => q));
  const told = inTime(orders, least);
  const isSilent =
    mean(noiseRidge) < LEAST_WITH_RIDGE ||
    areTooCoarse(
      reachLooks,
      orders.map(({ reach }) => reach),
    );
  if (isSilent)
    return { orders, reachesFirst: new Float64Array(m).fill(NaN), shuffledFirst: new Float64Array(0) };
  const shuffledFirst = told.every(Number.isNaN)
    ? new Float64Array(0)
    : shuffledShares(reachLooks, { m, least });
  return { orders, reachesFirst: told, shuffledFirst };
}

/** Which trajectories reach before they slide, M, and the share of those that do, for each shuffle of the samples. */
interface ReachTest {
  readonly reachesFirst: Float64Array;
  readonly shuffledFirst: Float64Array;
}
