/**
 * Leading eigenpairs of BᵀB of which the last are too small beside the first for products: the large ones are taken out of
 * the rows, which have not been squared, and Lanczos goes on with what is left of them, as often as it takes.
 */
import type { Wasm } from "../wasm/instance.ts";
import { type Found, lanczos } from "./lanczos.ts";
import { covarianceOf, deflateRows, type RowSpace } from "./row-space.ts";
import { normalise, withoutTangent } from "./vector.ts";

/** Pairs above this share of the largest are taken out: rounding of theirs is lost in the others. */
const LARGE = 1e-2;
/** The last pair of a stage has at least this share of its first. */
const SPAN = 1e-3;
/** Smaller ones than this share of the very largest have lost too many digits with the rows' own rounding. */
const LOST = 1e-10;

/** What is wanted: `first` is what Lanczos found of all at once, in a space with room for `limit` vectors. */
interface Wanted {
  readonly first: Found;
  readonly count: number;
  readonly limit: number;
}

/** The `count` leading pairs; undefined where some are too small for this too. The rows of the space are used up. */
export function deflated(wasm: Wasm, space: RowSpace, { first, count, limit }: Wanted): Found | undefined {
  const { d } = space;
  const [values, vectors] = [new Float64Array(count), new Float64Array(count * d)];
  let known = 0;
  for (let stage = first; ; ) {
    const span = stage.values[count - known - 1] / stage.values[0];
    const taken =
      span > SPAN ? count - known : stage.values.filter((v) => v > LARGE * stage.values[0]).length;
    if (!(stage.values[0] > LOST * values[0]) && known > 0) return undefined;
    for (let i = 0; i < taken; i++, known++) {
      const v = withoutTangent(stage.vectors.slice(i * d, (i + 1) * d), vectors.subarray(0, known * d));
      normalise(v);
      vectors.set(v, known * d);
      values[known] = stage.values[i];
    }
    if (known === count) {
      return values[count - 1] > LOST * values[0] ? { ...stage, values, vectors } : undefined;
    }
    deflateRows(space, vectors.subarray(0, known * d));
    stage = lanczos(wasm, covarianceOf(space), { count: count - known, limit, relative: true });
  }
}
