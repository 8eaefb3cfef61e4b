"""Residuals in the space of pixels, where a covariance is 784 × 784.

dense: one product and one eigh a query. rows: rows lighter than rounding left out, then eigh of the smaller Gram matrix
(rows × rows or d × d). lowrank: the same rows, and a randomised SVD with so many passes that the answer has converged.
"""
import sys

import torch
from peer import read, serve

FOLDER, D = sys.argv[1], int(sys.argv[2])
torch.set_default_dtype(torch.float64)
y = torch.from_numpy(read(f"{FOLDER}/data", D))
half = (y * y).sum(1) / 2


def dense(rows, k):
    return torch.linalg.eigh(rows.T @ rows)[1][:, -k:]


def light_left_out(rows, k):
    if len(rows) >= D:
        return dense(rows, k)
    values, left = torch.linalg.eigh(rows @ rows.T)
    return rows.T @ (left[:, -k:] / values[-k:].clamp_min(1e-300).sqrt())


def low_rank(rows, k):
    return torch.svd_lowrank(rows, q=min(3 * k, *rows.shape), niter=PASSES)[2][:, :k]


PASSES = 10
FORMS = {"torch-dense": (dense, 0.0), "torch-rows": (light_left_out, 1e-17), "torch-lowrank": (low_rank, 1e-17)}


def prepare(task):
    v, a, k = task["variance"], task["scale"], task["k"]
    leading, least = FORMS[task["form"]]
    z = torch.from_numpy(read(f"{FOLDER}/{task['queries']}", D)) / a

    def work():
        weights = torch.softmax((z @ y.T - half) / v, 1)
        found = []
        for query, w in zip(z, weights):
            near, kept = (y, w) if least == 0 else (y[w > least], w[w > least])
            m = kept @ near
            tangent = leading(kept.sqrt()[:, None] * (near - m), k)
            s = (m - query) / (v * a)
            found.append(torch.linalg.norm(s - tangent @ (tangent.T @ s)))
        return torch.stack(found)

    return work


serve(prepare)
