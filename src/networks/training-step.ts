/**
 * One training step as one ONNX graph: loss, its gradient, and the optimiser's update. The state lies in two sets of
 * arrays that take turns as input and output, so that nothing is copied between steps.
 */
import { present } from "../arrays/present.ts";
import type { OnnxSession, OnnxTensor } from "../kernels/native/onnx-runtime.ts";
import { encodeGraph } from "./graph/encode.ts";
import { gradients } from "./graph/gradients.ts";
import { Graph } from "./graph/graph.ts";
import type { Value } from "./graph/value.ts";
import { type OptimizerSpec, type StateName, stateNames, stepScalars, update } from "./optimizer.ts";
import { type ParameterSpec, type Parameters, parameterCount, parameterValues } from "./parameters.ts";
import { NETWORK_SESSION, requireOnnxRuntime } from "./require-onnx-runtime.ts";

/** What is minimised: trainable parts, inputs of a batch, and the loss they make. */
export interface Objective {
  readonly parameters: readonly ParameterSpec[];
  /** Inputs of a batch by name, with their shapes (the batch size among them). */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** The loss (one number), and more numbers to watch. */
  loss(
    g: Graph,
    parameters: Parameters,
    inputs: Readonly<Record<string, Value>>,
  ): { readonly loss: Value; readonly [watched: string]: Value };
}

/** State of training between steps, each array as long as the parameters. */
export type TrainingState = { readonly [name in StateName]?: Float32Array } & {
  readonly parameters: Float32Array;
};

/** A training step, ready to run. */
export interface TrainingStep {
  /** Runs one step at the learning rate; returns the loss before the update and what else is watched. */
  run(batch: Readonly<Record<string, Float32Array>>, rate: number): Promise<Record<string, number>>;
  /** Copies of the state after the steps run so far. */
  state(): TrainingState;
  /** Steps run so far. */
  readonly steps: number;
  close(): Promise<void>;
}

/** The graph of a training step, before it is encoded. */
function trainingGraph(objective: Objective, optimizer: OptimizerSpec): Graph {
  const g = new Graph();
  const count = parameterCount(objective.parameters);
  const names = stateNames(optimizer);
  const state = Object.fromEntries(names.map((name) => [name, g.input(name, "float32", [count])]));
  const inputs = Object.fromEntries(
    Object.entries(objective.inputs).map(([name, shape]) => [name, g.input(name, "float32", shape)]),
  );
  const scalars = {
    rate: g.input("rate", "float32", []),
    secondScale: g.input("second_scale", "float32", []),
  };
  const flat = state["parameters"];
  const values = objective.loss(g, parameterValues(g, flat, objective.parameters), inputs);
  const [gradient] = gradients(g, values.loss, [flat]) as [Value];
  const next = update(g, optimizer, { state, gradient, ...scalars });
  for (const name of names) g.output(nextName(name), present(next[name]));
  for (const [name, value] of Object.entries(values)) g.output(name, value);
  return g;
}

function nextName(name: StateName): string {
  return `next_${name}`;
}

/** Where training starts: parameters, or a whole state and the steps that led to it (default none). */
export interface TrainingStart {
  readonly state: TrainingState;
  readonly step?: number;
}

/**
 * Compiles a training step.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @example
 * // the slope of (w - 3)² at 0 is -6, the rate ½: one step of descent ends at the minimum
 * const step = await createTrainingStep(parabola, { kind: "sgd" }, { state: { parameters: Float32Array.of(0) } });
 * const { loss } = await step.run({ target: Float32Array.of(3) }, 0.5);
 * loss; // → 9
 */
export async function createTrainingStep(
  objective: Objective,
  optimizer: OptimizerSpec,
  { state: start, step: stepsBefore = 0 }: TrainingStart,
): Promise<TrainingStep> {
  const runtime = await requireOnnxRuntime();
  const g = trainingGraph(objective, optimizer);
  const session = await runtime.InferenceSession.create(encodeGraph(g), {
    ...NETWORK_SESSION,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const names = stateNames(optimizer);
  const shape = [start.parameters.length];
  const tensor = (data: Float32Array, dims: readonly number[]) => new runtime.Tensor("float32", data, dims);
  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  let current = names.map((name) => tensor(startOf(start, name), shape));
  let spare = names.map(() => tensor(new Float32Array(start.parameters.length), shape));
  const watched = g.outputs.map(({ name }) => name).filter((name) => !name.startsWith("next_"));
  let steps = stepsBefore;
  return {
    async run(batch, rate) {
      const { rate: scaledRate, secondScale } = stepScalars(optimizer, rate, steps + 1);
      const feeds: Record<string, OnnxTensor> = {
        ...Object.fromEntries(names.map((name, i) => [name, current[i]])),
        ...Object.fromEntries(
          Object.entries(objective.inputs).map(([name, dims]) => [name, tensor(batch[name], dims)]),
        ),
        rate: scalar(scaledRate),
        second_scale: scalar(secondScale),
      };
      const fetches: Record<string, OnnxTensor | null> = {
        ...Object.fromEntries(names.map((name, i) => [nextName(name), spare[i]])),
        ...Object.fromEntries(watched.map((name) => [name, null])),
      };
      const out = await session.run(onlyUsed(session, feeds), fetches);
      [current, spare] = [spare, current];
      steps++;
      return Object.fromEntries(watched.map((name) => [name, Number(out[name].data[0])]));
    },
    state: () =>
      Object.fromEntries(
        names.map((name, i) => [name, (current[i].data as Float32Array).slice()]),
      ) as unknown as TrainingState,
    get steps() {
      return steps;
    },
    close: () => session.release(),
  };
}

/** A graph without Adam has no use for every scalar; the runtime refuses inputs that it does not know. */
function onlyUsed(session: OnnxSession, feeds: Record<string, OnnxTensor>): Record<string, OnnxTensor> {
  return Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]]));
}

function startOf(start: TrainingState, name: StateName): Float32Array {
  const given = start[name];
  if (given) return given.slice();
  return name === "average" ? start.parameters.slice() : new Float32Array(start.parameters.length);
}
