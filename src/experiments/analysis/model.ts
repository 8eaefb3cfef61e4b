/** A model that a user brings: checked, sampled, followed along the way, and its samples diagnosed. */
import { lastOf, present } from "../../arrays/present.ts";
import type { Matrix } from "../../data/matrix.ts";
import { type Dynamics, type DynamicsState, followStates, stretchOf } from "../../dynamics/dynamics.ts";
import { readBetas } from "../../networks/external/betas.ts";
import type { ModelDeclaration } from "../../networks/external/description.ts";
import { createExternalModel, type ModelFrame, modelFrame } from "../../networks/external/model-frame.ts";
import { openPredictor } from "../../networks/external/open-model.ts";
import type { Predictor } from "../../networks/external/predictor.ts";
import { samplingTimes } from "../../networks/external/sampling.ts";
import { checkDeclaration, type SelfCheck } from "../../networks/external/self-check.ts";
import { finishedSamples, type SampleState, sample } from "../../sample/sampler.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { cached } from "../parts/cached.ts";
import type { ExperimentContext } from "../result.ts";
import { compareForms, type FormsRun, planForms } from "./closed-forms.ts";
import { externalSpace } from "./external-space.ts";
import { type Finished, type FollowedRun, type FollowedSubject, judgeFollowed } from "./followed.ts";
import { dataDensity, withAnalysisData } from "./inputs.ts";
import { RECORDED_STEPS } from "./samples.ts";
import type { ModelAnalysisConfig } from "./settings.ts";

/** What was measured of a model and its samples. */
export interface ModelAnalysisRun extends FollowedRun {
  readonly config: ModelAnalysisConfig;
  readonly check: SelfCheck;
  /** OU times of the generation in the data's units, decreasing. */
  readonly times: Float64Array;
  /** The model beside closed forms; absent: that was not asked for. */
  readonly forms: FormsRun | undefined;
}

/**
 * Checks that the model is read as it was trained, samples from it, and diagnoses.
 * @throws {InputError} where model, declaration, data and options do not fit each other
 */
export async function analyzeModel(
  config: ModelAnalysisConfig,
  context: ExperimentContext,
): Promise<ModelAnalysisRun> {
  context.progress("reading", 0, 1);
  return withAnalysisData(config, context, async (data) => {
    const { sampling } = config;
    const model = { ...config.model, schedule: await readBetas(config.model.schedule) };
    const { columns, source } = data.train;
    const frame = modelFrame(model.schedule, model.data);
    const times = timesOf(frame, config, data.train);
    const space = externalSpace(data, sampling.count);
    const setup = { config, model, times, data, space, context };
    const subject = { config, data, density: dataDensity(config, data, context), times };
    const plan = await planForms(subject, context);
    const predictor = await openPredictor(model, columns, source);
    try {
      const check = await selfCheck(predictor, setup);
      const score = createExternalModel(predictor, { kind: model.prediction, frame, d: columns });
      const followed = await judgeFollowed(setup, { source: model.source, end: lastOf(times) }, (dim) =>
        cached(context, "samples", () => generate(score, dim, setup)),
      );
      const samples = followed.judged.samples.data;
      return {
        ...followed,
        config,
        check,
        times,
        forms: await compareForms(plan, { ...subject, samples }, context),
      };
    } finally {
      await predictor.close();
    }
  });
}

function timesOf(frame: ModelFrame, { sampling, time }: ModelAnalysisConfig, { data }: Matrix): Float64Array {
  const size = Math.sqrt(data.reduce((sum, value) => sum + (value * value) / data.length, 0));
  const { steps, grid } = sampling;
  return samplingTimes(frame, { steps, grid, ...time, size });
}

interface Setup extends FollowedSubject<ModelAnalysisConfig> {
  /** The declaration, with β that lie in a file. */
  readonly model: ModelDeclaration;
  readonly times: Float64Array;
}

/** In the columns of the data, where the model is. */
function selfCheck(predictor: Predictor, { config, model, data, context }: Setup): Promise<SelfCheck> {
  const { rng, progress } = context;
  progress("checking the model", 0, 1);
  const density = dataDensity(config, data, context);
  return checkDeclaration({ predictor, declared: model, density, rng: rng.split("check") });
}

async function generate(model: ScoreModel, dim: number, setup: Setup): Promise<Finished> {
  const { config, times, data, space, context } = setup;
  const { stochasticity, final } = config.sampling;
  const steps = times.length - 1;
  let last: Float64Array | undefined;
  const records: Float64Array[] = [];
  const states = looksAt(model, setup, ({ step, time, x, posteriorMean }) => {
    if (step === steps) last = finishedSamples(x, time);
    if (step > steps - RECORDED_STEPS) records.push(finishedSamples(posteriorMean, time));
    context.progress("sampling the model", step, steps);
  });
  let dynamics: Dynamics | undefined;
  if (space.followed > 0)
    dynamics = await followStates(states, data.density, {
      dim,
      stochasticity,
      snapshotTimes: config.analysis.snapshots,
      ...(!data.space.pca && { stretch: stretchOf(model) }),
    });
  else for await (const _ of states);
  const samples = final === "denoised" ? lastOf(records) : present(last);
  return { samples, records, ...(dynamics && { dynamics }) };
}

/** The sampler's states at which to look, in the space of the ridge, the followed samples of them. */
async function* looksAt(
  model: ScoreModel,
  { config, times, space, context: { rng } }: Setup,
  onStep: (state: SampleState) => void,
): AsyncGenerator<DynamicsState, void> {
  const { count, stochasticity, solver } = config.sampling;
  const steps = times.length - 1;
  const every = Math.ceil(steps / config.analysis.looks);
  const rows = space.followed * model.d;
  const options = { rng: rng.split("samples"), count, times, stochasticity, solver };
  for await (const state of sample(model, options)) {
    onStep(state);
    if (rows === 0 || (steps - state.step) % every !== 0) continue;
    const { time, x, posteriorMean } = state;
    yield space.bring({ time, x: x.subarray(0, rows), posteriorMean: posteriorMean.subarray(0, rows) });
  }
}
