/** Judged samples together with the way they came: what analyses of models and of trajectories share. */
import { lastOf } from "../../arrays/present.ts";
import type { Dynamics } from "../../dynamics/dynamics.ts";
import { finishedSamples } from "../../sample/sampler.ts";
import { regimesOf } from "../parts/regimes.ts";
import { type NamedSlide, slidesOf } from "../parts/slides.ts";
import type { ExperimentContext } from "../result.ts";
import type { ExternalSpace } from "./external-space.ts";
import type { AnalysisData } from "./inputs.ts";
import { type AnalysisRun, chooseRidge, judgeSamples } from "./samples.ts";
import type { ModelAnalysisConfig, TrajectoryAnalysisConfig } from "./settings.ts";

/** What is analysed, with what it is compared, and in which space. */
export interface FollowedSubject<Config = ModelAnalysisConfig | TrajectoryAnalysisConfig> {
  readonly config: Config;
  readonly data: AnalysisData;
  readonly space: ExternalSpace;
  readonly context: ExperimentContext;
}

/** What is known of samples when they are finished. */
export interface Finished {
  /** In the data's units, M × columns. */
  readonly samples: Float64Array;
  /** Absent above 256 dimensions and in the latents of an autoencoder. */
  readonly dynamics?: Dynamics | undefined;
  /** The model's predictions of the clean points at the last steps, M × columns each; absent: they are not known. */
  readonly records?: readonly Float64Array[] | undefined;
}

/**
 * Has samples made and followed with the ridge at the OU time `end` of the data, where they end, and judges them.
 * @throws {InputError} where the dimension that is given does not fit the data
 */
export async function judgeFollowed(
  { config, data, space, context }: FollowedSubject,
  { source, end }: { readonly source: string; readonly end: number },
  make: (dim: number) => Promise<Finished>,
) {
  const judging = { ...config, time: { min: space.time(end) } };
  const ridge = await chooseRidge(judging, data, context);
  const { samples: points, records, dynamics } = await make(ridge.dim);
  const { columns } = data.train;
  const samples = { data: points, rows: points.length / columns, columns, source, shape: [columns] };
  const judged = await judgeSamples(judging, { data, samples, ridge, records }, context);
  return {
    judged,
    predicted: records !== undefined,
    dynamics,
    regimes: dynamics && (await regimesOf(data.density, context)),
    slides: dynamics && records && (await slidesAlong(dynamics, { data, judged, context })),
    diverged: divergedShare(points, data, dynamics),
  };
}

/** The states at the last look beside where they were predicted to be, in the space of the ridge. */
function slidesAlong(
  dynamics: Dynamics,
  { data, judged, context }: Pick<FollowedSubject, "data" | "context"> & { readonly judged: AnalysisRun },
): Promise<NamedSlide[]> {
  const timeMin = lastOf([...dynamics.times]);
  const set = { name: "samples", samples: finishedSamples(dynamics.x, timeMin), dynamics };
  const { criterion } = judged.diagnosis;
  const { modes } = judged.details.cards;
  return slidesOf(data.density, { sets: [set], criterion, modes, timeMin, denoised: false }, context);
}

/** Samples this many times as far from the mean of the data as the furthest of them have diverged. */
const DIVERGED = 10;

/** Which finished samples, M × columns, are finite and not far beyond the data, or beyond noise of a `length`. */
export function undiverged(
  samples: Float64Array,
  { train: { data, rows, columns } }: AnalysisData,
  length = 0,
): number[] {
  const mean = new Float64Array(columns);
  data.forEach((value, i) => {
    mean[i % columns] += value / rows;
  });
  const distances = (points: Float64Array) => {
    const squares = new Float64Array(points.length / columns);
    points.forEach((value, i) => {
      squares[Math.floor(i / columns)] += (value - mean[i % columns]) ** 2;
    });
    return squares.map(Math.sqrt);
  };
  const radius = DIVERGED * distances(data).reduce((most, value) => Math.max(most, value), length);
  return [...distances(samples)].flatMap((distance, q) => (distance <= radius ? [q] : []));
}

/** The share of the finished samples, or of the states that were followed, that diverged. */
function divergedShare(samples: Float64Array, data: AnalysisData, dynamics?: Dynamics): number {
  const finished = 1 - undiverged(samples, data).length / (samples.length / data.train.columns);
  return Math.max(finished, dynamics ? dynamics.diverged / dynamics.reachTime.length : 0);
}

/** Judged samples with the way they came, and whether the model's predictions along it are known. */
export type FollowedRun = Awaited<ReturnType<typeof judgeFollowed>>;
