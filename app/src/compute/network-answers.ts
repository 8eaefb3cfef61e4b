/** Answers of the worker that holds networks. ONNX Runtime, a few megabytes, is loaded when a network is first asked for. */
import { readMatrixBytes } from "ridgescope/data/browser";
import { provideOnnxRuntime } from "ridgescope/kernels";
import type { Scene } from "ridgescope/scene";
import type { OwnModel } from "ridgescope/scene/network";
import type { ScoreModel } from "ridgescope/score";
import { inWordsOfThePage } from "../state/own-model.ts";
import { type Answers, createSceneAnswers, createSceneKeeper, type HeldModel } from "./answers.ts";
import { networkKey } from "./keys.ts";
import type { NetworkState, OwnFile, Progress } from "./protocol.ts";

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
  return {
    ...createSceneAnswers(keeper),
    async train({ config, until }, progress) {
      const scene = await keeper.scene(config);
      progress("loading ONNX Runtime", 0, 1);
      const networks = await load();
      if (held?.key !== networkKey(config)) {
        await held?.model?.close();
        held = begin(networks, scene);
      }
      return trainTo(networks, { scene, held, until, progress });
    },
    async own({ config, file }, progress) {
      progress("loading ONNX Runtime", 0, 1);
      const networks = await load();
      const opened = await openFile(networks, await keeper.scene(config), file).catch((error: Error) => {
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

/** A network of a scene's settings, not yet trained. */
function begin({ createSceneTrainer }: NetworkModule, scene: Scene): Held {
  const report: Held["report"] = { step: 0, loss: Number.NaN };
  const trainer = createSceneTrainer(scene, (step, loss) => {
    report.step = step;
    report.loss = loss;
    report.progress?.("training the network", step, scene.config.network.steps);
  });
  return { key: networkKey(scene.config), trainer, report };
}

interface Training {
  readonly scene: Scene;
  readonly held: Held;
  readonly until: number;
  readonly progress: Progress;
}

/** Trains on to a step, and makes the model of then. */
async function trainTo(
  { createSceneNetwork }: NetworkModule,
  { scene, held, until, progress }: Training,
): Promise<NetworkState> {
  const { report, trainer } = held;
  report.progress = progress;
  held.parameters = await trainer.trainTo(until);
  await held.model?.close();
  held.model = await createSceneNetwork(scene, held.parameters);
  return { step: report.step, loss: report.loss };
}

async function openFile(
  { openOwnModel }: NetworkModule,
  scene: Scene,
  { betas, ...file }: OwnFile,
): Promise<OwnModel> {
  return openOwnModel(scene, {
    ...file,
    ...(betas && { betas: await readMatrixBytes(betas.name, betas.bytes) }),
  });
}

async function loadNetworks(): Promise<NetworkModule> {
  const [runtime, networks] = await Promise.all([
    import("./onnx-runtime-web.ts"),
    import("ridgescope/scene/network"),
  ]);
  provideOnnxRuntime(runtime.onnxRuntime);
  return networks;
}
