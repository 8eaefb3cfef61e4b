/** What the leading eigenpairs leave of the Newton step: Σ_{j>k} v_j (v_j · shift) / (c_j / σ² - 1). */
import { addScaled, dot } from "../../arrays/vectors.ts";
import type { Found } from "./lanczos.ts";
import type { Operator } from "./row-space.ts";
import { withoutTangent } from "./vector.ts";

const SOLVED = 1e-12;
const MOST_STEPS = 500;

/** One query of the Newton step normal to the ridge. */
export interface NormalStepInput {
  /** Posterior mean minus query. */
  readonly shift: Float64Array;
  /** Ridge dimension k: the first k pairs are tangent. */
  readonly dim: number;
  /** What eigenvalues are multiplied by to give c / σ². */
  readonly factor: number;
  /** Relative residual at which conjugate gradients end; 1e-12 unless given. */
  readonly solved?: number;
  /** A normal shift of at most this length asks for no step. */
  readonly stepsFrom?: number;
}

/** Directly where all pairs are known, else by conjugate gradients; NaN where c_{k+1} ≥ σ². */
export function normalStepInto(
  out: Float64Array,
  { shift, dim, factor, solved = SOLVED, stepsFrom = 0 }: NormalStepInput,
  { covariance, found }: { covariance: Operator; found: Found },
): void {
  const d = shift.length;
  const tangent = found.vectors.subarray(0, Math.min(dim, found.values.length) * d);
  const right = withoutTangent(Float64Array.from(shift), tangent);
  if (stepsFrom > 0 && Math.sqrt(dot(right, right)) <= stepsFrom) out.fill(0);
  else if (found.complete) directInto(out, right, { dim, factor, found });
  else if (factor * (found.values[dim] ?? 0) >= 1) out.fill(NaN);
  else {
    const apply = (v: Float64Array) => {
      const image = withoutTangent(covariance.times(v), tangent);
      return v.map((value, j) => value - factor * image[j]);
    };
    solveInto(out, right, { apply, solved });
    for (let j = 0; j < d; j++) out[j] = -out[j];
  }
}

function directInto(
  out: Float64Array,
  right: Float64Array,
  { dim, factor, found }: { dim: number; factor: number; found: Found },
): void {
  const d = right.length;
  for (let j = 0; j < d; j++) out[j] = -right[j];
  for (let i = dim; i < found.values.length; i++) {
    const v = found.vectors.subarray(i * d, (i + 1) * d);
    addScaled(out, dot(v, right) * (1 / (factor * found.values[i] - 1) + 1), v);
  }
}

/** Conjugate gradients for the positive definite `apply`, from zero. */
function solveInto(
  out: Float64Array,
  right: Float64Array,
  { apply, solved }: { apply: (v: Float64Array) => Float64Array; solved: number },
): void {
  out.fill(0);
  const r = Float64Array.from(right);
  const p = Float64Array.from(right);
  let square = dot(r, r);
  const goal = solved ** 2 * square;
  for (let i = 0; i < MOST_STEPS && square > goal; i++) {
    const image = apply(p);
    const step = square / dot(p, image);
    addScaled(out, step, p);
    addScaled(r, -step, image);
    const next = dot(r, r);
    for (let j = 0; j < p.length; j++) p[j] = r[j] + (next / square) * p[j];
    square = next;
  }
}
