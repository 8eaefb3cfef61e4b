import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/data/matrix.ts";
import { createDensity } from "../../../src/density/empirical-density.ts";
import {
  compareForms,
  type FormsPlan,
  type FormsSubject,
  planForms,
} from "../../../src/experiments/analysis/closed-forms.ts";
import {
  formFigures,
  formsSection,
  formsSentences,
  noFormsSection,
} from "../../../src/experiments/analysis/closed-forms-report.ts";
import { FORM_NAMES } from "../../../src/experiments/analysis/forms.ts";
import { MODEL_ANALYSIS } from "../../../src/experiments/analysis/preset.ts";
import type { AnalysisRun } from "../../../src/experiments/analysis/samples.ts";
import type { ModelAnalysisConfig } from "../../../src/experiments/analysis/settings.ts";
import type { ExperimentContext } from "../../../src/experiments/result.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import { createRng } from "../../../src/random/rng.ts";
import { finalSamples, finishedSamples } from "../../../src/sample/sampler.ts";
import { timeGrid } from "../../../src/sample/time-grid.ts";
import type { ScoreModel } from "../../../src/score/score-model.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const context = (): ExperimentContext => ({ kernels, rng: createRng(5), progress: () => {} });

/** Images of n spots at random places of 8 × 8, or other rows. */
function subjectOf(
  change: Partial<ModelAnalysisConfig["closed_forms"]> = {},
  { n = 40, shape = [8, 8], steps = 12, count = 30 } = {},
): FormsSubject {
  const d = shape.reduce((product, extent) => product * extent, 1);
  const rng = createRng(2);
  const [rows, columns] = [rng.split("row").integers(n, 8), rng.split("column").integers(n, 8)];
  const data = Float64Array.from({ length: n * d }, (_, at) => {
    const [i, p] = [Math.floor(at / d), at % d];
    return Math.exp(-((Math.floor(p / 8) - rows[i]) ** 2 + ((p % 8) - columns[i]) ** 2) / 4);
  });
  const train: Matrix = { data, rows: n, columns: d, source: "spots.npy", shape: [n, ...shape] };
  const defaults = MODEL_ANALYSIS.config as unknown as ModelAnalysisConfig;
  return {
    config: {
      ...defaults,
      sampling: { ...defaults.sampling, count },
      closed_forms: { ...defaults.closed_forms, ...change },
    },
    data: { train } as FormsSubject["data"],
    density: createDensity(kernels, { data, n, d }),
    times: timeGrid("karras", { horizon: 5, timeMin: 1e-3, steps }),
  };
}

async function planOf(subject: FormsSubject): Promise<FormsPlan> {
  const plan = await planForms(subject, context());
  if (!plan) throw new Error("nothing is planned");
  return plan;
}

/** What a model that is a closed form itself would have made: the same noise as an analysis gives its model. */
async function samplesOf(model: ScoreModel, { config, times }: FormsSubject): Promise<Float64Array> {
  const { count, stochasticity, solver } = config.sampling;
  const options = { rng: createRng(5).split("samples"), count, times, stochasticity, solver };
  const { posteriorMean, time } = await finalSamples(model, options);
  return finishedSamples(posteriorMean, time);
}

describe("a model beside closed forms", () => {
  it.each(FORM_NAMES)("that is the %s one itself is nearest to it in every sample", async (name) => {
    const subject = subjectOf({ of: FORM_NAMES.join(), count: 20 });
    const plan = await planOf(subject);
    expect(plan.forms.map((form) => form.name)).toEqual(FORM_NAMES);
    const at = FORM_NAMES.indexOf(name);
    const samples = await samplesOf(plan.forms[at].model, subject);
    const run = await compareForms(plan, { ...subject, samples }, context());
    const found = run?.found;
    expect(run?.count).toBe(20);
    expect([...(found?.nearest ?? [])]).toEqual(new Array(20).fill(at));
    const own = found?.forms[at];
    expect(own?.medianDistance.value).toBeLessThan(1e-6);
    expect(own?.medianR2.value).toBeGreaterThan(1 - 1e-6);
    expect(own?.chance).toBeLessThan(0.6);
    expect(own?.medianShuffled.value).toBeGreaterThan(0.02);
    expect(formsSentences(run)[0]).toContain("they are nearest to the closed form");
    expect(formFigures(run)[`nearest_to_${name}`]).toBe(1);
  });

  it("takes those that are not too costly, and says which are left out", async () => {
    const cheap = await planOf(subjectOf());
    expect(cheap.forms.map(({ name }) => name)).toEqual(FORM_NAMES);
    expect(cheap.count).toBe(30);
    // 6 · 10⁸ differences a sample of the exact score, and many more of the patches.
    const dear = await planOf(subjectOf({}, { n: 1000, steps: 10_000 }));
    expect(dear.forms.map(({ name }) => name)).toEqual(["exact", "inflated", "gaussian"]);
    expect(dear.costly).toEqual(["smoothed", "local", "equivariant"]);
    const asked = await planOf(subjectOf({ of: "local,exact,local" }, { n: 1000, steps: 10_000 }));
    expect(asked.forms.map(({ name }) => name)).toEqual(["local", "exact"]);
    expect(asked.count).toBe(16);
    expect(await planForms(subjectOf({ of: "none" }), context())).toBeUndefined();
  });

  it("leaves patches out where the data are no images, and refuses them where they are asked for", async () => {
    const table = await planOf(subjectOf({}, { shape: [5] }));
    expect(table.forms.map(({ name }) => name)).toEqual(["exact", "inflated", "gaussian", "smoothed"]);
    expect(table.imageless).toEqual(["local", "equivariant"]);
    const colours = await planOf(subjectOf({}, { shape: [3, 4, 4] }));
    expect(colours.imageless).toEqual(["local", "equivariant"]);
    const refused = (change: object, shape: number[]) => planForms(subjectOf(change, { shape }), context());
    await expect(refused({ of: "exact,equivariant" }, [5])).rejects.toThrow(
      "--closed-forms: expected grey images (rows of two dimensions, or of a square number of pixels), as equivariant needs, got rows of 5 numbers in spots.npy",
    );
    await expect(refused({ of: "local" }, [3, 4, 4])).rejects.toThrow(
      "got rows of shape (3, 4, 4) in spots.npy",
    );
    await expect(refused({ of: "blurred" }, [5])).rejects.toThrow(
      '--closed-forms: expected auto, none, or some of exact, inflated, gaussian, smoothed, local, equivariant, got "blurred"',
    );
    await expect(refused({ image: [2, 3] }, [5])).rejects.toThrow(
      "closed_forms.image: expected rows × columns of 5 numbers, as spots.npy has, got 2 × 3",
    );
    const wide = { of: "equivariant", equivariant: { reach: 4, widest: "same", border: "round" } };
    await expect(refused(wide, [8, 8])).rejects.toThrow(
      "closed_forms.equivariant.image: expected at least 9 rows and columns, as patches have, got 8 × 8",
    );
    expect((await planOf(subjectOf({ image: [1, 5] }, { shape: [5] }))).image).toEqual({
      rows: 1,
      columns: 5,
    });
    expect((await planOf(subjectOf({}, { shape: [6, 1, 2] }))).image).toEqual({ rows: 6, columns: 2 });
  });

  it("is kept in numbers, arrays and figures, and in words where it was not compared", async () => {
    const subject = subjectOf({ of: "exact,gaussian" });
    const plan = await planOf(subject);
    const samples = await samplesOf(plan.forms[1].model, subject);
    const run = await compareForms(plan, { ...subject, samples }, context());
    const judged = {
      data: { train: subject.data.train },
      samples: { data: samples, rows: 30 },
    } as unknown as AnalysisRun;
    const { figures, metrics, arrays, notes } = await formsSection(run, judged);
    expect(figures.map(({ id }) => id)).toEqual([
      "closed-forms",
      "closed-form-distances",
      "closed-form-pictures",
    ]);
    const value = (name: string, entry: string) =>
      metrics.find((line) => line.name === name && line.entry === entry)?.value;
    expect(value("closed_form_share", "gaussian")).toBe(1);
    expect(value("closed_form_share", "exact")).toBe(0);
    expect(value("closed_form_undecided", "samples")).toBe(0);
    expect(value("closed_form_r2", "gaussian")).toBeGreaterThan(value("closed_form_r2", "exact") ?? 1);
    expect(arrays["closed-forms"]["exact_samples"].shape).toEqual([30, 64]);
    expect([...arrays["closed-forms"]["nearest"].data]).toEqual(new Array(30).fill(1));
    expect(notes[0]).toMatch(
      /^Closed forms are compared with the first 30 of 30 samples: from the same start/,
    );
    const others = [
      await formsSection(undefined, judged),
      noFormsSection("finished samples"),
      noFormsSection("recorded trajectories"),
    ];
    const single = await compareForms(
      await planOf(subjectOf({}, { count: 1 })),
      { ...subject, samples: samples.slice(0, 64) },
      context(),
    );
    expect((await formsSection(single, judged)).notes).toEqual([
      "One sample is too few to compare closed forms with.",
    ]);
    for (const { notes: said, figures: shown } of others) {
      expect(shown).toEqual([]);
      expect(said[0]).toMatch(/--closed-forms none|only a model \(--model\)/);
    }
  });
});
