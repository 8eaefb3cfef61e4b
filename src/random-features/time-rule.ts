/**
 * Quadrature over OU time [t_min, T] for the moments of the random feature model. THEORY.md section 7,
 * "Time nodes": graded panels resolve the layer at t_min, uniform ones the fastest harmonic.
 */

import { namesOf } from "../arrays/names-of.ts";
import { expected } from "../errors/argument-error.ts";
import { gaussLegendre } from "../kernels/special/gauss-legendre.ts";

/** Nodes and positive weights of a rule on [t_min, T]. */
export interface TimeRule {
  readonly times: Float64Array;
  readonly weights: Float64Array;
}

/** Options of {@link createTimeRule}; times are OU times (THEORY.md section 7). */
export interface TimeRuleOptions {
  readonly rule?: TimeRuleName;
  readonly timeMin: number;
  /** T. */
  readonly horizon: number;
  /** K: the number of harmonics that must be resolved. */
  readonly harmonics: number;
  /** graded: Gauss nodes a period of the fastest harmonic; simpson: the number of nodes (odd). */
  readonly density?: number;
  /** graded: uniform panels at least this many, however slow the harmonics; default 64. */
  readonly panels?: number;
}

/** Gauss nodes per panel. */
const PANEL_NODES = 8;
const LEAST_PANELS = 64;
/** A graded panel is as wide as its distance from 0, so that a power of t or h is smooth on it. */
const GROWTH = 2;

/** A rule in words and in numbers. */
interface TimeRuleEntry {
  /** One clause. */
  readonly meaning: string;
  /** Default density. */
  readonly density: number;
  nodes(options: TimeRuleOptions, density: number): TimeRule;
}

/** All rules, by name. */
export const TIME_RULES = {
  graded: {
    meaning: "Gauss panels that double from t_min until half a period of the K-th harmonic",
    density: 16,
    nodes: (options, density) => composite(panelEdges(options, density)),
  },
  simpson: {
    meaning: "uniform nodes, as in the reference experiments",
    density: 2001,
    nodes: ({ timeMin, horizon }, density) => simpson(timeMin, horizon, density),
  },
} as const satisfies Readonly<Record<string, TimeRuleEntry>>;

/** The names of the rules. */
export type TimeRuleName = keyof typeof TIME_RULES;

/** Names of the rules, in the order in which messages list them. */
export const TIME_RULE_NAMES = namesOf(TIME_RULES);

/**
 * Makes the rule. `graded` (default): Gauss panels that double from t_min until half a period (with the
 * default density) of the K-th harmonic. `simpson`: uniform nodes, as in the reference experiments; it misses
 * the layer of width t_min where the weight is λ = 1.
 * @throws RangeError where 0 < timeMin < horizon does not hold, or the density is too small.
 * @example
 * const { times, weights } = createTimeRule({ rule: "simpson", density: 3, timeMin: 1, horizon: 3, harmonics: 0 });
 * times; // → [1, 2, 3]
 * weights; // → [0.3333, 1.333, 0.3333]
 */
export function createTimeRule(options: TimeRuleOptions): TimeRule {
  const { rule = "graded", timeMin, horizon } = options;
  const { nodes, density: usual } = TIME_RULES[rule];
  const { density = usual } = options;
  if (!(timeMin > 0 && timeMin < horizon && horizon < Infinity)) {
    throw expected("timeMin", "0 < timeMin < horizon", `${timeMin} and ${horizon}`);
  }
  if (!(density >= 3)) throw expected("density", "at least 3", density);
  if (options.panels !== undefined && !(options.panels >= 1))
    throw expected("panels", "at least 1", options.panels);
  return nodes(options, density);
}

/** Edges of the graded panels. */
function panelEdges(options: TimeRuleOptions, density: number): number[] {
  const { timeMin, horizon, harmonics, panels = LEAST_PANELS } = options;
  const widest = horizon * Math.min(1 / panels, PANEL_NODES / (density * Math.max(1, harmonics)));
  const edges = [timeMin];
  let edge = timeMin;
  while (edge * (GROWTH - 1) < widest && edge * GROWTH < horizon) {
    edge *= GROWTH;
    edges.push(edge);
  }
  const count = Math.max(1, Math.ceil((horizon - edge) / widest));
  for (let i = 1; i < count; i++) edges.push(edge + ((horizon - edge) * i) / count);
  edges.push(horizon);
  return edges;
}

function composite(edges: readonly number[]): TimeRule {
  const { nodes, weights } = gaussLegendre(PANEL_NODES);
  const times = new Float64Array((edges.length - 1) * PANEL_NODES);
  const sizes = new Float64Array(times.length);
  for (let panel = 0; panel + 1 < edges.length; panel++) {
    const middle = (edges[panel] + edges[panel + 1]) / 2;
    const half = (edges[panel + 1] - edges[panel]) / 2;
    for (let i = 0; i < PANEL_NODES; i++) {
      times[panel * PANEL_NODES + i] = middle + half * nodes[i];
      sizes[panel * PANEL_NODES + i] = half * weights[i];
    }
  }
  return { times, weights: sizes };
}

function simpson(timeMin: number, horizon: number, count: number): TimeRule {
  if (count % 2 !== 1) throw expected("density", "an odd number of Simpson nodes", count);
  const step = (horizon - timeMin) / (count - 1);
  const times = Float64Array.from({ length: count }, (_, i) => timeMin + i * step);
  const weights = times.map((_, i) => (step / 3) * (i === 0 || i === count - 1 ? 1 : i % 2 ? 4 : 2));
  return { times, weights };
}
