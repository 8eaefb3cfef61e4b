/**
 * One training step of the score network 160–512–512–32 at batch 1024 (forward, backward, Adam), beside PyTorch's on the
 * same cores where a Python with torch is found. Goal: at least 1.5 times faster.
 */
import { initialParameters } from "../src/networks/parameters.ts";
import {
  denoisingObjective,
  embeddingFrequencies,
  type ScoreNetworkSpec,
} from "../src/networks/score-network.ts";
import { createTrainingStep } from "../src/networks/training-step.ts";
import { createRng } from "../src/random/rng.ts";
import { type Bench, interleave } from "./harness.ts";
import { NO_PEER, torchPeer } from "./peer.ts";

const BATCH = 1024;
const DIMENSION = 32;
/** Steps timed together. */
const STEPS = 20;

async function ownStep() {
  const rng = createRng(0);
  const embedding = { kind: "gaussian", size: 128, scale: 30, of: "time" } as const;
  const spec: ScoreNetworkSpec = {
    d: DIMENSION,
    hidden: [512, 512],
    activation: "relu",
    prediction: "noise",
    time: { of: "time", frequencies: embeddingFrequencies(embedding, rng.split("frequencies")) },
  };
  const objective = denoisingObjective(spec, BATCH);
  const parameters = initialParameters(objective.parameters, rng.split("start"));
  const step = await createTrainingStep(objective, { kind: "adam" }, { state: { parameters } });
  const normals = (count: number) => Float32Array.from(rng.split("x").normals(count));
  const batch = {
    x: normals(BATCH * DIMENSION),
    time: Float32Array.from(rng.split("t").uniforms(BATCH)),
    target: normals(BATCH * DIMENSION),
    weight: new Float32Array(BATCH).fill(1),
  };
  return async () => {
    let loss = 0;
    for (let i = 0; i < STEPS; i++) ({ loss = 0 } = await step.run(batch, 1e-3));
    return [loss];
  };
}

const TORCH = `
import sys, torch
torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(160, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512), torch.nn.ReLU(),
                          torch.nn.Linear(512, 32))
w = torch.randn(64) * 30 * 6.283185307179586
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
x, t, target = torch.randn(${BATCH}, 32), torch.rand(${BATCH}, 1), torch.randn(${BATCH}, 32)
weight = torch.ones(${BATCH}, 1)
for line in sys.stdin:
    for _ in range(int(line)):
        angles = t * w
        out = net(torch.cat([x, angles.sin(), angles.cos()], 1))
        loss = ((out - target) ** 2 * weight).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(float(loss), flush=True)
`;

async function run(): ReturnType<Bench["run"]> {
  const torch = torchPeer(TORCH, [2]);
  const own = { name: "one ONNX graph a step", run: await ownStep() };
  const candidates = torch ? [{ name: "PyTorch", run: () => torch.ask(STEPS) }, own] : [own];
  const timings = await interleave(candidates, { rounds: 15, work: STEPS });
  torch?.close();
  const milliseconds = timings.map(({ name, median }) => [
    `${name}, ms a step`,
    ((1000 * median) / STEPS).toFixed(2),
  ]);
  return {
    size: `MLP 160-512-512-32, batch ${BATCH}, Adam, ${STEPS} steps`,
    unit: "steps/s",
    timings,
    figures: {
      ...Object.fromEntries(milliseconds),
      ...(torch ? {} : { PyTorch: NO_PEER }),
    },
  };
}

/** Benches of this file. */
export const benches: readonly Bench[] = [{ name: "training-step", run }];
