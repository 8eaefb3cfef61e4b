/** Pictures of samples, training points and modes, where the data are square grey images. */
import { squareImage } from "../../score/image-patches.ts";
import { decodedPictures, type Pictures } from "../parts/images.ts";
import type { AnalysisData } from "./inputs.ts";

/** Squares smaller than this are tables rather than images. */
const LEAST_SIDE = 8;

/** What draws points; undefined where the data are no square grey images. */
export function picturesOf({ train, space }: AnalysisData): Pictures | undefined {
  return greyPictures(train, space);
}

/** The same of points in the columns of the data. */
export function dataPicturesOf({ train }: Pick<AnalysisData, "train">): Pictures | undefined {
  return greyPictures(train, { d: train.columns, decode: async (point) => point });
}

function greyPictures(
  { data, columns }: AnalysisData["train"],
  { d, decode }: Pick<AnalysisData["space"], "d" | "decode">,
): Pictures | undefined {
  const square = squareImage(columns);
  const white = whiteOf(data);
  if (square === undefined || square.rows < LEAST_SIDE || white === 0) return undefined;
  return decodedPictures(square.rows, d, async (point) =>
    (await decode(point)).map((value) => value / white),
  );
}

/** The value of white: 1 or 255, or 0 where the numbers are no grey values. */
function whiteOf(data: Float64Array): number {
  const least = data.reduce((a, b) => Math.min(a, b));
  const most = data.reduce((a, b) => Math.max(a, b));
  if (least < 0 || most > 255) return 0;
  return most > 1 ? 255 : 1;
}
