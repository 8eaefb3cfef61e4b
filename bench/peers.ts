/** `npm run bench -- --peers`: the comparisons one after the other, told as they end, kept where asked. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import { dirname, join } from "node:path";
import { drawFigure } from "../src/report/draw-figure.ts";
import { aligned } from "../src/text/words.ts";
import type { BenchOptions } from "./options.ts";
import type { Comparison } from "./peers/comparison.ts";
import { COMPARISONS } from "./peers/comparisons.ts";
import { documentOf, figurePath } from "./peers/document.ts";
import { figuresOf } from "./peers/figures.ts";
import { exponentOf } from "./peers/fit.ts";
import { type MachineResults, type Row, readResults, withRows, writeResults } from "./peers/results.ts";
import { createStand, type Stand } from "./peers/stand.ts";
import { cellsOf, HEADS, linesOf } from "./peers/summary.ts";

const ORDER = COMPARISONS.map(({ name }) => name);

/**
 * Measures the comparisons that were asked for. With `write` what is known so far is written after each of them.
 * @param root the folder of the repository
 * @throws TypeError where `only` names none
 */
export async function runPeers({ only, list, quick, write, out }: BenchOptions, root: string): Promise<void> {
  const chosen = COMPARISONS.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new TypeError(`--only: expected one of ${ORDER.join(", ")}, got "${only}"`);
  if (list) return console.log(chosen.map(({ name }) => name).join("\n"));
  const stand = await createStand(join(root, "bench/peers/python"), quick);
  const rows: Row[] = [];
  try {
    console.log(productText(stand));
    for (const comparison of chosen) {
      rows.push(await measured(comparison, stand));
      const results = { ...machineOf(stand, root), rows };
      if (write) writeAll(root, results);
      if (out !== undefined) writeFileSync(out, `${JSON.stringify(results, null, 1)}\n`);
    }
  } finally {
    stand.close();
  }
}

async function measured({ name, title, fair, run }: Comparison, stand: Stand): Promise<Row> {
  const before = os.loadavg()[0];
  const { size, cases = [], sweeps = [], figures = {} } = await run(stand);
  const load = [before, os.loadavg()[0]] as const;
  const date = new Date().toISOString().slice(0, 10);
  const row = { name, title, size, fair: fair.replaceAll("\n", " "), date, load, cases, sweeps, figures };
  console.log(textOf(row));
  return row;
}

function productText({ product }: Pick<Stand, "product">): string {
  const all = Object.entries(product.all).map(([name, rate]) => `${name} ${rate.toPrecision(3)} GFLOP/s`);
  return `The machine's float64 product of ${product.size} × ${product.size}: ${all.join(", ")}; shares are of ${product.name}'s.`;
}

function textOf({ name, title, size, load, cases, sweeps, figures }: Row): string {
  const lines = cases.flatMap((one) =>
    linesOf(one).map((line, i) => [i === 0 ? one.at : "", ...cellsOf(line)]),
  );
  const exponents = sweeps.flatMap((sweep) =>
    sweep.candidates.map((candidate) => {
      const { median, least, most } = exponentOf(sweep, candidate.seconds);
      return `  ${candidate.name} in ${sweep.axis}: exponent ${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
    }),
  );
  return [
    `\n${name}: ${title}, ${size} (load ${load.map((value) => value.toFixed(1)).join(" to ")})`,
    ...(lines.length > 0 ? [aligned([["", ...HEADS], ...lines])] : []),
    ...exponents,
    ...Object.entries(figures).map(([what, value]) => `  ${what}: ${value}`),
  ].join("\n");
}

function machineOf(stand: Stand, root: string): Omit<MachineResults, "rows"> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const versions = {
    ridgescope: manifest.version as string,
    "onnxruntime-node": manifest.devDependencies["onnxruntime-node"] as string,
    ...stand.versions,
    product: productText(stand),
  };
  return {
    cpu: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    memoryGigabytes: Math.round(os.totalmem() / 1e9),
    system: `${os.type()} ${os.arch()}`,
    versions,
  };
}

/** Results, page and figures. */
export function writeAll(root: string, now: MachineResults): void {
  const results = join(root, "bench/results");
  const before = readResults(results);
  const same = before.find(({ cpu, cores }) => cpu === now.cpu && cores === now.cores);
  writeResults(results, withRows(same, now, ORDER));
  const machines = readResults(results);
  const docs = join(root, "docs");
  rmSync(join(docs, "performance"), { recursive: true, force: true });
  for (const machine of machines)
    for (const { row, figure } of figuresOf(machine)) {
      const path = join(docs, figurePath(machine, row));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, drawFigure(figure));
    }
  writeFileSync(join(docs, "performance.md"), documentOf(machines));
}
