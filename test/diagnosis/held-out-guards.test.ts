import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { joinRows, takeRows } from "../../src/arrays/rows.ts";
import type { Matrix } from "../../src/data/matrix.ts";
import { countCoincidences, requireAlike } from "../../src/diagnosis/held-out-guards.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

function matrix(source: string, data: Float64Array, columns = 2): Matrix {
  const rows = data.length / columns;
  return { data, rows, columns, source, shape: [rows, columns] };
}

const rng = createRng(11);
/** Points of the plane: normal numbers, and the same after `change`. */
function normals(name: string, rows: number, change = (z: number) => z): Matrix {
  return matrix(
    name,
    rng
      .split(name)
      .normals(2 * rows)
      .map(change),
  );
}

describe("held-out points at the place of a training point", () => {
  const train = normals("train", 100);
  const heldOut = normals("held", 60);

  it("are counted, and refused where they are many and training points do not repeat", () => {
    expect(countCoincidences(heldOut, train)).toEqual({ heldOut: 0, train: 0 });
    const withCopies = (count: number) =>
      matrix("held", joinRows([train.data.subarray(0, 2 * count), heldOut.data.subarray(2 * count)]));
    expect(countCoincidences(withCopies(3), train)).toEqual({ heldOut: 3, train: 0 });
    expect(() => countCoincidences(withCopies(30), train)).toThrow(
      "held: expected points that are not in train too (hold a part of the data back before training, or leave --held-out out), got 30 of 60 that are",
    );
    expect(() => countCoincidences({ ...train, source: "held" }, train)).toThrow("got 100 of 100 that are");
  });

  it("are counted in both sets where numbers take few values", () => {
    // Three faces of a coin that shows 0 twice, 1 twice and 2 once: of 5 training points 4 repeat, of 20 held-out ones 15 are known.
    const few = matrix("few", Float64Array.of(0, 0, 1, 1, 2), 1);
    const held = matrix(
      "held",
      Float64Array.from({ length: 20 }, (_, i) => i % 4),
      1,
    );
    expect(countCoincidences(held, few)).toEqual({ heldOut: 15, train: 4 });
  });

  it.each([2, 8, 30])(
    "are taken where %i values a column repeat by chance as often in both sets",
    (values) => {
      for (let seed = 0; seed < 100; seed++) {
        const draw = (name: string, rows: number) =>
          matrix(
            name,
            Float64Array.from(
              createRng(seed)
                .split(`${values} ${name}`)
                .integers(3 * rows, values),
            ),
            3,
          );
        const of = draw("train", 200);
        expect(countCoincidences(draw("held", 80), of).heldOut).toBeLessThanOrEqual(80);
        // The same points in another order are training points, where chance leaves training points alone.
        const turned = takeRows(
          of.data,
          Array.from({ length: 200 }, (_, i) => 199 - i),
          3,
        );
        if (values === 30)
          expect(() => countCoincidences(matrix("held", turned, 3), of)).toThrow("200 of 200");
      }
    },
  );

  it("are refused where the two sets are one, however often its points repeat", () => {
    const coins = matrix("coins", Float64Array.from(createRng(1).integers(200, 2)), 1);
    expect(() => countCoincidences({ ...coins, source: "held" }, coins)).toThrow(
      "got 200 of 200 that are; 100.0 % of the training points repeat each other",
    );
  });
});

describe("held-out points from elsewhere", () => {
  const train = normals("train", 300);

  it("are refused with the distances that were seen", async () => {
    const far = normals("far", 200, (z) => z + 20);
    await expect(requireAlike(far, train, kernels)).rejects.toThrow(
      /^far: expected points of the same distribution as train, apart from it, got a median distance of 2\d(\.\d)? to its nearest point, where its own points have 0\.\d+ to each other$/,
    );
    await expect(
      requireAlike(
        normals("wide", 200, (z) => 5 * z),
        train,
        kernels,
      ),
    ).rejects.toThrow("wide:");
  });

  it("are refused where they are training points with a little noise", async () => {
    const noise = rng.split("noise").normals(600);
    const copies = matrix(
      "copies",
      train.data.map((value, i) => value + 1e-4 * noise[i]),
    );
    await expect(requireAlike(copies, train, kernels)).rejects.toThrow("copies: expected points of the same");
  });
});

describe("held-out points of the same distribution", () => {
  it.each([
    [10, 20],
    [30, 40],
    [300, 20],
    [20, 300],
  ])("pass: %i training points, %i held-out ones", async (n, m) => {
    const kinds = [
      (z: number) => z,
      (z: number) => Math.exp(2 * z), // heavy tails
      (z: number) => Math.round(2 * z), // few values
      (z: number) => (z > 0 ? 10 : 0) + 0.01 * z, // four clusters
    ];
    for (const [i, kind] of kinds.entries())
      for (let seed = 0; seed < 25; seed++) {
        const [ours, theirs] = [`held ${i} ${seed}`, `train ${i} ${seed}`];
        await requireAlike(normals(ours, m, kind), normals(theirs, n, kind), kernels);
      }
  });

  it("pass beside training points in twenty noisy copies each, and of other groups", async () => {
    const originals = normals("originals", 60);
    const noise = rng.split("jitter").normals(2 * 1200);
    const augmented = noise.map((z, i) => originals.data[i % 120] + 1e-3 * z);
    await requireAlike(normals("fresh", 100), matrix("augmented", augmented), kernels);
    const groups = (name: string, count: number) => {
      const centres = normals(`centres of ${name}`, count);
      const within = rng.split(name).normals(2 * count * 20);
      return matrix(
        name,
        within.map((z, i) => centres.data[i % (2 * count)] + 1e-3 * z),
      );
    };
    await requireAlike(groups("held groups", 12), groups("groups", 40), kernels);
  });
});
