import { describe, expect, test } from "vitest";
import { encodeGraph } from "../../src/networks/graph/encode.ts";
import { gradients } from "../../src/networks/graph/gradients.ts";
import { Graph } from "../../src/networks/graph/graph.ts";
import * as op from "../../src/networks/graph/operations.ts";
import type { ElementType, Value } from "../../src/networks/graph/value.ts";
import { ACTIVATIONS, activate } from "../../src/networks/layers.ts";
import { requireOnnxRuntime } from "../../src/networks/require-onnx-runtime.ts";
import { createRng } from "../../src/random/rng.ts";

/** A scalar function of arrays a [3, 4], b [3, 4], w [2, 4] (or [4, 2]), s [3, 1] and c [4]. */
type Case = (g: Graph, v: Record<"a" | "b" | "w" | "s" | "c", Value>) => Value;

const SHAPES = { a: [3, 4], b: [3, 4], w: [2, 4], s: [3, 1], c: [4] };
type Name = keyof typeof SHAPES;

/** Sums with different weights, so that no two entries of a gradient are equal by symmetry. */
function weigh(g: Graph, x: Value): Value {
  const size = x.shape.reduce<number>((product, length) => product * Number(length), 1);
  const weights = Array.from({ length: size }, (_, i) => Math.cos(i) + 0.3);
  return op.reduceSum(g, op.mul(g, x, g.constant(weights, x.shape as number[], x.type)));
}

const CASES: Record<string, Case> = {
  "add, with broadcasting": (g, { a, s, c }) => weigh(g, op.add(g, op.add(g, a, s), c)),
  "sub, with broadcasting": (g, { a, s, c }) => weigh(g, op.sub(g, s, op.sub(g, c, a))),
  "mul, with broadcasting": (g, { a, b, s, c }) => weigh(g, op.mul(g, op.mul(g, a, op.mul(g, c, b)), s)),
  "div, with broadcasting": (g, { a, b, s }) =>
    weigh(g, op.div(g, op.div(g, a, op.unary(g, "Exp", b)), op.unary(g, "Exp", s))),
  square: (g, { a }) => weigh(g, op.square(g, a)),
  "gemm a b'": (g, { a, w, c }) =>
    weigh(
      g,
      op.gemm(g, {
        a,
        b: w,
        transB: true,
        bias: op.reshape(g, op.split(g, c, { lengths: [2, 2], axis: 0 })[1], [2]),
      }),
    ),
  "gemm a b": (g, { a, w }) => weigh(g, op.gemm(g, { a, b: op.transpose(g, w, [1, 0]) })),
  "gemm a' b": (g, { a, b }) => weigh(g, op.gemm(g, { a, b, transA: true })),
  "gemm a' b'": (g, { a, w }) =>
    weigh(g, op.gemm(g, { a: op.transpose(g, a, [1, 0]), b: w, transA: true, transB: true })),
  "stacked products": (g, { a, b }) =>
    weigh(g, op.matmul(g, op.reshape(g, a, [3, 2, 2]), op.reshape(g, b, [3, 2, 2]))),
  "reduce over one axis": (g, { a, b }) =>
    weigh(
      g,
      op.mul(
        g,
        op.reduceSum(g, op.mul(g, a, b), { axes: [1], keep: true }),
        op.reduceSum(g, a, { axes: [0] }),
      ),
    ),
  mean: (g, { a }) => op.reduceMean(g, op.square(g, a)),
  "concat and split": (g, { a, s }) => {
    const [left, right] = op.split(g, op.concat(g, [a, s], 1), { lengths: [2, 3], axis: 1 }) as [
      Value,
      Value,
    ];
    return op.add(g, weigh(g, op.square(g, left)), weigh(g, op.unary(g, "Exp", right)));
  },
  "split of which one part is used": (g, { a }) =>
    weigh(g, op.square(g, op.split(g, a, { lengths: [1, 3], axis: 1 })[1])),
  expand: (g, { s }) => weigh(g, op.square(g, op.expand(g, s, [3, 4]))),
  "log, sqrt": (g, { a }) => {
    const positive = op.add(g, op.square(g, a), g.scalar(1, a.type));
    return weigh(g, op.mul(g, op.unary(g, "Log", positive), op.unary(g, "Sqrt", positive)));
  },
  "sin, cos": (g, { a, b }) => weigh(g, op.mul(g, op.unary(g, "Sin", a), op.unary(g, "Cos", b))),
  "sigmoid, tanh": (g, { a, b }) => weigh(g, op.mul(g, op.unary(g, "Sigmoid", b), op.unary(g, "Tanh", a))),
  ...Object.fromEntries(
    ACTIVATIONS.filter((kind) => kind !== "gelu").map((kind): [string, Case] => [
      `${kind} network`,
      (g, { a, w }) => weigh(g, op.square(g, activate(g, kind, op.gemm(g, { a, b: w, transB: true })))),
    ]),
  ),
};

describe("gradients against central differences, in float64", () => {
  test.each(Object.entries(CASES))("%s", async (_, build) => {
    const { worst } = await compare(build, "float64", 1e-5);
    expect(worst).toBeLessThan(1e-8);
  });
});

test("gelu is x Φ(x) and its gradient agrees with differences of it (float32 at the runtime)", async () => {
  const { worst, loss } = await compare((g, { a }) => weigh(g, activate(g, "gelu", a)), "float32", 1e-2);
  expect(worst).toBeLessThan(2e-3);
  const { a } = values("float32");
  const exact = a.reduce((sum, x, i) => sum + (Math.cos(i) + 0.3) * x * normalCdf(x), 0);
  expect(loss).toBeCloseTo(exact, 5);
});

test("softplus in float32", async () => {
  const { worst } = await compare((g, { a }) => weigh(g, op.unary(g, "Softplus", a)), "float32", 1e-2);
  expect(worst).toBeLessThan(2e-3);
});

test("a loss that is no number, depends on nothing, or has no rule is refused", () => {
  const g = new Graph();
  const a = g.input("a", "float32", [2]);
  const b = g.input("b", "float32", [2]);
  expect(() => gradients(g, a, [a])).toThrow("loss: expected one number, got shape [2]");
  expect(() => gradients(g, op.reduceSum(g, a), [b])).toThrow("expected the loss to depend on b");
  expect(() => gradients(g, op.reduceSum(g, op.min(g, a, b)), [b])).toThrow(
    "differentiable operator, got Min",
  );
});

test("shapes that do not fit are refused", () => {
  const g = new Graph();
  const a = g.input("a", "float32", [2, 3]);
  expect(() => op.add(g, a, g.input("b", "float32", [4]))).toThrow(
    "expected equal lengths or 1, got [2,3] and [4]",
  );
  expect(() => op.gemm(g, { a, b: a })).toThrow("expected matrices that fit");
  expect(() => g.input("a", "float32", [1])).toThrow("expected a new name, got a again");
  expect(() => g.constant([1, 2], [3], "float32")).toThrow("expected 3 numbers, got 2");
});

function values(type: ElementType): Record<Name, Float64Array> {
  const rng = createRng(3);
  const make = (name: Name) => {
    const drawn = rng.split(name).normals(SHAPES[name].reduce((x, y) => x * y, 1));
    return type === "float32" ? Float64Array.from(Float32Array.from(drawn)) : drawn;
  };
  return { a: make("a"), b: make("b"), w: make("w"), s: make("s"), c: make("c") };
}

/** Largest difference of any gradient entry from central differences with the given step. */
async function compare(
  build: Case,
  type: "float32" | "float64",
  step: number,
): Promise<{ worst: number; loss: number }> {
  const at = values(type);
  const run = await compile(build, type);
  const { loss, ...found } = await run(at);
  let worst = 0;
  for (const [name, gradient] of Object.entries(found)) {
    const point = at[name as Name];
    for (let i = 0; i < point.length; i++) {
      const moved = async (by: number) => {
        const shifted = { ...at, [name]: point.map((value, j) => (i === j ? value + by : value)) };
        return (await run(shifted))["loss"][0];
      };
      const difference = ((await moved(step)) - (await moved(-step))) / (2 * step);
      worst = Math.max(worst, Math.abs(difference - gradient[i]) / (1 + Math.abs(difference)));
    }
  }
  return { worst, loss: loss[0] };
}

/** The loss and its gradients for all inputs that it depends on. */
async function compile(build: Case, type: "float32" | "float64") {
  const runtime = await requireOnnxRuntime();
  const g = new Graph();
  const names = Object.keys(SHAPES) as Name[];
  const inputs = Object.fromEntries(names.map((name) => [name, g.input(name, type, SHAPES[name])])) as Record<
    Name,
    Value
  >;
  const loss = build(g, inputs);
  const used = names.filter((name) => g.nodes.some((node) => node.inputs.includes(inputs[name])));
  const found = gradients(
    g,
    loss,
    used.map((name) => inputs[name]),
  );
  g.output("loss", loss);
  for (const [i, name] of used.entries()) g.output(name === "a" ? "a_" : `${name}_`, found[i]);
  const session = await runtime.InferenceSession.create(encodeGraph(g), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return async (at: Record<Name, Float64Array>): Promise<Record<string, Float64Array>> => {
    const feeds = Object.fromEntries(
      session.inputNames.map((name) => {
        const data = at[name as Name];
        return [
          name,
          new runtime.Tensor(
            type,
            type === "float32" ? Float32Array.from(data) : data.slice(),
            SHAPES[name as Name],
          ),
        ];
      }),
    );
    const out = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(out).map(([name, { data }]) => [
        name.replace("_", ""),
        Float64Array.from(data as Float64Array),
      ]),
    );
  };
}

function normalCdf(x: number): number {
  let [sum, term] = [x, x];
  for (let k = 1; k < 100; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
