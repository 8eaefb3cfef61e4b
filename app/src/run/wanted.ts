/** What the page's state asks of a run, in the run's own terms. */
import type { LabState } from "../state/table.ts";
import type { Axes, EntryData, Measure, RunInfo } from "./types.ts";

/** The directions that the state asks for. */
export function axesOf({ directions, directionX, directionY }: LabState): Axes {
  return { kind: directions, pair: [directionX - 1, directionY - 1] };
}

/** The entry of that name, or the last one, which is the most trained. */
export function entryOf({ entries }: RunInfo, name: string): string {
  if (entries.some(({ id }) => id === name)) return name;
  const own = entries.filter(({ id }) => id !== "held-out");
  return (own.at(-1) ?? entries[0]).id;
}

/** Index of the time nearest to `wanted` by ratio; 0, the noisiest, where there is none. */
export function nearestTime(times: Float64Array | undefined, wanted: number): number {
  if (!times || times.length === 0 || wanted === Infinity) return 0;
  const away = Array.from(times, (time) => (time === wanted ? 0 : Math.abs(Math.log(time / wanted))));
  return Math.max(0, away.indexOf(Math.min(...away)));
}

/** One residual at one time, M; NaN for samples that were not followed. */
export function residualAt(entry: EntryData | undefined, kind: number, time: number): Measure | undefined {
  const { snapshots, count = 0 } = entry ?? {};
  const followed = snapshots?.kinds[kind];
  if (!snapshots || !followed) return undefined;
  const values = new Float64Array(count).fill(Number.NaN);
  values.set(followed.values.subarray(time * snapshots.count, (time + 1) * snapshots.count));
  const t = snapshots.times[time];
  const label = `${followed.label} at t = ${Number(t.toPrecision(3))}`;
  return { id: "time", label, values, log: followed.log };
}
