/** The definitions of the metrics as they are written, for small sets. */

export type Rows = readonly (readonly number[])[];

export function rows(data: Float64Array, d: number): number[][] {
  return Array.from({ length: data.length / d }, (_, i) => [...data.subarray(i * d, (i + 1) * d)]);
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, j) => sum + (value - b[j]) ** 2, 0));
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, j) => value === b[j]);
}

function byDistance(q: readonly number[], points: Rows): number[][] {
  return points.map((point) => [...point]).sort((a, b) => distance(q, a) - distance(q, b));
}

export function nearestRatio(q: readonly number[], train: Rows): number {
  const sorted = byDistance(q, train);
  const other = sorted.find((point) => !same(point, sorted[0]));
  return other === undefined ? 1 : distance(q, sorted[0]) / distance(q, other);
}

export function calibrated(q: readonly number[], train: Rows): number {
  const near = byDistance(q, train).slice(0, 50);
  return distance(q, near[0]) / (0.5 * average(near.map((point) => distance(q, point))));
}

export function authentic(q: readonly number[], train: Rows): boolean {
  const star = byDistance(q, train)[0];
  const others = train.filter((point) => !same(point, star));
  return distance(q, star) > Math.min(...others.map((point) => distance(star, point)));
}

/** Radius of the ball about row i: distance to its k-th nearest other row. */
export function radius(set: Rows, i: number, k: number): number {
  const others = set.filter((_, j) => j !== i).map((point) => distance(set[i], point));
  return others.sort((a, b) => a - b)[k - 1];
}

export function balls(train: Rows, generated: Rows, k: number, strict: boolean): Record<string, number> {
  const within = (a: number, b: number) => (strict ? a < b : a <= b);
  const trainRadius = train.map((_, i) => radius(train, i, k));
  const ownRadius = generated.map((_, i) => radius(generated, i, k));
  const holders = generated.map((q) => train.filter((x, i) => within(distance(q, x), trainRadius[i])).length);
  const share = (flags: readonly boolean[]) => average(flags.map(Number));
  return {
    precision: share(holders.map((count) => count > 0)),
    density: average(holders) / k,
    recall: share(train.map((x) => generated.some((q, i) => within(distance(q, x), ownRadius[i])))),
    coverage: share(train.map((x, i) => generated.some((q) => within(distance(q, x), trainRadius[i])))),
  };
}

function pairMean(set: Rows, f: (a: readonly number[], b: readonly number[]) => number): number {
  return average(set.flatMap((a, i) => set.flatMap((b, j) => (i === j ? [] : [f(a, b)]))));
}

function crossMean(
  left: Rows,
  right: Rows,
  f: (a: readonly number[], b: readonly number[]) => number,
): number {
  return average(left.flatMap((a) => right.map((b) => f(a, b))));
}

export function energy(train: Rows, generated: Rows): number {
  return (
    2 * crossMean(train, generated, distance) - pairMean(train, distance) - pairMean(generated, distance)
  );
}

export function kid(train: Rows, generated: Rows): number {
  const d = train[0].length;
  const k = (a: readonly number[], b: readonly number[]) =>
    (a.reduce((sum, value, j) => sum + value * b[j], 0) / d + 1) ** 3;
  return pairMean(train, k) + pairMean(generated, k) - 2 * crossMean(train, generated, k);
}

/** C_T with cells given. */
export function copying(
  test: { distance: readonly number[]; cell: readonly number[] },
  generated: { distance: readonly number[]; cell: readonly number[] },
  cells: number,
): number {
  let [sum, weight] = [0, 0];
  for (let c = 0; c < cells; c++) {
    const p = test.distance.filter((_, i) => test.cell[i] === c);
    const q = generated.distance.filter((_, i) => generated.cell[i] === c);
    if (q.length === 0) continue;
    const [m, n] = [q.length, p.length];
    const u = q.reduce(
      (total, one) => total + p.filter((other) => one > other).length + p.filter((o) => o === one).length / 2,
      0,
    );
    const z = (u - (m * n) / 2 + 0.5) / Math.sqrt((m * n * (m + n + 1)) / 12);
    sum += n * z;
    weight += n;
  }
  return sum / weight;
}
