/** Quality and diversity of samples along each knob, by metrics that know nothing of the ridge (docs/metrics.md). */
import { CALIBRATION_POINTS } from "../error/classes.ts";
import { createSampleMeasure, type MetricEstimate } from "../metrics/measure-samples.ts";
import type { Rng } from "../random/rng.ts";
import { cached } from "./cached.ts";
import { type KnobName, knobsAtRest, knobsName } from "./control-config.ts";
import type { KnobSetting, KnobSweep } from "./control-effects.ts";
import type { ControlSubject } from "./control-models.ts";
import type { ExperimentContext, MetricLine } from "./result.ts";

/** Metrics by name at each value of a knob. */
export interface KnobQuality {
  readonly knob: KnobName;
  readonly values: Float64Array;
  readonly metrics: Readonly<Record<string, readonly MetricEstimate[]>>;
}

type Metrics = Readonly<Record<string, MetricEstimate>>;

/** Measures the finished samples of every setting, all replicates together; few training points have balls to the nearest. */
export async function knobQualities(
  { density, data, config }: ControlSubject,
  sweeps: readonly KnobSweep[],
  context: ExperimentContext,
): Promise<KnobQuality[]> {
  const { kernels, progress } = context;
  const { data: train, n, d } = density;
  const rng: Rng = context.rng.split("quality");
  const roles = { kernels, train, d, ...(data.heldOut && { test: data.heldOut }) };
  const options = { rng, space: data.space, neighbours: n < CALIBRATION_POINTS ? 1 : 5 };
  const measure = await createSampleMeasure(roles, options);
  const metricsOf = (setting: KnobSetting): Promise<Metrics> => {
    const name = knobsName(setting.models[0].knobs, knobsAtRest(config));
    return cached(context, `quality-${name}`, async () => {
      progress(`quality, ${name}`, 0, 1);
      return (await measure.measure(joined(setting))).metrics;
    });
  };
  const out: KnobQuality[] = [];
  for (const { knob, settings } of sweeps) {
    const found: Metrics[] = [];
    for (const setting of settings) found.push(await metricsOf(setting));
    const names = Object.keys(found[0]).filter((name) => found.every((metrics) => name in metrics));
    out.push({
      knob,
      values: Float64Array.from(settings, ({ value }) => value),
      metrics: Object.fromEntries(names.map((name) => [name, found.map((metrics) => metrics[name])])),
    });
  }
  return out;
}

function joined({ models }: KnobSetting): Float64Array {
  if (models.length === 1) return models[0].samples;
  return Float64Array.from(models.flatMap(({ samples }) => [...samples]));
}

/** One line for each metric at each value of a knob. */
export function qualityLines({ knob, values, metrics }: KnobQuality): MetricLine[] {
  return Object.entries(metrics).flatMap(([name, estimates]) =>
    estimates.flatMap(({ value, low, high, heldOut }, i) => {
      const entry = `${knob} = ${values[i]}`;
      return [
        { name, value, entry },
        { name: `${name}_low`, value: low, entry },
        { name: `${name}_high`, value: high, entry },
        ...(heldOut === undefined ? [] : [{ name: `${name}_held_out`, value: heldOut, entry }]),
      ];
    }),
  );
}
