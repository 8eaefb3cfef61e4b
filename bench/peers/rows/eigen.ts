/** All eigenpairs of one symmetric matrix, on one thread and on two. */
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import { float64 } from "../../../src/kernels/shared.ts";
import { createRng } from "../../../src/random/rng.ts";
import { type Comparison, eigenOperations } from "../comparison.ts";
import type { Case } from "../results.ts";
import { checkedWork, ownWork, type Stand } from "../stand.ts";

const SIZES = [160, 512];
const THREADS = [1, 2];

/** See the sentence on what is fair. */
export const eigen: Comparison = {
  name: "eigen",
  title: "Eigenpairs of a symmetric matrix",
  fair: `Fair: values and vectors of the same matrix of normal numbers, in float64, each side on the same number of threads. NumPy is LAPACK's divide and
conquer on the linear algebra named above. Compared are the eigenvalues.`,
  run,
};

async function run(stand: Stand): ReturnType<Comparison["run"]> {
  const sizes = stand.quick ? [48] : SIZES;
  const cases: Case[] = [];
  for (const threads of THREADS) for (const n of sizes) cases.push(await oneSize(stand, { n, threads }));
  return { size: "one n × n matrix", cases };
}

async function oneSize(stand: Stand, { n, threads }: { n: number; threads: number }): Promise<Case> {
  const matrix = symmetric(n);
  stand.write("matrix", matrix);
  const kernels = await createKernels({ threads });
  const python = await stand.python({ name: "eigen", args: [stand.folder], threads });
  // NumPy's eigenvalues ascend
  const values = async () => (await kernels.eigen(matrix, n)).values.toReversed();
  const measured = await stand.measure({
    at: `n = ${n}, ${threads} thread${threads > 1 ? "s" : ""}`,
    works: [
      ownWork("ridgescope", values),
      ...checkedWork("NumPy eigh", { python, folder: stand.folder }, { matrix: "matrix", n }),
    ],
    rounds: stand.quick ? 2 : 15,
    operations: eigenOperations(n),
  });
  python?.close();
  kernels.close();
  return measured;
}

function symmetric(n: number): Float64Array {
  const out = float64(n * n);
  createRng(0).split("matrix").normalsInto(out);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[i * n + j] = out[j * n + i];
  return out;
}
