"""What every peer shares: a process that stays between rounds, reads one task a line (JSON) and answers with its seconds.

The clock runs around the work alone: neither start, nor imports, nor the way of task and answer count for the peer.
"""
import json
import os
import resource
import sys
import time

import numpy as np
import scipy
import torch

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(0)


def read(name, columns):
    """float64 rows from a file that the bench wrote."""
    return np.fromfile(name, dtype=np.float64).reshape(-1, columns)


def libraries():
    """The linear algebra that NumPy and PyTorch were linked to, as the process has it open."""
    with open("/proc/self/maps") as maps:
        names = {os.path.basename(line.split()[-1]) for line in maps if ".so" in line}
    found = sorted(name for name in names if any(part in name for part in ("blas", "blis", "mkl")))
    return ", ".join(name for name in found if name.startswith("lib"))


def serve(prepare):
    """`prepare(task)` gives the work as a function; what it does before is not timed."""
    versions = {"python": sys.version.split()[0], "torch": torch.__version__, "numpy": np.__version__}
    np.linalg.eigvalsh(np.eye(2))
    print(json.dumps({**versions, "scipy": scipy.__version__, "linearAlgebra": libraries()}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        work = prepare(task)
        start = time.perf_counter()
        for _ in range(task.get("repeats", 1)):
            values = work()
        seconds = (time.perf_counter() - start) / task.get("repeats", 1)
        if "out" in task:
            np.asarray(values, dtype=np.float64).tofile(task["out"])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"seconds": seconds, "peakKilobytes": peak}), flush=True)
