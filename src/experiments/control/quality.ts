/** Quality and diversity of samples along each control, by metrics that know nothing of the ridge (docs/metrics.md). */
import { CALIBRATION_POINTS } from "../../diagnosis/classes.ts";
import { createSampleMeasure, type MetricEstimate } from "../../metrics/measure-samples.ts";
import type { Rng } from "../../random/rng.ts";
import { cached } from "../parts/cached.ts";
import type { ExperimentContext } from "../result.ts";
import type { ControlSetting, ControlSweep } from "./effects.ts";
import type { ControlSubject } from "./models.ts";
import { type ControlName, controlsAtRest, controlsName } from "./settings.ts";

/** Metrics by name at each value of a control. */
export interface ControlQuality {
  readonly control: ControlName;
  readonly values: Float64Array;
  readonly metrics: Readonly<Record<string, readonly MetricEstimate[]>>;
}

type Metrics = Readonly<Record<string, MetricEstimate>>;

/** Measures the finished samples of every setting, all replicates together; few training points have balls to the nearest. */
export async function controlQualities(
  { density, data, config }: ControlSubject,
  sweeps: readonly ControlSweep[],
  context: ExperimentContext,
): Promise<ControlQuality[]> {
  const { kernels, progress } = context;
  const { data: train, n, d } = density;
  const rng: Rng = context.rng.split("quality");
  const roles = { kernels, train, d, ...(data.heldOut && { test: data.heldOut }) };
  const options = { rng, space: data.space, neighbours: n < CALIBRATION_POINTS ? 1 : 5 };
  const measure = await createSampleMeasure(roles, options);
  const metricsOf = (setting: ControlSetting): Promise<Metrics> => {
    const name = controlsName(setting.models[0].controls, controlsAtRest(config));
    return cached(context, `quality-${name}`, async () => {
      progress(`quality, ${name}`, 0, 1);
      return (await measure.measure(joined(setting))).metrics;
    });
  };
  const out: ControlQuality[] = [];
  for (const { control, settings } of sweeps) {
    const found: Metrics[] = [];
    for (const setting of settings) found.push(await metricsOf(setting));
    const names = Object.keys(found[0]).filter((name) => found.every((metrics) => name in metrics));
    out.push({
      control,
      values: Float64Array.from(settings, ({ value }) => value),
      metrics: Object.fromEntries(names.map((name) => [name, found.map((metrics) => metrics[name])])),
    });
  }
  return out;
}

function joined({ models }: ControlSetting): Float64Array {
  if (models.length === 1) return models[0].samples;
  return Float64Array.from(models.flatMap(({ samples }) => [...samples]));
}
