/** Measured against predicted distance over the recorded looks, and what caused it. */
import { addScaled, dot, norm, squaredDistance } from "../arrays/vectors.ts";
import { correlation, ranks, rootMeanSquare } from "../metrics/statistics.ts";
import { CAUSES, displacements } from "./attribution.ts";
import { type Predictions, predictionsAt, stateOf } from "./predictions.ts";
import type { AlignLook, Look, Run } from "./run.ts";
import type { AlignCurves, Attribution } from "./types.ts";

/** What a look says of align. */
export function alignAt(run: Run, now: Look): AlignLook {
  const { newtonDistance } = now.geometry;
  const found = predictionsAt(run, now);
  const predicted = [...run.alignment.keys()].filter((q) => run.alignment[q] !== undefined);
  const pick = (values: Float64Array) => Float64Array.from(predicted, (q) => values[q]);
  const measured = pick(newtonDistance);
  return {
    measured: rootMeanSquare(measured),
    ...comparison(measured, { expected: pick(found.expected), given: pick(found.given) }),
    ...causes(run, now),
  };
}

function comparison(measured: Float64Array, { expected, given }: Predictions) {
  const rank = (values: Float64Array) =>
    values.length < 3 || Number.isNaN(values[0]) ? NaN : correlation(ranks(values), ranks(measured));
  return {
    expected: rootMeanSquare(expected),
    given: rootMeanSquare(given),
    rankExpected: rank(expected),
    rankGiven: rank(given),
  };
}

/** Shares over all samples that have a distance. */
function causes(run: Run, now: Look): Pick<AlignLook, "shares" | "sum" | "remainder"> {
  const { newtonDistance } = now.geometry;
  const sums = new Float64Array(CAUSES.length);
  let [whole, left, sum] = [0, 0, 0];
  for (const [q, distance] of newtonDistance.entries()) {
    const part = partsOf(run, now, q);
    if (part === undefined) continue;
    whole += distance ** 2;
    left += part.left ** 2;
    sum += part.sum ** 2;
    part.along.forEach((value, c) => {
      sums[c] += value;
    });
  }
  return {
    shares: sums.map((value) => value / whole),
    sum: Math.sqrt(sum / whole),
    remainder: Math.sqrt(left / whole),
  };
}

/** The parts of sample q's displacement along δ, the length of their sum and of what it leaves of δ; absent where δ or the parts are not there. */
function partsOf(
  run: Run,
  now: Look,
  q: number,
): { along: Float64Array; sum: number; left: number } | undefined {
  const { newtonStep, newtonDistance, d } = now.geometry;
  const parts = run.attribution?.[q];
  if (parts === undefined || !Number.isFinite(newtonDistance[q])) return undefined;
  const shares = displacements(parts, stateOf(now, q));
  const step = newtonStep.subarray(q * d, (q + 1) * d);
  const sum = new Float64Array(d);
  const along = new Float64Array(CAUSES.length);
  for (let c = 0; c < CAUSES.length; c++) {
    const part = shares.subarray(c * d, (c + 1) * d);
    along[c] = dot(part, step);
    addScaled(sum, 1, part);
  }
  return { along, sum: norm(sum), left: Math.sqrt(squaredDistance(step, sum)) };
}

/** The curves over the recorded looks. */
export function alignCurves({ align }: Run): AlignCurves {
  const curve = (pick: (look: AlignLook) => number) => Float64Array.from(align, pick);
  return {
    measuredDistance: curve(({ measured }) => measured),
    predictedDistance: curve(({ expected }) => expected),
    predictedGivenNoise: curve(({ given }) => given),
    rankExpected: curve(({ rankExpected }) => rankExpected),
    rankGivenNoise: curve(({ rankGiven }) => rankGiven),
  };
}

/** Causes over the recorded looks, and of every sample at the last. */
export function attributionOf(run: Run, last: Look): Attribution {
  const { newtonDistance, m } = last.geometry;
  const finalShares = new Float64Array(m * CAUSES.length).fill(NaN);
  const finalRemainder = new Float64Array(m).fill(NaN);
  for (let q = 0; q < m; q++) {
    const part = partsOf(run, last, q);
    if (part === undefined) continue;
    finalShares.set(
      part.along.map((value) => value / newtonDistance[q] ** 2),
      q * CAUSES.length,
    );
    finalRemainder[q] = part.left / newtonDistance[q];
  }
  return {
    shares: Object.fromEntries(
      CAUSES.map((cause, c) => [cause, Float64Array.from(run.align, ({ shares }) => shares[c])]),
    ) as Attribution["shares"],
    sum: Float64Array.from(run.align, ({ sum }) => sum),
    remainder: Float64Array.from(run.align, ({ remainder }) => remainder),
    finalShares,
    finalRemainder,
  };
}
