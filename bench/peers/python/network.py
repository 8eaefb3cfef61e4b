"""The score network 160-512-512-32: training steps, generation, and the matrix products of generation by themselves."""
import math

import torch
from peer import serve

BATCH, DIMENSION = 1024, 32
net = torch.nn.Sequential(
    torch.nn.Linear(160, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512), torch.nn.ReLU(), torch.nn.Linear(512, DIMENSION)
)
frequencies = torch.randn(64) * 30 * 2 * math.pi
optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
x, t, target = torch.randn(BATCH, DIMENSION), torch.rand(BATCH, 1), torch.randn(BATCH, DIMENSION)
weight = torch.ones(BATCH, 1)


def predict(x, t):
    angles = t * frequencies
    return net(torch.cat([x, angles.sin(), angles.cos()], 1))


def train(task):
    def work():
        for _ in range(task["steps"]):
            loss = ((predict(x, t) - target) ** 2 * weight).mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
        return [float(loss)]

    return work


def generate(task):
    """Euler steps of the reverse process dx = -(x + 2 s) dt + sqrt(2) dB between the given times, in float32."""
    times = [task["horizon"] * (task["least"] / task["horizon"]) ** (i / task["steps"]) for i in range(task["steps"] + 1)]

    @torch.inference_mode()
    def work():
        x = torch.randn(task["count"], DIMENSION)
        for t, s in zip(times, times[1:]):
            noise = predict(x, torch.full((task["count"], 1), t))
            score = noise / -math.sqrt(-math.expm1(-2 * t))
            x = x + (t - s) * (x + 2 * score) + math.sqrt(2 * (t - s)) * torch.randn_like(x)
        return x[0].tolist()

    return work


def products(task):
    """What no network can do without: three products a step."""
    count = task["count"]
    inputs = [torch.randn(count, 160), torch.randn(count, 512), torch.randn(count, 512)]
    outs = [torch.empty(count, 512), torch.empty(count, 512), torch.empty(count, DIMENSION)]
    weights = [layer.weight.detach().T.contiguous() for layer in net if isinstance(layer, torch.nn.Linear)]

    @torch.inference_mode()
    def work():
        for _ in range(task["steps"]):
            for a, b, out in zip(inputs, weights, outs):
                torch.mm(a, b, out=out)
        return outs[-1][0].tolist()

    return work


serve(lambda task: {"train": train, "generate": generate, "products": products}[task["do"]](task))
