/** Features of chunks of rows, kept from one request to the next where all fit: most requests are about the same points. */
import type { PointSet } from "../kernels.ts";
import { allocateFeatures, type ChunkFeatures, featureCount, fillFeatures } from "./features.ts";

/** Bytes that are kept at most. */
const MOST_BYTES = 64e6;

/** The features of the chunk that begins there and holds those rows. */
type FeaturesOf = (first: number, rows: Int32Array) => ChunkFeatures;

/** Makes features, of one set of points at a time. */
export interface FeatureStore {
  /** Those about a middle; they hold until the next are asked for, and are kept only for chunks of the rows as they come. */
  of(points: PointSet, about: { centre: Float64Array; kept: boolean }): FeaturesOf;
}

/** What is kept. */
interface Kept {
  readonly points: PointSet;
  readonly centre: Float64Array;
  readonly chunks: Map<number, ChunkFeatures>;
}

/** A store in which nothing is kept yet. */
export function createFeatureStore(): FeatureStore {
  let last: Kept | undefined;
  return {
    of(points, { centre, kept }) {
      const { n, d } = points;
      const filled = (room: ChunkFeatures, rows: Int32Array) => {
        fillFeatures(room, points, { rows, centre });
        return room;
      };
      if (!kept || 8 * n * (featureCount(d) + d + 1) > MOST_BYTES) {
        let room: ChunkFeatures | undefined;
        return (_, rows) => {
          if (room?.square.length !== rows.length) room = allocateFeatures(rows.length, d);
          return filled(room, rows);
        };
      }
      const isSame = last?.points.data === points.data && last.centre === centre && last.points.n === n;
      const { chunks } = isSame && last ? last : { chunks: new Map<number, ChunkFeatures>() };
      last = { points, centre, chunks };
      return (first, rows) => {
        const features = chunks.get(first) ?? filled(allocateFeatures(rows.length, d), rows);
        chunks.set(first, features);
        return features;
      };
    },
  };
}
