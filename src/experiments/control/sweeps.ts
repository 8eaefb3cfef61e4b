/** What turning each control does to samples: outcomes along its values, and metrics that know nothing of the ridge. */
import { joinRows } from "../../arrays/rows.ts";
import { CALIBRATION_POINTS } from "../../diagnosis/classes.ts";
import { outcomeCurves } from "../../diagnosis/outcome-curves.ts";
import { createSampleMeasure, type MetricEstimate } from "../../metrics/measure-samples.ts";
import { cached } from "../parts/cached.ts";
import type { ExperimentContext } from "../result.ts";
import type { ControlModel, ControlSubject } from "./models.ts";
import { CONTROL_NAMES, type ControlName, controlsAtRest, controlsName, controlValues } from "./settings.ts";

/** All values of a control, ascending; the other controls are at rest. */
export interface ControlSweep {
  readonly control: ControlName;
  /** The value at rest. */
  readonly rest: number;
  readonly values: readonly number[];
  /** The finished models at each value: one a replicate, all of as many samples. */
  readonly models: readonly (readonly ControlModel[])[];
  readonly outcomes: ReturnType<typeof outcomeCurves>;
  /** Metrics by name, one estimate a value. */
  readonly metrics: Readonly<Record<string, readonly MetricEstimate[]>>;
}

/** The sweep of each control over the finished models; metrics (docs/metrics.md) are of all replicates together. */
export async function measureSweeps(
  subject: ControlSubject,
  finished: readonly ControlModel[],
  context: ExperimentContext,
): Promise<ControlSweep[]> {
  const { config } = subject;
  const atRest = controlsAtRest(config);
  const options = { rng: context.rng.split("intervals"), resamples: config.measure.resamples };
  const metricsOf = await modelMetrics(subject, context);
  const out: ControlSweep[] = [];
  for (const control of CONTROL_NAMES) {
    const values = controlValues(config, control);
    const settings = values.map((value) => controlsName({ ...atRest, [control]: value }, atRest));
    const models = settings.map((setting) => finished.filter((model) => model.setting === setting));
    const sweep = { control, rest: atRest[control], values, models };
    const samples = models.map((one) => one.map(({ classes }) => classes));
    const found: Metrics[] = [];
    for (const one of models) found.push(await metricsOf(one));
    const everywhere = Object.keys(found[0]).filter((name) => found.every((metrics) => name in metrics));
    const metrics = Object.fromEntries(everywhere.map((name) => [name, found.map((one) => one[name])]));
    out.push({ ...sweep, outcomes: outcomeCurves({ ...sweep, samples }, options), metrics });
  }
  return out;
}

type Metrics = Readonly<Record<string, MetricEstimate>>;

/** Metrics of the models of one setting; few training points have balls to the nearest. */
async function modelMetrics(
  { density, space, heldOut }: ControlSubject,
  context: ExperimentContext,
): Promise<(models: readonly ControlModel[]) => Promise<Metrics>> {
  const { kernels, progress, rng } = context;
  const { data: train, n, d } = density;
  const { measure } = await createSampleMeasure(
    { kernels, train, d, ...(heldOut && { test: heldOut }) },
    { rng: rng.split("quality"), space: space.name, neighbours: n < CALIBRATION_POINTS ? 1 : 5 },
  );
  return (models) => {
    const [{ setting }] = models;
    return cached(context, `quality-${setting}`, async () => {
      progress(`quality, ${setting}`, 0, 1);
      return (await measure(joinRows(models.map(({ samples }) => samples)))).metrics;
    });
  };
}
