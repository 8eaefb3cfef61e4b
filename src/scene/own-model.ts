/** A model that was trained elsewhere, from the bytes of its ONNX file, on a scene's points. */
import type { Matrix } from "../data/matrix.ts";
import { InputError } from "../errors/input-error.ts";
import { betasIn } from "../networks/external/beta-column.ts";
import type { ScheduleDescription } from "../networks/external/description.ts";
import {
  createExternalModel,
  levelTimes,
  type ModelFrame,
  modelFrame,
} from "../networks/external/model-frame.ts";
import { openOnnxSession } from "../networks/external/onnx-session.ts";
import { requireWidth } from "../networks/external/predictor.ts";
import { samplingTimes } from "../networks/external/sampling.ts";
import { checkDeclaration } from "../networks/external/self-check.ts";
import type { ModelScheduleName } from "../schedule/model-clock.ts";
import type { TimeInput } from "../schedule/time-input.ts";
import type { PredictionKind } from "../score/prediction.ts";
import type { ScoreModel } from "../score/score-model.ts";
import type { Scene } from "./scene.ts";

/** A model file and how it is to be read. */
export interface OwnModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly prediction: PredictionKind;
  readonly schedule: ModelScheduleName;
  /** What it is given as time; default: the schedule's own. */
  readonly time?: TimeInput;
  /** The β of the schedule `betas`, a row or a column. */
  readonly betas?: Matrix;
}

/** An opened model; close it when it is no longer needed. */
export interface OwnModel {
  readonly model: ScoreModel;
  /** Decreasing OU times at which it can be asked, for a scene of these steps. */
  times(scene: Scene): Float64Array;
  /** Relative error of its reading at large noise, where it must agree with the data. */
  readonly error: number;
  close(): Promise<void>;
}

/**
 * Opens a model and checks that it is read as it was trained.
 * @throws {InputError} where it cannot be loaded, takes other points, or another reading fits clearly better
 * @example
 * const { error, close } = await openOwnModel(scene, ownModel);
 * error < 0.001; // → true
 * await close();
 */
export async function openOwnModel(scene: Scene, file: OwnModelFile): Promise<OwnModel> {
  const declared = {
    source: file.name,
    prediction: file.prediction,
    schedule: scheduleOf(file),
    ...({ inputs: {}, constants: {}, data: { scale: 1, shift: 0 }, dtype: "float32", timeout: 60 } as const),
  };
  const predictor = await openOnnxSession(file.bytes, declared, 2);
  try {
    requireWidth(predictor, 2, "the scene");
    const { density, rng } = scene;
    const { declared: fit } = await checkDeclaration({
      predictor,
      declared,
      density,
      rng: rng.split("check"),
    });
    const frame = modelFrame(declared.schedule, declared.data);
    return {
      model: createExternalModel(predictor, { kind: file.prediction, frame, d: 2 }),
      times: (next) => timesOf(frame, next),
      error: fit.error,
      close: () => predictor.close(),
    };
  } catch (error) {
    await predictor.close();
    throw error;
  }
}

function scheduleOf({ schedule: name, time, betas }: OwnModelFile): ScheduleDescription {
  if (name !== "betas") return { name, ...(time && { time }) };
  if (!betas) throw new InputError("β", "a file with one for each timestep", "none");
  return { name, ...(time && { time }), betas: betasIn(betas) };
}

/** The scene's times where the schedule is continuous; else levels that it has, spread over all of them. */
function timesOf(frame: ModelFrame, { config, density: { data } }: Scene): Float64Array {
  const isDiscrete = levelTimes(frame) !== undefined;
  const { steps, grid } = config.sampling;
  const { min, horizon } = config.time;
  return samplingTimes(frame, {
    steps,
    grid,
    min: isDiscrete ? "auto" : min,
    horizon: isDiscrete ? "auto" : horizon,
    size: Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length),
  });
}
