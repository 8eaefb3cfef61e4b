/** What the run view shows, as arrays for npz; names are those of run directories where they have them. */
import type { ArrayOutput } from "ridgescope/data/browser";
import type { EntryData, Measure } from "./types.ts";

/** Places in the plane, everything known of each sample, marks of the chosen ones, and residuals over t. */
export function shownArrays(
  entry: EntryData,
  marked: Uint8Array | undefined,
  atTime: Measure | undefined,
): Record<string, ArrayOutput> {
  const { count, classes, measures, projection, snapshots } = entry;
  const column = (data: ArrayOutput["data"]): ArrayOutput => ({ data, shape: [data.length] });
  const plane = (points: Float32Array): ArrayOutput => ({
    data: Float64Array.from(points),
    shape: [points.length / 2, 2],
  });
  return {
    projection: plane(projection.samples),
    ...(projection.training.length > 0 && { projection_training: plane(projection.training) }),
    chosen: column(marked ?? new Uint8Array(count)),
    ...(classes.length > 0 && { class: column(classes) }),
    ...Object.fromEntries(measures.map(({ id, values }) => [id, column(values)])),
    ...(atTime && { residual_at_time: column(atTime.values) }),
    ...(snapshots && {
      snapshot_times: column(snapshots.times),
      ...Object.fromEntries(
        snapshots.kinds.map(({ id, values }) => [
          id,
          { data: values, shape: [snapshots.times.length, snapshots.count] },
        ]),
      ),
    }),
  };
}
