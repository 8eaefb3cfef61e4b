/** From states of the data's OU process to those in the space in which the ridge is: the same, or principal components. */
import { encode } from "../../data/pca.ts";
import { DENSE_LIMIT } from "../../density/geometry.ts";
import type { Dynamics, DynamicsState } from "../../dynamics/dynamics.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import type { AnalysisConfig, AnalysisData } from "./samples.ts";

/** The way between the two. Noise in principal components is white too, with the variance times the latents' scale². */
export interface ExternalSpace {
  /** Samples whose dynamics can be followed: 0 above 256 dimensions and in the latents of an
   * autoencoder (where noise is not white), and as many as memory takes below. */
  readonly followed: number;
  /** The OU time in the ridge's space at the same noise. */
  time(time: number): number;
  /** A state of the data's process in the ridge's space. */
  bring(state: DynamicsState): Promise<DynamicsState>;
}

/** Doubles that the eigenvectors of one look may take. */
const MOST_DOUBLES = 6.4e7;

/** The space of an analysis of `count` samples. */
export function externalSpace(
  { pca, vae, density }: AnalysisData,
  count: number,
  kernels: Kernels,
): ExternalSpace {
  const { d } = density;
  const followed = d > DENSE_LIMIT || vae ? 0 : Math.min(count, Math.floor(MOST_DOUBLES / (d * d)));
  if (!pca) return { followed, time: (time) => time, bring: async (state) => state };
  const timeOf = (time: number) => 0.5 * Math.log1p(pca.scale ** 2 * Math.expm1(2 * time));
  return {
    followed,
    time: timeOf,
    async bring(state) {
      const time = timeOf(state.time);
      const { scale } = ouLevel(time);
      const from = ouLevel(state.time).scale;
      const latents = async (rows: Float64Array) => {
        const clean = rows.map((value) => value / from);
        return (await encode(kernels, pca, clean)).map((value) => scale * value);
      };
      const x = await latents(state.x);
      return {
        ...state,
        time,
        x,
        ...(state.posteriorMean && { posteriorMean: await latents(state.posteriorMean) }),
      };
    },
  };
}

/** What is known of samples when they are finished. */
export interface ExternalSamples {
  /** In the data's units, M × d. */
  readonly samples: Float64Array;
  /** Absent above 256 dimensions. */
  readonly dynamics?: Dynamics;
  /** The model's predictions of the clean points at the last steps, in the data's units, M × d each. */
  readonly records: readonly Float64Array[];
}

/** Settings that analyses of brought models and trajectories share with those of samples. */
export type SharedConfig = Pick<AnalysisConfig, "seed" | "ridge" | "vae"> & {
  data: Omit<AnalysisConfig["data"], "samples">;
  analysis: AnalysisConfig["analysis"] & {
    /** Looks at the geometry along a generation, at most about so many. */
    looks: number;
    /** OU times, in the space of the ridge, at which residuals are kept. */
    snapshots: number[];
  };
};

/** The settings by which the finished samples are judged. */
export function judgedConfig(
  { seed, data, vae, ridge, analysis }: SharedConfig,
  source: string,
  timeMin: number,
): AnalysisConfig {
  const { factors, calibration } = analysis;
  return {
    experiment: "analyze",
    seed,
    ridge,
    time: { min: timeMin },
    analysis: { factors, calibration },
    data: { ...data, samples: source },
    vae,
  };
}
