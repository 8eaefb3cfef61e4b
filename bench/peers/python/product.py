"""The matrix product in float64 (float32 where asked): what the machine gives at best."""
import numpy as np
import torch
from peer import serve

made = {}


def prepare(task):
    n, kind = task["n"], task["kind"]
    if (n, kind) not in made:
        a = np.random.default_rng(0).standard_normal((n, n))
        made[n, kind] = a if kind == "numpy" else torch.tensor(a)
    a = made[n, kind]
    return lambda: (a @ a)[0]


serve(prepare)
