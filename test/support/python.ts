/** A Python with NumPy, for tests that run what the documentation shows. */
import { spawnSync } from "node:child_process";

const CANDIDATES = ["python3", "/usr/bin/python3"];

/**
 * The first Python that can import NumPy.
 * @throws {Error} saying what to install
 */
export function pythonWithNumpy(): string {
  const found = CANDIDATES.find((name) => spawnSync(name, ["-c", "import numpy"]).status === 0);
  if (found) return found;
  throw new Error(
    "This test needs Python 3 with NumPy (Debian: apt-get install python3-numpy; else: pip install numpy)",
  );
}
