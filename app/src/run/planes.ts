/** Planes through the space of a run's samples, and samples seen in them. */
import { fitPca } from "ridgescope/data/browser";
import type { Kernels } from "ridgescope/kernels";
import { percent } from "../text.ts";
import type { Points } from "./run-files.ts";
import type { Axes, Projection } from "./types.ts";

/** Two directions in d dimensions and a centre. */
interface Plane {
  readonly axes: Axes;
  readonly centre: Float64Array;
  readonly rows: readonly [Float64Array, Float64Array];
  readonly labels: readonly [string, string];
}

/** Gives the plane along two axes of some points; each is made once. */
export type PlaneOf = (axes: Axes, points: Points) => Promise<Plane>;

/** Planes of one run: always of the same points. */
export function createPlanes(kernels: Kernels): PlaneOf {
  const known = new Map<string, Plane>();
  return async (axes, points) => {
    const key = JSON.stringify(axes);
    const isByColumn = axes.kind === "columns" || points.d === 1;
    const plane =
      known.get(key) ??
      (isByColumn ? columnPlane(axes, points.d) : await principalPlane(kernels, axes, points));
    known.set(key, plane);
    return plane;
  };
}

function columnPlane(axes: Axes, d: number): Plane {
  const { pair } = axes;
  const row = (column: number) => {
    const out = new Float64Array(d);
    out[Math.min(column, d - 1)] = 1;
    return out;
  };
  const label = (column: number) => `column ${Math.min(column, d - 1) + 1}`;
  return {
    axes,
    centre: new Float64Array(d),
    rows: [row(pair[0]), row(pair[1])],
    labels: [label(pair[0]), label(pair[1])],
  };
}

async function principalPlane(kernels: Kernels, axes: Axes, { data, n, d }: Points): Promise<Plane> {
  const { pair } = axes;
  const most = Math.min(n, d);
  const [i, j] = [Math.min(pair[0], most - 1), Math.min(pair[1], most - 1)];
  const { components, mean, explainedRatio } = await fitPca(kernels, { data, n, d }, Math.max(i, j) + 1);
  const row = (k: number) => components.slice(k * d, (k + 1) * d);
  const label = (k: number) => `principal direction ${k + 1} (${percent(explainedRatio[k])})`;
  return { axes, centre: mean, rows: [row(i), row(j)], labels: [label(i), label(j)] };
}

/** Samples and training points as places in a plane. */
export function projected(plane: Plane, samples: Points, training: Points | undefined): Projection {
  return {
    axes: plane.axes,
    labels: plane.labels,
    samples: places(plane, samples),
    training: training ? places(plane, training) : new Float32Array(0),
  };
}

function places({ centre, rows: [a, b] }: Plane, { data, n, d }: Points): Float32Array {
  const out = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) {
    let [x, y] = [0, 0];
    for (let j = 0; j < d; j++) {
      const value = data[i * d + j] - centre[j];
      x += value * a[j];
      y += value * b[j];
    }
    out[2 * i] = x;
    out[2 * i + 1] = y;
  }
  return out;
}
