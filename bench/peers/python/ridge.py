"""Projection onto a ridge as one batched loop: mean shift within the normal space, Newton steps once they are short and help."""
import sys

import torch
from peer import read, serve

FOLDER, D = sys.argv[1], int(sys.argv[2])
torch.set_default_dtype(torch.float64)
y = torch.from_numpy(read(f"{FOLDER}/data", D))
half = (y * y).sum(1) / 2
outer = (y[:, :, None] * y[:, None, :]).reshape(len(y), -1)


def look(x, v, k):
    """Mean shift within the normal space, Newton step and residual in noise widths."""
    w = torch.softmax((x @ y.T - half) / v, 1)
    m = w @ y
    c = (w @ outer).view(-1, D, D) - m[:, :, None] * m[:, None, :]
    values, vectors = torch.linalg.eigh(c)
    normal = vectors[:, :, : D - k]
    along = ((m - x)[:, None, :] @ normal)[:, 0]
    curvature = values[:, : D - k] / v - 1
    newton = torch.where((curvature < 0).all(1, keepdim=True), -along / curvature, torch.nan)
    lift = lambda parts: (normal @ parts[:, :, None])[:, :, 0]
    return lift(along), lift(newton), along.norm(dim=1) / v**0.5


def prepare(task):
    v, k = task["variance"], task["k"]
    start = torch.from_numpy(read(f"{FOLDER}/{task['queries']}", D))

    def work():
        x = start.clone()
        active = torch.arange(len(x))
        shift, newton, residual = look(x, v, k)
        for _ in range(1000):
            moving = residual > task["tolerance"]
            active, shift, newton, residual = active[moving], shift[moving], newton[moving], residual[moving]
            if len(active) == 0:
                break
            short = newton.norm(dim=1) <= 2 * (v * (D - k)) ** 0.5
            trial = x[active] + torch.where(short[:, None], newton, shift)
            found = look(trial, v, k)
            worse = short & ~(found[2] < residual)
            if worse.any():
                trial[worse] = x[active[worse]] + shift[worse]
                again = look(trial[worse], v, k)
                for new, better in zip(found, again):
                    new[worse] = better
            x[active] = trial
            shift, newton, residual = found
        return x

    return work


serve(prepare)
