/** Anderson mixing: what the last few Newton steps left undone is put into the next. */
import { addScaled, dot } from "../../arrays/vectors.ts";

/** Points and the steps from them, the newest last. */
export interface History {
  points: Float64Array[];
  steps: Float64Array[];
}

/** Steps that are remembered before the present one. */
const DEPTH = 3;
/** The first steps are plain: mixed ones leave the normal space a little. */
const PLAIN = 2;

/** Nothing yet. */
export function createHistory(): History {
  return { points: [], steps: [] };
}

/** Where to go from a point, of which the Newton step -δ is known by δ; the history takes it in. */
export function mixedStep(history: History, at: Float64Array, newton: Float64Array): Float64Array {
  const step = newton.map((value) => -value);
  history.points.push(at);
  history.steps.push(step);
  const out = at.map((value, j) => value + step[j]);
  const known = history.points.length;
  if (known <= PLAIN) return out;
  const depth = Math.min(DEPTH, known - 1);
  const moves = differences(history.points, depth);
  const changes = differences(history.steps, depth);
  solved(changes, step).forEach((factor, i) => {
    addScaled(out, -factor, moves[i]);
    addScaled(out, -factor, changes[i]);
  });
  return out;
}

function differences(all: Float64Array[], depth: number): Float64Array[] {
  const last = all.length - 1;
  return Array.from({ length: depth }, (_, i) =>
    all[last - i].map((value, j) => value - all[last - i - 1][j]),
  );
}

/** Least squares of Σ θ_i change_i = step, by orthogonalisation; changes that add nothing count as zero. */
function solved(changes: Float64Array[], step: Float64Array): number[] {
  const basis: Float64Array[] = [];
  const upper = changes.map((change) => {
    const rest = Float64Array.from(change);
    const along = basis.map((b) => {
      const c = dot(b, rest);
      addScaled(rest, -c, b);
      return c;
    });
    const length = Math.sqrt(dot(rest, rest));
    const adds = length > 1e-8 * Math.sqrt(dot(change, change));
    basis.push(rest.map((value) => (adds ? value / length : 0)));
    return [...along, adds ? length : Infinity];
  });
  const right = basis.map((b) => dot(b, step));
  const out = new Array<number>(changes.length).fill(0);
  for (let i = changes.length - 1; i >= 0; i--) {
    let sum = right[i];
    for (let j = i + 1; j < changes.length; j++) sum -= upper[j][i] * out[j];
    out[i] = sum / upper[i][i];
  }
  return out;
}
