/** Pictures of samples, training points and modes, where the data are square grey images. */
import type { ImagesFigure } from "../../figure/figure.ts";
import { brief } from "../../text/numbers.ts";
import type { CardPictures } from "../parts/cards.ts";
import { distanceText, rowsByClass } from "../parts/classes.ts";
import type { AnalysisRun } from "./samples.ts";

/** Images a row. */
const SHOWN = 8;
/** Squares smaller than this are tables rather than images. */
const LEAST_SIDE = 8;

/** What draws pictures; undefined where the data are no square grey images. */
export function picturesOf({ data, diagnosis, details }: AnalysisRun): CardPictures | undefined {
  const { train, space, density } = data;
  const side = Math.round(Math.sqrt(train.columns));
  const white = whiteOf(train.data);
  if (side * side !== train.columns || side < LEAST_SIDE || white === 0) return undefined;
  const grey = (points: Float64Array) => async (row: number) => {
    const shown = await space.decode(points.slice(row * density.d, (row + 1) * density.d));
    return shown.map((v) => Math.min(1, Math.max(0, v / white)));
  };
  return {
    side,
    sample: grey(diagnosis.sets[0].samples),
    training: grey(density.data),
    mode: grey(details.cards.modes.points),
  };
}

/** The value of white: 1 or 255, or 0 where the numbers are no grey values. */
function whiteOf(data: Float64Array): number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least < 0 || most > 255) return 0;
  return most > 1 ? 255 : 1;
}

/** Samples of each class beside their nearest training points. */
export async function imagesFigure(
  { data, diagnosis }: AnalysisRun,
  { side, sample, training }: CardPictures,
): Promise<ImagesFigure> {
  const [{ classes }] = diagnosis.sets;
  const { pca, vae } = data.space;
  const rows: ImagesFigure["rows"][number][] = [];
  for (const { name, rows: chosen } of rowsByClass(classes.labels, SHOWN)) {
    const items: ImagesFigure["rows"][number]["items"][number][] = [];
    for (const q of chosen)
      items.push({
        pixels: await sample(q),
        beside: await training(classes.nearest[q]),
        lines: [`|δ| ${distanceText(classes, q)}`, `nearest ${brief(classes.nearestDistance[q])}`],
        name,
      });
    rows.push({ title: name, items });
  }
  const decoded = pca || vae ? ", both decoded from the latents" : "";
  return {
    kind: "images",
    id: "images",
    title: "Samples, each beside its nearest training image",
    caption: `Left of each pair the sample, right of it the nearest training image${decoded}; |δ| is the distance to the ridge at the analysis time, the other number the distance of the pair.`,
    width: side,
    height: side,
    rows,
  };
}
