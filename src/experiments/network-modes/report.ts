/** Puts the training of a network on a small data set into words and figures. */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import {
  checkpointArrays,
  checkpointHeadlines,
  checkpointMetrics,
  checkpointName,
  trainingFigures,
  trainingVerdicts,
} from "../parts/checkpoints.ts";
import { classesFigure, classesSentence, criterionNote, summaryClasses } from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { residualFigures } from "../parts/dynamics.ts";
import { drawingPlane, type Plane } from "../parts/plane.ts";
import { RIDGE_NOTE, summaryRidge } from "../parts/ridge.ts";
import { finalsFigure, stripFigure, topologySection } from "../parts/scenes.ts";
import { trainingNotes } from "../parts/training-notes.ts";
import { column, type ExperimentContext, type ExperimentResult, matrix, type Summary } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import type { NetworkModesRun } from "./run.ts";

/** The report of a run. */
export async function reportNetworkModes(
  run: NetworkModesRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { density, config, details } = run;
  const plane = await drawingPlane(density);
  context.progress("tracing ridges", 0, 1);
  return composeResult(summaryOf(run, context), [
    trainingSection(run, context),
    await samplesSection(run, plane),
    ...(await detailSections(details, { d: density.d })),
    await topologySection(density, config.time, plane),
  ]);
}

function summaryOf(
  { config, criterion, entries }: NetworkModesRun,
  { rng }: ExperimentContext,
): Omit<Summary, "notes"> {
  const last = lastOf(entries);
  const { hidden, prediction } = config.network;
  const falsification = trainingVerdicts(entries, rng);
  return {
    experiment: config.experiment,
    title: `${config.experiment}: network ${hidden.join("–")} that predicts ${prediction}`,
    verdict:
      `After ${last.step} steps ${classesSentence(last.classes.fractions)} Over ${entries.length} checkpoints predicted and measured ridge ` +
      `distance have rank correlation ${falsification.F3.value.toFixed(2)}.`,
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(last.classes.fractions),
    falsification,
    figures: checkpointHeadlines(last),
    entries: entries.map((entry) => ({
      name: checkpointName(entry),
      arrays: `step-${entry.step}`,
      classes: summaryClasses(entry.classes.fractions),
      figures: checkpointHeadlines(entry),
    })),
  };
}

/** What training does. */
function trainingSection(
  { config, density, study, entries }: NetworkModesRun,
  { rng }: ExperimentContext,
): Section {
  return section("Training", {
    figures: trainingFigures(entries, study.losses),
    metrics: entries.flatMap((entry) => checkpointMetrics(entry, rng)),
    arrays: {
      data: { data: matrix(density.data, density.d) },
      ...Object.fromEntries(
        entries.map((entry) => [`step-${entry.step}`, checkpointArrays(entry, density.d)]),
      ),
      network: { parameters: column(Float64Array.from(study.parameters)) },
    },
    notes: trainingNotes(config),
  });
}

/** Where samples of the checkpoints end, and how those of the last get there. */
async function samplesSection(
  { config, density, criterion, entries }: NetworkModesRun,
  plane: Plane,
): Promise<Section> {
  const named = entries.map((entry) => ({ name: checkpointName(entry), ...entry }));
  const scene = { density, plane, dim: criterion.dim };
  const finals = await finalsFigure(named, {
    ...scene,
    timeMin: config.time.min,
    analysisTime: criterion.time,
    title: "Finished samples by training step",
  });
  return section("Where samples end", {
    figures: [
      finals,
      await stripFigure(lastOf(named), scene),
      classesFigure(named.map(({ name, classes }) => ({ label: name, fractions: classes.fractions }))),
      ...residualFigures(spread(named, 3)),
    ],
    notes: [RIDGE_NOTE, criterionNote(criterion)],
  });
}
