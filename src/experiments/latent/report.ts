/** Puts a latent diffusion run into numbers, words and figures. */
import { lastOf, present } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { Diagnosis } from "../../diagnosis/diagnose.ts";
import { trainingVerdicts } from "../../dynamics/falsification.ts";
import { brief, percent } from "../../text/numbers.ts";
import {
  checkpointEntries,
  checkpointHeadlines,
  errorSection,
  generationSection,
  trainingSection,
} from "../parts/checkpoints.ts";
import { distanceText, summaryClasses } from "../parts/classes.ts";
import { autoencoderSection } from "../parts/decoders.ts";
import { detailSections } from "../parts/details.ts";
import { diagnosedArrays, diagnosisFigures, diagnosisMetrics } from "../parts/diagnosis.ts";
import { nearestText, rowsOfClasses, samplesBesideNearest } from "../parts/images.ts";
import { HELD_OUT } from "../parts/latent-data.ts";
import { spectrumSection, summaryRidge } from "../parts/ridge.ts";
import { slideSection } from "../parts/slides.ts";
import { type ExperimentContext, type ExperimentResult, matrix, type Summary } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { dimensionSection } from "./dimensions.ts";
import type { LatentDiffusionRun } from "./run.ts";

/** The report of a run. */
export async function reportLatentDiffusion(
  run: LatentDiffusionRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { data, entries, diagnosis, chosen, details, regimes, slides } = run;
  const { density, space, pictures } = data;
  context.progress("decoding images", 0, 1);
  return composeResult(summaryOf(run, context), [
    dataSection(run),
    trainingSection(run, context.rng),
    section("Training", { notes: [ARITHMETIC_NOTE] }),
    await endsSection(run),
    ...(await detailSections(details, density, pictures)),
    dimensionSection(run),
    spectrumSection(chosen.spectrum.spectrum, {
      dim: diagnosis.criterion.dim,
      verb: "judged",
      time: brief(chosen.time),
    }),
    generationSection(entries, regimes, "-over-time"),
    slideSection(slides),
    errorSection(run),
    ...(space.vae ? [autoencoderSection(space.vae)] : []),
  ]);
}

function summaryOf(run: LatentDiffusionRun, { rng }: ExperimentContext): Omit<Summary, "notes"> {
  const { config, data, diagnosis, entries } = run;
  const last = lastOf(entries);
  const held = lastOf(diagnosis.sets).classes.fractions;
  const { memorised, interMode, offRidge } = last.classes.fractions;
  return {
    experiment: config.experiment,
    title: `${titleOf(run)}: ${config.data.latent} latents, ${config.training.steps} training steps`,
    verdict:
      `After ${last.step} steps ${percent(memorised.value)} of samples copy a training image, ${percent(interMode.value)} lie on the ridge ` +
      `between training images, ${percent(offRidge.value)} are off the ridge; of held-out images ${percent(held.onRidge.value)} lie on it.`,
    ridge: summaryRidge(diagnosis.criterion, data.space.name, data.space.scale),
    classes: summaryClasses(last.classes.fractions),
    falsification: trainingVerdicts(entries, rng),
    figures: checkpointHeadlines(last),
    entries: [
      ...checkpointEntries(entries),
      { name: HELD_OUT, arrays: "held-out", classes: summaryClasses(held) },
    ],
  };
}

function titleOf({ config: { data } }: LatentDiffusionRun): string {
  const [set, one] = data.set === "mnist" ? ["MNIST", "digit"] : ["Fashion-MNIST", "class"];
  return `${set}, ${data.digit === "all" ? "all classes" : `${one} ${data.digit}`}`;
}

const ARITHMETIC_NOTE =
  "Network arithmetic is float32 on ONNX Runtime's CPU kernels with two threads: the same seed gives the same bytes on processors with the same vector instructions; across others the last bits of sums differ.";

const FASHION_NOTE =
  "Fashion-MNIST as the package fashion-mnist has it: no official split; training images are the first 6000 of each class.";

/** The training images and the space of their ridge. */
function dataSection({ config, data: { density, space } }: LatentDiffusionRun): Section {
  const { count, set } = config.data;
  const subset =
    " (a seeded subset: the score network and the ridge see only these, the autoencoder saw all)";
  return section("Data", {
    arrays: { latents: { data: matrix(density.data, density.d) } },
    notes: [
      space.note,
      `${density.n} training images${count === "all" ? "" : subset}, in ${density.d} dimensions.`,
      ...(set === "fashion" ? [FASHION_NOTE] : []),
    ],
  });
}

/** Where samples end at every checkpoint, beside real images. */
async function endsSection(run: LatentDiffusionRun): Promise<Section> {
  const { diagnosis, config, data } = run;
  return section("Where samples end", {
    figures: [await imagesOf(run), ...diagnosisFigures(shownSets(diagnosis))],
    metrics: diagnosisMetrics(diagnosis),
    arrays: { "held-out": diagnosedArrays(lastOf(diagnosis.sets), data.density.d) },
    notes: [criterionText(diagnosis), finishText(config)],
  });
}

function criterionText({ criterion: { threshold, time, dim, source } }: Diagnosis): string {
  return `On the ridge means a Newton distance of at most q = ${brief(threshold)} at the analysis time t_a = ${brief(time)} with k = ${dim}: ${source === "tube" ? "three standard deviations of the noise normal to the ridge, as fewer than 200 training images cannot calibrate it" : "the 95 % quantile for training images left out of the density one at a time"}.`;
}

function finishText({ study, time }: LatentDiffusionRun["config"]): string {
  const noise = brief(Math.sqrt(-Math.expm1(-2 * time.min)));
  return study.denoise
    ? `Finished samples are the network's posterior means at t = ${brief(time.min)}, without the noise that is left there (standard deviation ${noise} a coordinate, which alone would put most of them off the ridge).`
    : `Finished samples keep the noise of t = ${brief(time.min)}.`;
}

/** First, middle and last checkpoints and the held-out images: more make pictures crowded. */
function shownSets({ criterion, sets, curve }: Diagnosis): Diagnosis {
  const last = sets.length - 1;
  const shown = [...spread([...Array(last).keys()], 4), last];
  const pick = <T>(items: readonly T[]) => shown.map((i) => present(items[i]));
  return {
    criterion,
    sets: pick(sets),
    curve: curve.map((point) => ({ ...point, classes: pick(point.classes) })),
  };
}

/** Decoded samples of the last checkpoint and held-out images by class, each beside its nearest training image. */
function imagesOf({ data: { density, pictures }, diagnosis: { sets } }: LatentDiffusionRun) {
  const rows = sets.slice(-2).flatMap((set) =>
    rowsOfClasses(set, (name) => {
      const place = name === "inter-mode" ? "on the ridge, between training images" : name;
      return `${set.name}: ${place}`;
    }),
  );
  return samplesBesideNearest(rows, {
    density,
    pictures,
    title: "Decoded samples, each beside its nearest training image",
    caption:
      "Left of each pair the sample, right of it the nearest training image, both decoded from the latents; below them the residual |P_N s*| and the distance |δ| to the ridge at the analysis time, and the latent distance of the pair.",
    lines: (classes, q) => [
      `|δ| ${distanceText(classes, q)}`,
      `|P_N s| ${brief(classes.normalScoreNorm[q])}`,
      nearestText(classes, q),
    ],
  });
}
