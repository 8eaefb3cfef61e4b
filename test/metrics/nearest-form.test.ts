import { describe, expect, it } from "vitest";
import { nearestForms } from "../../src/metrics/nearest-form.ts";
import { createRng } from "../../src/random/rng.ts";

const [M, D] = [60, 5];
const rng = () => createRng(3);
const normals = (seed: number) => createRng(seed).normals(M * D);
const plus = (a: Float64Array, b: Float64Array, factor: number) => a.map((value, i) => value + factor * b[i]);
const mean = new Float64Array(D);

describe("nearestForms", () => {
  it("measures RMS distances and r² of pairs, and those with samples of other noise", () => {
    const samples = normals(1);
    const other = plus(samples, normals(2), 0.3);
    const found = nearestForms({ d: D, samples, mean, forms: [{ name: "a", samples: other }] }, rng());
    const [form] = found.forms;
    for (let q = 0; q < M; q++) {
      let [square, ab, aa, bb] = [0, 0, 0, 0];
      for (let i = q * D; i < (q + 1) * D; i++) {
        square += (samples[i] - other[i]) ** 2 / D;
        ab += samples[i] * other[i];
        aa += samples[i] ** 2;
        bb += other[i] ** 2;
      }
      expect(form.distance[q]).toBeCloseTo(Math.sqrt(square), 12);
      expect(form.r2[q]).toBeCloseTo(ab > 0 ? (ab * ab) / (aa * bb) : 0, 12);
    }
    // Independent normals are √2 apart in a coordinate, pairs 0.3.
    expect(form.medianDistance.value).toBeCloseTo(0.3, 1);
    expect(form.medianShuffled.value).toBeCloseTo(Math.sqrt(2.09), 0);
    expect(form.medianR2.value).toBeGreaterThan(0.8);
    expect(form.shuffledR2).toBeLessThan(0.3);
    expect(form.medianDistance.low).toBeLessThan(form.medianDistance.value);
    expect(form.share).toMatchObject({ value: 1, high: 1 });
  });

  it("gives each sample to the nearest, and takes correlations about the mean that it is told", () => {
    const samples = normals(1);
    const [near, far] = [plus(samples, normals(2), 0.01), plus(samples, normals(4), 0.5)];
    // The first ten are the other way round.
    const swapped = (a: Float64Array, b: Float64Array) => a.map((value, i) => (i < 10 * D ? b[i] : value));
    const forms = [
      { name: "near", samples: swapped(near, far) },
      { name: "far", samples: swapped(far, near) },
    ];
    const found = nearestForms({ d: D, samples, mean, forms }, rng());
    expect([...found.nearest]).toEqual(Array.from({ length: M }, (_, q) => (q < 10 ? 1 : 0)));
    expect(found.forms.map(({ share }) => share.value)).toEqual([50 / 60, 10 / 60]);
    expect(found.undecided.value).toBe(0);
    const shift = (rows: Float64Array) => rows.map((value) => value + 7);
    const moved = nearestForms(
      {
        d: D,
        samples: shift(samples),
        mean: shift(mean),
        forms: forms.map(({ name, samples }) => ({ name, samples: shift(samples) })),
      },
      rng(),
    );
    expect(moved.forms[0].medianR2.value).toBeCloseTo(found.forms[0].medianR2.value, 12);
  });

  it("is undecided for about half of the samples where a form knows nothing of the noise", () => {
    const samples = normals(1);
    const found = nearestForms({ d: D, samples, mean, forms: [{ name: "a", samples: normals(9) }] }, rng());
    const [{ share, chance }] = found.forms;
    expect(share.low).toBeLessThan(0.5);
    expect(share.high).toBeGreaterThan(0.5);
    expect(found.undecided.value).toBeCloseTo(1 - share.value, 12);
    expect(Math.abs(chance - 0.5)).toBeLessThan(0.25);
  });

  it("is undecided where all samples of a form are at one place", () => {
    const forms = [{ name: "point", samples: new Float64Array(M * D) }];
    const found = nearestForms({ d: D, samples: normals(1), mean, forms }, rng());
    expect(found.undecided.value).toBe(1);
    expect(found.nearest.every((label) => label === -1)).toBe(true);
  });

  it("refuses other numbers of samples", () => {
    const of = (length: number) => () =>
      nearestForms(
        {
          d: 1,
          samples: new Float64Array(3),
          mean,
          forms: [{ name: "a", samples: new Float64Array(length) }],
        },
        rng(),
      );
    expect(of(2)).toThrow("forms: expected 3 samples of a, got 2");
    expect(() => nearestForms({ d: 1, samples: new Float64Array(1), mean, forms: [] }, rng())).toThrow(
      "samples: expected at least 2 rows, got 1",
    );
  });
});
