/** The training loop: batches in, steps run, losses kept; the same whether run in one go or from checkpoint to checkpoint. */

import { present } from "../arrays/present.ts";
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import type { OptimizerSpec } from "./optimizer.ts";
import { createTrainingStep, type Objective, type TrainingState } from "./training-step.ts";

/** Training up to some step. */
export interface TrainedTo {
  readonly step: number;
  readonly state: TrainingState;
  /** Mean loss over stretches of the steps since the last checkpoint, with the last step of each. */
  readonly losses: readonly { readonly step: number; readonly loss: number }[];
}

/** What the loop needs. Steps count from 0; whatever is random must be keyed by the step. */
export interface TrainingLoop {
  readonly objective: Objective;
  readonly optimizer: OptimizerSpec;
  batchAt(step: number): Promise<Record<string, Float32Array>>;
  rateAt(step: number): number;
  /** Told the number of steps done and the loss of the last. */
  onStep?(step: number, loss: number): void;
}

/** Steps whose losses are averaged. */
const LOSS_STRETCH = 50;

/** Training in progress: holds a session, to be closed. */
export interface Trainer {
  /**
   * Trains on to step `until`. The batch of the next step is drawn while a step runs.
   * @throws RangeError where the loss is no longer finite
   */
  advance(until: number): Promise<TrainedTo>;
  close(): Promise<void>;
}

/**
 * Starts or continues training from a checkpoint.
 * @throws {InputError} where `onnxruntime-node` is not installed
 */
export async function createTrainer(from: TrainedTo, loop: TrainingLoop): Promise<Trainer> {
  const runner = await createTrainingStep(loop.objective, loop.optimizer, from.state, from.step);
  return {
    async advance(until) {
      const losses: { step: number; loss: number }[] = [];
      let [sum, count] = [0, 0];
      let next = runner.steps < until ? loop.batchAt(runner.steps) : undefined;
      while (next) {
        const step = runner.steps;
        const running = runner.run(await next, loop.rateAt(step));
        next = step + 1 < until ? loop.batchAt(step + 1) : undefined;
        const { loss = NaN } = await running;
        if (!Number.isFinite(loss))
          throw expected("training", "a finite loss", `${loss} at step ${step + 1}`);
        loop.onStep?.(step + 1, loss);
        [sum, count] = [sum + loss, count + 1];
        if (count < LOSS_STRETCH && next) continue;
        losses.push({ step: step + 1, loss: sum / count });
        [sum, count] = [0, 0];
      }
      return { step: runner.steps, state: runner.state(), losses };
    },
    close: () => runner.close(),
  };
}

/** Trains on from a checkpoint to step `until`, once: see {@link createTrainer}. */
export async function trainSteps(from: TrainedTo, until: number, loop: TrainingLoop): Promise<TrainedTo> {
  const trainer = await createTrainer(from, loop);
  try {
    return await trainer.advance(until);
  } finally {
    await trainer.close();
  }
}

/** Rows of a step: every epoch is a permutation of the n rows, and batches run on over its end. */
export function epochRows(rng: Rng, n: number, batch: number, step: number): Int32Array {
  const out = new Int32Array(batch);
  let order: Int32Array | undefined;
  let epoch = -1;
  for (let i = 0; i < batch; i++) {
    const at = step * batch + i;
    if (Math.floor(at / n) !== epoch) {
      epoch = Math.floor(at / n);
      order = rng.split("order", epoch).permutation(n);
    }
    out[i] = present(order)[at % n];
  }
  return out;
}

/** Steps at which to look at training: `count` of them, evenly spaced in log from `first` to `last`. */
export function logarithmicSteps(first: number, last: number, count: number): number[] {
  if (count < 2 || first >= last) return [last];
  const at = Array.from({ length: count }, (_, i) => Math.round(first * (last / first) ** (i / (count - 1))));
  return [...new Set(at)];
}
