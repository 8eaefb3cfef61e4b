/** Puts a training check into words and figures. */
import { lastOf } from "../../arrays/present.ts";
import { classesAgree } from "../../diagnosis/classes.ts";
import type { Axis, LinesFigure } from "../../figure/figure.ts";
import { percent } from "../../text/numbers.ts";
import { classArrays, classesFigure, classMetrics, criterionNote, summaryClasses } from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { drawingPlane } from "../parts/plane.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { samplesFigure } from "../parts/scenes.ts";
import { type ExperimentResult, matrix, type Summary, type SummaryEntry } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { type Checked, type Trained, type TrainingCheckRun, WAYS } from "./run.ts";

/** The report of a run. */
export async function reportTrainingCheck(run: TrainingCheckRun): Promise<ExperimentResult> {
  return composeResult(summaryOf(run), [
    await classesSection(run),
    trainingSection(run),
    ...(await detailSections(run.details, run.density)),
  ]);
}

function summaryOf({ config, criterion, checked, known }: TrainingCheckRun): Omit<Summary, "notes"> {
  const worst = Math.max(...checked.map((entry) => entry.weightError));
  const agree = checked.every(({ closed, descent }) =>
    classesAgree(closed.classes.fractions, descent.classes.fractions),
  );
  return {
    experiment: config.experiment,
    title: "Gradient descent beside the closed form",
    verdict:
      `The weights of gradient descent and of the closed form differ by at most ${percent(worst, 2)} at all ` +
      `${checked.length} training times; their class fractions ${agree ? "agree within their intervals" : "do not all agree within their intervals"}.`,
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(lastOf(checked).closed.classes.fractions),
    falsification: known,
    figures: { largest_relative_weight_error: worst, class_fractions_agree: agree ? 1 : 0 },
    entries: checked.flatMap(({ closed, descent, weightError }) => [
      entryOf(closed),
      { ...entryOf(descent), figures: { relative_weight_error: weightError } },
    ]),
  };
}

function entryOf(trained: Trained): SummaryEntry {
  const { name, classes } = trained;
  return { name, arrays: fileName(trained), classes: summaryClasses(classes.fractions) };
}

/** Where samples are kept, without .npz. */
function fileName({ way, tau }: Trained): string {
  return `tau-${tau}-${way}`;
}

function bothWays(checked: readonly Checked[]): Trained[] {
  return checked.flatMap(({ closed, descent }) => [closed, descent]);
}

/** Where samples of both ways end. */
async function classesSection({ density, criterion, checked }: TrainingCheckRun): Promise<Section> {
  const { closed, descent, tau } = lastOf(checked);
  const trained = bothWays(checked);
  const scene = { density, plane: await drawingPlane(density), analysisTime: criterion.time };
  const panels = [closed, descent].map((one) => ({ ...one, name: WAYS[one.way] }));
  const finals = await samplesFigure(panels, scene, {
    title: `Finished samples at τ = ${tau}`,
    caption: "The same noise through both models: the two pictures should be the same.",
  });
  const bars = trained.map(({ way, tau, classes }) => ({
    name: `τ = ${tau}, ${way === "closed" ? "closed form" : "descent"}`,
    classes,
  }));
  const arrays = trained.map((one) => [fileName(one), classArrays(one.samples, one.classes)] as const);
  return section("Where samples end", {
    figures: [finals, classesFigure(bars)],
    metrics: trained.flatMap(({ name, tau, classes }) => classMetrics(classes, { entry: name, tau })),
    arrays: { data: { data: matrix(density.data, density.d) }, ...Object.fromEntries(arrays) },
    notes: [
      "The ridge is in the data's own coordinates. F1–F3 are for runs that follow trajectories; see the other presets.",
      criterionNote(criterion),
    ],
  });
}

/** How far the weights of the two ways are apart. */
function trainingSection({ config, density, checked, momentError }: TrainingCheckRun): Section {
  const { steps } = lastOf(checked);
  const weights = (trained: Trained) => ({ A: matrix(trained.output, trained.output.length / density.d) });
  return section("Training", {
    figures: [weightFigure(checked)],
    metrics: checked.flatMap(({ tau, weightError, loss }) => [
      { name: "relative_weight_error", value: weightError, tau },
      { name: "loss", value: loss, tau },
    ]),
    arrays: Object.fromEntries(bothWays(checked).map((one) => [fileName(one), weights(one)])),
    notes: [
      `Gradient descent takes steps of ${config.descent.learning_rate_share} of the largest stable learning rate, ${steps} in all; τ = lr · E / d.`,
      `Moments by ${momentError.method}, relative error ${momentError.relative.toExponential(1)} on sampled entries; both ways use the same moments.`,
    ],
  });
}

function weightFigure(checked: readonly Checked[]): LinesFigure {
  const x = Float64Array.from(checked, ({ tau }) => tau);
  const panel = (y: Axis, name: string, pick: (entry: Checked) => number) => ({
    x: { label: "training time τ" },
    y,
    series: [{ name, x, y: Float64Array.from(checked, pick), dots: true }],
  });
  return {
    kind: "lines",
    id: "weights",
    title: "Gradient descent against the closed form",
    caption:
      "Relative difference of the output weights A(τ), and the training loss: Euler's method converges to the gradient flow.",
    panels: [
      panel(
        { label: "|A_descent − A_closed| / |A_closed|", scale: "log" },
        "weights",
        ({ weightError }) => weightError,
      ),
      panel({ label: "denoising loss L(A(τ))" }, "loss", ({ loss }) => loss),
    ],
  };
}
