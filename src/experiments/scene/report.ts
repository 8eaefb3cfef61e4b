/** Puts a run of a scene into words and figures. */
import {
  classArrays,
  classesFigure,
  classesSentence,
  criterionNote,
  summaryClasses,
} from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { dynamicsArrays, dynamicsFigures, dynamicsMetrics, residualFigures } from "../parts/dynamics.ts";
import { drawingPlane, type Plane } from "../parts/plane.ts";
import { RIDGE_NOTE, summaryRidge } from "../parts/ridge.ts";
import { finalsFigure, stripFigure, topologySection } from "../parts/scenes.ts";
import {
  column,
  type ExperimentContext,
  type ExperimentResult,
  type MetricLine,
  matrix,
  type Summary,
} from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import type { FeatureTrainingRun, SceneRun } from "./run.ts";

const ALONE = "Metrics and sample cards need at least two training points, so there are none.";

/** The report of a run. */
export async function reportScene(run: SceneRun, { progress }: ExperimentContext): Promise<ExperimentResult> {
  const { scene, training, details } = run;
  const { density, config } = scene;
  const plane = await drawingPlane(density);
  progress("tracing ridges", 0, 1);
  return composeResult(summaryOf(run), [
    await generationSection(run, plane),
    await classesSection(run, plane),
    ...(training ? [trainingSection(training)] : []),
    ...(details ? await detailSections(details, { d: density.d }) : [section("Metrics", { notes: [ALONE] })]),
    await topologySection(density, config.time, plane),
  ]);
}

/** Errors of random features over p_t, and their loss. */
function trainingFigures({ curves: { normal, tangent, loss } }: FeatureTrainingRun): Record<string, number> {
  return { integrated_normal_error: normal[0], integrated_tangent_error: tangent[0], loss: loss[0] };
}

function metricLines(figures: Readonly<Record<string, number>>): MetricLine[] {
  return Object.entries(figures).map(([name, value]) => ({ name, value }));
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

/** How samples reach, align and slide. */
async function generationSection(
  { scene, name, measured: { criterion, dynamics } }: SceneRun,
  plane: Plane,
): Promise<Section> {
  const { density } = scene;
  const named = { name, dynamics };
  return section("Generation", {
    figures: [
      await stripFigure(named, { density, plane, dim: criterion.dim }),
      ...dynamicsFigures([named]),
      ...residualFigures([named]),
    ],
    metrics: dynamicsMetrics(dynamics),
    arrays: { samples: dynamicsArrays(dynamics) },
    notes: [RIDGE_NOTE],
  });
}

/** Where samples end. */
async function classesSection({ scene, name, measured, samples }: SceneRun, plane: Plane): Promise<Section> {
  const { density, config } = scene;
  const { criterion, dynamics, classes, figures } = measured;
  const finals = await finalsFigure([{ name, dynamics, classes }], {
    density,
    plane,
    dim: criterion.dim,
    timeMin: config.time.min,
    analysisTime: criterion.time,
    title: "Finished samples",
  });
  return section("Where samples end", {
    figures: [finals, classesFigure([{ label: name, fractions: classes.fractions }])],
    metrics: metricLines(figures),
    arrays: {
      data: { data: matrix(density.data, density.d) },
      samples: classArrays(samples, classes),
    },
    notes: [criterionNote(criterion)],
  });
}

/** What training random features has come to. */
function trainingSection(training: FeatureTrainingRun): Section {
  return section("Training", {
    metrics: metricLines(trainingFigures(training)),
    arrays: { spectrum: { eigenvalues: column(training.spectrum) } },
  });
}
