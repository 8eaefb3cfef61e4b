// `npm run bench [-- --only name] [--out file.json]`: bundles the benches and the sources they need into a
// folder of their own, runs them one after the other and prints and keeps what they measure. With `--peers` the comparisons
// with NumPy, SciPy and PyTorch in their place (peers.ts).
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleTo } from "../scripts/bundle.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const BUILT = resolve(HERE, "../node_modules/.cache/ridgescope-bench");

await build();
const options = await readOptions();
if (options.peers) await runPeers();
else await runBenches();

/** Bundles every bench and what they share. */
async function build() {
  const files = readdirSync(HERE).filter((name) => name.endsWith(".ts"));
  const input = Object.fromEntries(files.map((name) => [name.slice(0, -3), join(HERE, name)]));
  await bundleTo(BUILT, input);
}

function built(name) {
  return import(pathToFileURL(join(BUILT, `${name}.js`)));
}

async function readOptions() {
  const { parseOptions } = await built("options");
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    return refuse(error);
  }
}

/** A wrong flag is told in one line. */
function refuse(error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exit(2);
}

async function runPeers() {
  const peers = await built("peers");
  await peers.runPeers(options, resolve(HERE, "..")).catch(refuse);
}

async function runBenches() {
  const benches = await loadBenches();
  if (options.list) for (const { name } of benches) console.log(name);
  else await runAll(benches);
}

async function loadBenches() {
  const files = readdirSync(BUILT).filter((name) => name.endsWith(".bench.js"));
  const modules = await Promise.all(files.map((name) => built(name.slice(0, -3))));
  const all = modules.flatMap((module) => module.benches);
  const chosen = options.only === undefined ? all : all.filter(({ name }) => name === options.only);
  if (chosen.length > 0) return chosen;
  console.error(`--only: expected one of ${all.map(({ name }) => name).join(", ")}, got "${options.only}"`);
  process.exit(2);
}

async function runAll(benches) {
  const { sinkValue } = await built("harness");
  const results = [];
  for (const { name, run } of benches) {
    const loadBefore = os.loadavg()[0];
    const report = await run();
    results.push({ name, loadBefore, loadAfter: os.loadavg()[0], ...report });
    print(results.at(-1));
  }
  const [cpu] = os.cpus();
  const machine = { cpu: cpu?.model, threads: os.availableParallelism(), node: process.version };
  const document = { date: new Date().toISOString(), machine, sink: sinkValue(), results };
  if (options.out === undefined) return;
  mkdirSync(dirname(resolve(options.out)), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(document, null, 2)}\n`);
  console.log(`wrote ${options.out}`);
}

function print({ name, size, unit, timings, figures = {}, loadBefore, loadAfter }) {
  console.log(`${name}: ${size} (load ${loadBefore.toFixed(1)} to ${loadAfter.toFixed(1)})`);
  for (const { name: candidate, median, fastest, slowest, ratio, rate } of timings)
    console.log(
      `  ${candidate.padEnd(22)} ${seconds(median)} (${seconds(fastest)} to ${seconds(slowest)}), ×${ratio.toPrecision(3)}, ${rate.toPrecision(3)} ${unit}`,
    );
  for (const [figure, value] of Object.entries(figures))
    console.log(`  ${figure}: ${typeof value === "number" ? Number(value.toPrecision(4)) : value}`);
}

function seconds(value) {
  return value < 1 ? `${(1000 * value).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
}
