/** `ridgescope graph`: modes, saddles and the ridges that join them, as JSON. */
import { InputError } from "../../errors/input-error.ts";
import type { RidgeGraph } from "../../ridge/graph.ts";
import type { MergeLevel } from "../../ridge/merge-tree.ts";
import type { NoiseLevel } from "../../schedule/noise-level.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addCommonOptions,
  addNoiseOptions,
  type CommonOptions,
  type NoiseOptions,
  noiseLevel,
  required,
  requiredJson,
} from "../common-options.ts";
import type { Effects } from "../effects.ts";
import type { Inputs } from "../load-density.ts";
import { integerParser } from "../numbers.ts";
import { createProgress, type Progress } from "../progress.ts";
import { numberListParser } from "../value-parsers.ts";

/** Options as parsed. */
export interface GraphCommandOptions extends CommonOptions, NoiseOptions {
  readonly data?: string;
  readonly maxModes: number;
  readonly times?: readonly number[];
}

/** See CONTRACT.md; the file holds plain JSON arrays, points as lists of coordinates in the noised scale. */
export const graphCommand: CommandDefinition<GraphCommandOptions> = {
  name: "graph",
  summary: "Modes, saddles and the ridges between them, with their log-density drops.",
  configure(command) {
    const times = { above: 0, most: 100, increasing: true };
    command
      .option("--data <D>", "training points: a file, synthetic:nine-modes, …")
      .option("--max-modes <n>", "refuse more modes than this", integerParser("--max-modes", 1, 100_000), 200)
      .option(
        "--times <list>",
        "Ornstein–Uhlenbeck times of a merge tree: 0.05,0.1,0.2",
        numberListParser("--times", "increasing times above 0 up to 100", times),
      );
    addNoiseOptions(command);
    addCommonOptions(command, "the .json to write");
  },
  run: runGraph,
};

/**
 * Finds the graph (and the merge tree) and writes it.
 * @throws {InputError} where an option or a file cannot be used, or there are too many modes
 */
async function runGraph(options: GraphCommandOptions, effects: Effects): Promise<number> {
  const path = requiredJson(options.out);
  effects.requireWritable(path, [options.data]);
  const level = noiseLevel(options);
  const { readInputs } = await import("../load-density.ts");
  const inputs = await readInputs(effects, required("--data", "a data set", options.data), undefined);
  requireGraphColumns(inputs);
  const { graph, tree } = await compute(inputs, { ...options, level }, effects);
  const { columns, source } = inputs.data;
  const head = { data: source, columns, scale: level.scale, variance: level.variance };
  const body = {
    ...graphDocument(graph, columns),
    ...(tree ? { merge_tree: treeDocument(tree, columns) } : {}),
  };
  await effects.writeText(path, `${JSON.stringify({ ...head, ...body }, null, 1)}\n`);
  report({ path, head, graph, tree }, options, effects);
  return 0;
}

const MOST_COLUMNS = 256;

function requireGraphColumns({ data: { columns, source } }: Inputs): void {
  if (columns < 2 || columns > MOST_COLUMNS)
    throw new InputError(source, `2 to ${MOST_COLUMNS} columns for a ridge graph`, `${columns}`);
}

interface Found {
  readonly graph: RidgeGraph;
  readonly tree: MergeLevel[] | undefined;
}

async function compute(
  inputs: Inputs,
  options: GraphCommandOptions & { level: NoiseLevel },
  effects: Effects,
): Promise<Found> {
  const { ridgeGraph } = await import("../../ridge/graph.ts");
  const { mergeTree } = await import("../../ridge/merge-tree.ts");
  const { withDensity } = await import("../load-density.ts");
  const { level, maxModes, times, quiet = false } = options;
  let progress: Progress | undefined;
  const onProgress = (done: number, total: number, unit: string) => {
    progress ??= createProgress(effects, { label: "graph", total, unit, quiet });
    progress.update(done);
  };
  return withDensity(inputs, options, async (density) => {
    const graph = await ridgeGraph(density, level, { maxModes, onProgress });
    progress?.end();
    return { graph, tree: times && (await mergeTree(density, times, { maxModes })) };
  });
}

function report(
  { path, head, graph, tree }: Found & { path: string; head: object },
  { json = false, quiet = false }: CommonOptions,
  effects: Effects,
): void {
  const [modes, saddles, edges] = [graph.modes.count, graph.saddles.count, graph.edges.length];
  if (json) {
    const levels = tree ? { merge_tree: tree.map(({ time, count }) => ({ time, modes: count })) } : {};
    const document = { out: path, ...head, modes, saddles, edges, ...levels };
    effects.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (!quiet) {
    const levels = (tree ?? []).map(({ time, count }) => `at t = ${time}: ${count} modes`);
    const found = `${modes} modes, ${saddles} saddles, ${edges} edges`;
    effects.stdout.write([found, ...levels, `wrote ${path}`, ""].join("\n"));
  }
}

function graphDocument({ modes, saddles, edges }: RidgeGraph, d: number): object {
  return {
    modes: {
      points: rowsOf(modes.points, d),
      log_density: [...modes.logDensity],
      basin: [...modes.basin],
    },
    saddles: {
      points: rowsOf(saddles.points, d),
      log_density: [...saddles.logDensity],
      direction: rowsOf(saddles.direction, d),
    },
    edges: edges.map(({ modes: ends, saddle, drop, path }) => ({
      modes: ends,
      saddle,
      drop,
      polyline: rowsOf(path.points, d),
      log_density: [...path.logDensity],
      curvature: [...path.curvature],
    })),
  };
}

/** Points are in the data's own scale; `parent` is the mode at this time of each mode at the time before. */
function treeDocument(levels: readonly MergeLevel[], d: number): object[] {
  return levels.map(({ time, points, logDensity, parent }) => ({
    time,
    points: rowsOf(points, d),
    log_density: [...logDensity],
    parent: [...parent],
  }));
}

function rowsOf(flat: Float64Array, d: number): number[][] {
  return Array.from({ length: flat.length / d }, (_, i) => [...flat.subarray(i * d, (i + 1) * d)]);
}
