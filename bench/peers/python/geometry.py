"""Residuals |P_N s| of a smoothed empirical density at many queries, in the forms that a good user would write.

dense: tiles of queries, softmax, all second moments as one product with the upper half of y yᵀ, batched eigh.
nearest: float32 product, the 64 nearest points by it, everything else on those 64 in float64: right at small noise only.
tree: the same with a k-d tree instead of the product.
"""
import sys

import numpy as np
import torch
from peer import read, serve
from scipy.spatial import cKDTree

FOLDER, COLUMNS = sys.argv[1], int(sys.argv[2])
TILE, NEAR = 500, 64
points = read(f"{FOLDER}/data", COLUMNS)
made = {}


def numpy_dense(y, z, task):
    d, v, a = y.shape[1], task["variance"], task["scale"]
    upper = np.triu_indices(d)
    features, half = kept(("numpy", *y.shape), lambda: (np.hstack([y, y[:, upper[0]] * y[:, upper[1]]]), (y * y).sum(1) / 2))

    def work():
        found = []
        for first in range(0, len(z), TILE):
            tile = z[first : first + TILE]
            w = tile @ y.T
            w -= half
            w /= v
            w -= w.max(1, keepdims=True)
            np.exp(w, out=w)
            w /= w.sum(1, keepdims=True)
            sums = w @ features
            m = sums[:, :d]
            c = np.empty((len(tile), d, d))
            c[:, upper[0], upper[1]] = sums[:, d:]
            c[:, upper[1], upper[0]] = sums[:, d:]
            c -= m[:, :, None] * m[:, None, :]
            found.append(residual_numpy(c, (m - tile) / (v * a), task["k"]))
        return np.concatenate(found)

    return work


def numpy_near(y, z, task, search):
    v, a = task["variance"], task["scale"]

    def work():
        found = []
        for first in range(0, len(z), TILE):
            tile = z[first : first + TILE]
            near = y[search(tile)]
            log = -((near - tile[:, None]) ** 2).sum(2) / (2 * v)
            w = np.exp(log - log.max(1, keepdims=True))
            w /= w.sum(1, keepdims=True)
            m = np.einsum("qi,qij->qj", w, near)
            rows = np.sqrt(w)[:, :, None] * (near - m[:, None])
            found.append(residual_numpy(rows.transpose(0, 2, 1) @ rows, (m - tile) / (v * a), task["k"]))
        return np.concatenate(found)

    return work


def numpy_nearest(y, z, task):
    y32, half = kept(("numpy32", *y.shape), lambda: (y.astype(np.float32), ((y * y).sum(1) / 2).astype(np.float32)))

    def search(tile):
        score = half - tile.astype(np.float32) @ y32.T
        return np.argpartition(score, NEAR, axis=1)[:, :NEAR]

    return numpy_near(y, z, task, search)


def scipy_tree(y, z, task):
    tree = kept(("tree", *y.shape), lambda: cKDTree(y))
    return numpy_near(y, z, task, lambda tile: tree.query(tile, NEAR, workers=torch.get_num_threads())[1])


def residual_numpy(c, s, k):
    _, vectors = np.linalg.eigh(c)
    normal = vectors[:, :, : c.shape[1] - k]
    return np.linalg.norm((s[:, None, :] @ normal)[:, 0], axis=1)


def torch_dense(y, z, task):
    d, v, a = y.shape[1], task["variance"], task["scale"]
    y, z = torch.from_numpy(y), torch.from_numpy(z)
    upper = torch.triu_indices(d, d)
    features, half = kept(("torch", *y.shape), lambda: (torch.cat([y, y[:, upper[0]] * y[:, upper[1]]], 1), (y * y).sum(1) / 2))

    def work():
        found = []
        for tile in z.split(TILE):
            w = torch.softmax((tile @ y.T - half) / v, 1)
            sums = w @ features
            m = sums[:, :d]
            c = torch.empty(len(tile), d, d, dtype=torch.float64)
            c[:, upper[0], upper[1]] = sums[:, d:]
            c[:, upper[1], upper[0]] = sums[:, d:]
            c -= m[:, :, None] * m[:, None, :]
            found.append(residual_torch(c, (m - tile) / (v * a), task["k"]))
        return torch.cat(found)

    return work


def torch_nearest(y, z, task):
    v, a = task["variance"], task["scale"]
    y, z = torch.from_numpy(y), torch.from_numpy(z)
    y32, half = kept(("torch32", *y.shape), lambda: (y.float(), ((y * y).sum(1) / 2).float()))

    def work():
        found = []
        for tile in z.split(TILE):
            near = y[torch.addmm(half, tile.float(), y32.T, beta=-1).topk(NEAR, 1, sorted=False).indices]
            w = torch.softmax(-((near - tile[:, None]) ** 2).sum(2) / (2 * v), 1)
            m = (w[:, None] @ near)[:, 0]
            rows = w.sqrt()[:, :, None] * (near - m[:, None])
            found.append(residual_torch(rows.transpose(1, 2) @ rows, (m - tile) / (v * a), task["k"]))
        return torch.cat(found)

    return work


def residual_torch(c, s, k):
    _, vectors = torch.linalg.eigh(c)
    normal = vectors[:, :, : c.shape[1] - k]
    return torch.linalg.norm((s[:, None, :] @ normal)[:, 0], dim=1)


def kept(key, make):
    if key not in made:
        for old in [old for old in made if old[0] == key[0]]:
            del made[old]
        made[key] = make()
    return made[key]


FORMS = {
    "numpy-dense": numpy_dense,
    "numpy-nearest": numpy_nearest,
    "scipy-tree": scipy_tree,
    "torch-dense": torch_dense,
    "torch-nearest": torch_nearest,
}


def prepare(task):
    n, d = task.get("n", len(points)), task.get("d", COLUMNS)
    y, centre = kept(("points", n, d), lambda: centred(points[:n, :d]))
    z = read(f"{FOLDER}/{task['queries']}", d) / task["scale"] - centre
    return FORMS[task["form"]](y, z, task)


def centred(rows):
    centre = rows.mean(0)
    return np.ascontiguousarray(rows - centre), centre


serve(prepare)
