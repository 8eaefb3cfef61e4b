/** Optimisers as graph operations on the flat parameter array. */
import { present } from "../arrays/present.ts";
import type { Graph } from "./graph/graph.ts";
import { add, div, min, mul, reduceSum, scaled, square, sub, unary } from "./graph/operations.ts";
import type { Value } from "./graph/value.ts";

/** How parameters follow the gradient. Defaults of Adam: β = (0.9, 0.999), ε = 1e-8. */
export interface OptimizerSpec {
  readonly kind: "adam" | "sgd";
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Of SGD. */
  readonly momentum?: number;
  /** Largest Euclidean norm of the gradient; longer ones are scaled down to it. Default: none. */
  readonly clip?: number;
  /** Decay of the exponential moving average of the parameters. Default: none is kept. */
  readonly ema?: number;
}

/** Arrays that an optimiser carries from step to step, each as long as the parameters. */
export type StateName = "parameters" | "first" | "second" | "average";

/** Names of the arrays that this optimiser carries. */
export function stateNames({ kind, momentum = 0, ema }: OptimizerSpec): StateName[] {
  const moments: StateName[] = kind === "adam" ? ["first", "second"] : momentum > 0 ? ["first"] : [];
  return ["parameters", ...moments, ...(ema === undefined ? [] : (["average"] as const))];
}

/**
 * Numbers that change with the step: `rate` multiplies the direction; Adam's second moment is multiplied by
 * `secondScale` = 1 / (1 - β2^s) under the root.
 */
export interface StepScalars {
  readonly rate: number;
  readonly secondScale: number;
}

/** The scalars of step s = 1, 2, … at learning rate `rate` (Kingma & Ba: the bias corrections). */
export function stepScalars(spec: OptimizerSpec, rate: number, step: number): StepScalars {
  if (spec.kind === "sgd") return { rate, secondScale: 1 };
  const { beta1 = 0.9, beta2 = 0.999 } = spec;
  return { rate: rate / (1 - beta1 ** step), secondScale: 1 / (1 - beta2 ** step) };
}

/** The state and gradient that a step starts from; `rate` and `secondScale` are scalars of the graph. */
interface StepInputs {
  readonly state: Readonly<Partial<Record<StateName, Value>>>;
  readonly gradient: Value;
  readonly rate: Value;
  readonly secondScale: Value;
}

/** The next state from this one and the gradient. */
export function update(g: Graph, spec: OptimizerSpec, inputs: StepInputs): Partial<Record<StateName, Value>> {
  const { state, gradient } = inputs;
  const next = spec.kind === "adam" ? adam : sgd;
  const moved = next(
    g,
    spec,
    spec.clip === undefined ? inputs : { ...inputs, gradient: clipped(g, gradient, spec.clip) },
  );
  if (spec.ema === undefined) return moved;
  return { ...moved, average: towards(g, [present(state.average), present(moved.parameters)], 1 - spec.ema) };
}

/** Euclidean norm of a flat value. */
function norm(g: Graph, x: Value): Value {
  return unary(g, "Sqrt", reduceSum(g, square(g, x)));
}

function clipped(g: Graph, gradient: Value, most: number): Value {
  const tiny = g.scalar(1e-12, gradient.type);
  const factor = div(g, g.scalar(most, gradient.type), add(g, norm(g, gradient), tiny));
  return mul(g, gradient, min(g, factor, g.scalar(1, gradient.type)));
}

/** a + share (b - a). */
function towards(g: Graph, [a, b]: readonly [Value, Value], share: number): Value {
  return add(g, a, scaled(g, share, sub(g, b, a)));
}

type Rule = typeof sgd;

function sgd(
  g: Graph,
  { momentum = 0 }: OptimizerSpec,
  { state: { parameters, first }, gradient, rate }: StepInputs,
): Partial<Record<StateName, Value>> {
  if (momentum === 0) return { parameters: sub(g, present(parameters), mul(g, gradient, rate)) };
  const velocity = add(g, scaled(g, momentum, present(first)), gradient);
  return { parameters: sub(g, present(parameters), mul(g, velocity, rate)), first: velocity };
}

const adam: Rule = (
  g,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 },
  { state, gradient, rate, secondScale },
) => {
  const first = towards(g, [present(state.first), gradient], 1 - beta1);
  const second = towards(g, [present(state.second), square(g, gradient)], 1 - beta2);
  const root = add(g, unary(g, "Sqrt", mul(g, second, secondScale)), g.scalar(epsilon, gradient.type));
  const step = div(g, mul(g, first, rate), root);
  return { parameters: sub(g, present(state.parameters), step), first, second };
};
