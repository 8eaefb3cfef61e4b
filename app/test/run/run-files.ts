/** Run directories in memory and on disk, small and honest unless a test spoils them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeNpz } from "ridgescope/data";
import { createRng } from "ridgescope/random";

/** What a run is made of. */
export interface RunRecipe {
  readonly samples: number;
  readonly training?: number;
  readonly columns?: number;
  readonly times?: readonly number[];
  /** Makes points in [0, 1], so that rows of a square number of columns are images. */
  readonly images?: boolean;
}

/** Writes a run directory with two entries; the training points lie on a circle in the first two columns. */
export async function writeRun(
  folder: string,
  { samples, training = 40, columns = 3, times = [1, 0.1, 0.01], images = false }: RunRecipe,
): Promise<void> {
  const rng = createRng(5);
  const text = (path: string, content: unknown) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content));
  };
  const circle = (count: number, spread: number, noise: Float64Array) =>
    Float64Array.from({ length: count * columns }, (_, i) => {
      const angle = (2 * Math.PI * Math.floor(i / columns)) / count;
      const place = i % columns === 0 ? Math.cos(angle) : i % columns === 1 ? Math.sin(angle) : 0;
      const value = place + spread * noise[i];
      return images ? Math.min(1, Math.max(0, 0.5 + 0.5 * value)) : value;
    });
  const points = circle(training, 0, new Float64Array(training * columns));
  mkdirSync(join(folder, "arrays"), { recursive: true });
  await writeNpz(join(folder, "arrays/data.npz"), { data: { data: points, shape: [training, columns] } });
  for (const [e, spread] of [0.05, 0.2].entries()) {
    const noise = rng.split("noise", e).normals(samples * columns);
    const residual = rng
      .split("residual", e)
      .normals(times.length * samples)
      .map((value) => Math.exp(value));
    const column = (data: Float64Array | Int32Array | Uint8Array) => ({ data, shape: [samples] });
    await writeNpz(join(folder, `arrays/step-${e + 1}.npz`), {
      samples: { data: circle(samples, spread, noise), shape: [samples, columns] },
      class: column(Uint8Array.from({ length: samples }, (_, i) => i % 3)),
      ridge_distance: column(
        Float64Array.from({ length: samples }, (_, i) => (i === 0 ? Number.NaN : 0.01 * (i + 1))),
      ),
      nearest_distance: column(Float64Array.from({ length: samples }, (_, i) => 0.1 + (i % 17))),
      snapshot_times: { data: Float64Array.from(times), shape: [times.length] },
      snapshot_normal_score_norm: { data: residual, shape: [times.length, samples] },
    });
  }
  text("config.json", { experiment: "test" });
  text("summary.json", {
    experiment: "test",
    title: `circle of ${samples}`,
    verdict: "Nothing was found.",
    falsification: {},
    notes: [],
    ridge: { dim: 1, time: 0.02, space: "data", threshold: 0.5, threshold_source: "tube" },
    entries: [
      { name: "after 1 step", arrays: "step-1" },
      { name: "after 2 steps", arrays: "step-2" },
    ],
  });
}
