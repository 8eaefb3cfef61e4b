/** Puts a run of a scene into words and figures. */
import { classesSentence, summaryClasses } from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { endsSection, followedSection } from "../parts/followed.ts";
import { drawingPlane } from "../parts/plane.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { topologySection } from "../parts/ridges.ts";
import { slideSection } from "../parts/slides.ts";
import {
  column,
  type ExperimentContext,
  type ExperimentResult,
  metricLines,
  type Summary,
} from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import type { FeatureTrainingRun, SceneRun } from "./run.ts";

const ALONE = "Metrics and sample cards need at least two training points, so there are none.";

/** The report of a run. */
export async function reportScene(run: SceneRun, { progress }: ExperimentContext): Promise<ExperimentResult> {
  const { name, samples, measured, training, details, regimes, slides } = run;
  const { density, config } = run.scene;
  const plane = await drawingPlane(density);
  const scene = { density, plane, criterion: measured.criterion };
  const models = [{ ...measured, name, samples, file: "samples" }];
  const followed = { models, shown: models };
  progress("tracing ridges", 0, 1);
  return composeResult(summaryOf(run), [
    await followedSection(followed, scene, regimes),
    slideSection(slides),
    {
      ...(await endsSection(followed, scene, "Finished samples")),
      metrics: metricLines(measured.figures),
    },
    ...(training ? [trainingSection(training)] : []),
    ...(details ? await detailSections(details, density) : [section("Metrics", { notes: [ALONE] })]),
    await topologySection(density, config.time, plane),
  ]);
}

/** Errors of random features over p_t, and their loss. */
function trainingFigures({ curves: { normal, tangent, loss } }: FeatureTrainingRun): Record<string, number> {
  return { integrated_normal_error: normal[0], integrated_tangent_error: tangent[0], loss: loss[0] };
}

function summaryOf(run: SceneRun): Omit<Summary, "notes"> {
  const { scene, name, measured, training, falsification } = run;
  const { criterion, classes, figures } = measured;
  const { experiment, data } = scene.config;
  return {
    experiment,
    title: `${data.set}: ${name}`,
    verdict: classesSentence(classes.fractions),
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(classes.fractions),
    falsification,
    figures: { ...figures, ...(training && trainingFigures(training)) },
  };
}

/** What training random features has come to. */
function trainingSection(training: FeatureTrainingRun): Section {
  return section("Training", {
    metrics: metricLines(trainingFigures(training)),
    arrays: { spectrum: { eigenvalues: column(training.spectrum) } },
  });
}
