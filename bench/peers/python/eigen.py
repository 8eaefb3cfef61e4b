"""All eigenpairs of one symmetric matrix."""
import sys

import numpy as np
from peer import read, serve

FOLDER = sys.argv[1]


def prepare(task):
    matrix = read(f"{FOLDER}/{task['matrix']}", task["n"])
    return lambda: np.linalg.eigh(matrix)[0]


serve(prepare)
