"""The posterior mean of a random feature model, output · relu(weights x + bias), for a batch of samples."""
import numpy as np
import torch
from peer import serve


def prepare(task):
    p, d, m = task["p"], task["d"], task["m"]
    rng = np.random.default_rng(0)
    tensor = lambda *shape: torch.from_numpy(rng.standard_normal(shape))
    weights, bias, output, x = tensor(p, d), tensor(p), tensor(d, p), tensor(m, d)
    return lambda: (torch.relu(torch.addmm(bias, x, weights.T)) @ output.T).mul_(p**-0.5)[0]


serve(prepare)
