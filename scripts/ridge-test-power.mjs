// The size and power of the test of "on the ridge" over random splits of real and made data: the table of docs/theory.md,
// section 6. After `npm run build`: node scripts/ridge-test-power.mjs NAME N [SPLITS], NAME one of those below or a file of
// points, or several joined by "+"; prints the mean over splits of the share of fresh points off the ridge, its largest, and the power.
import { encode, fitPca, readMatrix } from "../dist/data/index.js";
import { createDensity } from "../dist/density/index.js";
import { calibrateRidgeTest, ridgeStatistic } from "../dist/diagnosis/index.js";
import { createKernels } from "../dist/kernels/index.js";
import { createRng } from "../dist/random/index.js";

const MADE = 8000;
const FRESH = 400;

/** Two coordinates of a point from a uniform number and two normals. */
const PLANES = {
  circle: (u, [z]) =>
    [Math.cos(2 * Math.PI * u), Math.sin(2 * Math.PI * u)].map((value) => value * (1 + 0.08 * z)),
  moons: (u, z) => {
    const angle = 2 * Math.PI * (u % 0.5);
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    return (u < 0.5 ? [x, y] : [1 - x, 0.5 - y]).map((value, j) => value + 0.08 * z[j]);
  },
  eight: (u, z) => {
    const angle = (Math.PI / 4) * Math.floor(8 * u);
    return [2 * Math.cos(angle), 2 * Math.sin(angle)].map((value, j) => value + 0.1 * z[j]);
  },
};

async function pointsOf(name, kernels) {
  const rng = createRng(7);
  if (name === "gauss3") return { data: rng.normals(3 * MADE), d: 3 };
  if (PLANES[name]) {
    const [u, z] = [rng.uniforms(MADE), rng.normals(2 * MADE)];
    const rows = Array.from(u, (one, i) => PLANES[name](one, z.subarray(2 * i, 2 * i + 2)));
    return { data: Float64Array.from(rows.flat()), d: 2 };
  }
  const [sources, k] = name.split("@pca:");
  const { data, rows, columns } = await readAll(sources.split("+"));
  if (k === undefined) return { data, d: columns };
  const pca = await fitPca(kernels, { data, n: rows, d: columns }, Number(k));
  return { data: await encode(kernels, pca, data), d: Number(k) };
}

async function readAll(sources) {
  const parts = await Promise.all(sources.map((source) => readMatrix(source)));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const { columns } = parts[0];
  const data = new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, rows, columns };
}

const [name = "circle", count = "1000", splits = "20"] = process.argv.slice(2);
const kernels = await createKernels();
const { data, d } = await pointsOf(name, kernels);
const take = (rows) => Float64Array.from([...rows].flatMap((i) => [...data.subarray(i * d, (i + 1) * d)]));
const off = [];
const powers = {};
for (let split = 0; split < Number(splits); split++) {
  const rng = createRng(1000 + split);
  const order = rng.permutation(data.length / d);
  const n = Math.min(Number(count), order.length - 1);
  const density = createDensity(kernels, { data: take(order.subarray(0, n)), n, d });
  const test = await calibrateRidgeTest(density, { rng });
  if (!test) continue;
  const statistic = await ridgeStatistic(density, take(order.subarray(n, n + FRESH)), test);
  off.push(statistic.filter((value) => !(value <= 1)).length / statistic.length);
  for (const [alternative, power] of Object.entries(test.power)) {
    powers[alternative] = [...(powers[alternative] ?? []), power];
  }
}
kernels.close();
const percent = (values) =>
  `${((100 * values.reduce((sum, value) => sum + value, 0)) / values.length).toFixed(1)} %`;
const shown = Object.entries(powers).map(([alternative, values]) => `${alternative} ${percent(values)}`);
console.log(`${name}, n = ${count}, ${off.length} of ${splits} splits decided:`);
console.log(
  `fresh points off ${percent(off)}, at most ${percent([Math.max(...off)])}; power: ${shown.join(", ")}`,
);
