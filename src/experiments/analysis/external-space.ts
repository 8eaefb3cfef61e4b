/** From states of the data's OU process to those in the space in which the ridge is: the same, or principal components. */
import { DENSE_LIMIT } from "../../density/geometry.ts";
import type { DynamicsState } from "../../dynamics/dynamics.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import type { AnalysisData } from "./inputs.ts";

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
  { space, density: { d } }: Pick<AnalysisData, "space" | "density">,
  count: number,
): ExternalSpace {
  const followed = d > DENSE_LIMIT || space.vae ? 0 : Math.min(count, Math.floor(MOST_DOUBLES / (d * d)));
  const { pca, encode } = space;
  if (!pca) return { followed, time: (time) => time, bring: async (state) => state };
  const timeOf = (time: number) => 0.5 * Math.log1p(pca.scale ** 2 * Math.expm1(2 * time));
  return {
    followed,
    time: timeOf,
    async bring(state) {
      const time = timeOf(state.time);
      const [from, to] = [ouLevel(state.time).scale, ouLevel(time).scale];
      const latents = async (rows: Float64Array) =>
        (await encode(rows.map((value) => value / from))).map((value) => to * value);
      const { x, posteriorMean } = state;
      return {
        ...state,
        time,
        x: await latents(x),
        ...(posteriorMean && { posteriorMean: await latents(posteriorMean) }),
      };
    },
  };
}
