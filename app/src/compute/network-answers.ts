/** Answers of the worker that holds networks. ONNX Runtime, a few megabytes, is loaded when a network is first asked for. */
import { provideOnnxRuntime } from "ridgescope/kernels";
import type { Scene } from "ridgescope/scene";
import type { OwnModel } from "ridgescope/scene/network";
import type { ScoreModel } from "ridgescope/score";
import { type Answers, createSceneAnswers, createSceneKeeper, type HeldModel } from "./answers.ts";
import { networkKey } from "./keys.ts";
import type { Progress } from "./protocol.ts";

type NetworkModule = typeof import("ridgescope/scene/network");

/** A network in training, and its model of now. */
interface Held {
  readonly key: string;
  readonly trainer: ReturnType<NetworkModule["createSceneTrainer"]>;
  readonly report: { step: number; loss: number; progress?: Progress };
  parameters?: Float32Array;
  model?: ScoreModel & { close(): Promise<void> };
}

/** Answers that need ONNX Runtime, and those about scenes with a held network as the model. */
export function createNetworkAnswers(): Answers {
  let module: Promise<NetworkModule> | undefined;
  let held: Held | undefined;
  let own: OwnModel | undefined;
  const keeper = createSceneKeeper((name): HeldModel => {
    if (name === "own" && own) return own;
    if (name === "network" && held?.model) return { model: held.model };
    throw new Error(`${name}: expected a trained or opened model, got none`);
  });
  const load = () => {
    module ??= loadNetworks();
    return module;
  };
  const trainerOf = async (scene: Scene): Promise<Held> => {
    const key = networkKey(scene.config);
    if (held?.key === key) return held;
    await held?.model?.close();
    const report: Held["report"] = { step: 0, loss: Number.NaN };
    const { createSceneTrainer } = await load();
    const trainer = createSceneTrainer(scene, (step, loss) => {
      report.step = step;
      report.loss = loss;
      report.progress?.("training the network", step, scene.config.network.steps);
    });
    held = { key, trainer, report };
    return held;
  };
  return {
    ...createSceneAnswers(keeper),
    async train({ config, until }, progress) {
      const scene = await keeper.scene(config);
      progress("loading ONNX Runtime", 0, 1);
      const { createSceneNetwork } = await load();
      const now = await trainerOf(scene);
      now.report.progress = progress;
      now.parameters = await now.trainer.trainTo(until);
      await now.model?.close();
      now.model = await createSceneNetwork(scene, now.parameters);
      return { step: now.report.step, loss: now.report.loss };
    },
    async own({ config, file }, progress) {
      progress("loading ONNX Runtime", 0, 1);
      const { openOwnModel } = await load();
      const opened = await openOwnModel(await keeper.scene(config), file).catch((error: Error) => {
        throw new Error(inWordsOfThePage(error.message), { cause: error });
      });
      await own?.close();
      own = opened;
      const percent = (100 * opened.error).toPrecision(2);
      return { notes: [`read as declared it is ${percent} % off what the data demand at large noise`] };
    },
    async networkFile({ config }) {
      if (!held?.parameters) throw new Error("network: expected a trained one, got none");
      return (await load()).exportSceneNetwork(await keeper.scene(config), held.parameters);
    },
  };
}

async function loadNetworks(): Promise<NetworkModule> {
  const [runtime, networks] = await Promise.all([
    import("./onnx-runtime-web.ts"),
    import("ridgescope/scene/network"),
  ]);
  provideOnnxRuntime(runtime.onnxRuntime);
  return networks;
}

/** The command's flags by the names of the controls. */
function inWordsOfThePage(message: string): string {
  return message.replaceAll("--prediction", "It predicts").replaceAll("--schedule", "Noise schedule");
}
