/** Puts the training of a network on a small data set into words and figures. */
import { lastOf } from "../../arrays/present.ts";
import { trainingVerdicts } from "../../dynamics/falsification.ts";
import type { JudgedCheckpoint } from "../parts/checkpoint-study.ts";
import {
  checkpointEntries,
  checkpointHeadlines,
  errorSection,
  generationSection,
  trainingSection,
} from "../parts/checkpoints.ts";
import { classesFigure, classesSentence, criterionNote, summaryClasses } from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { drawingPlane } from "../parts/plane.ts";
import { RIDGE_NOTE, summaryRidge } from "../parts/ridge.ts";
import { topologySection } from "../parts/ridges.ts";
import { finalsFigure, type SceneOptions, stripFigure } from "../parts/scenes.ts";
import { slideSection } from "../parts/slides.ts";
import { type ExperimentContext, type ExperimentResult, matrix, type Summary } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import type { NetworkModesRun } from "./run.ts";

/** The report of a run. */
export async function reportNetworkModes(
  run: NetworkModesRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { density, config, criterion, entries, details, regimes, slides } = run;
  const plane = await drawingPlane(density);
  context.progress("tracing ridges", 0, 1);
  return composeResult(summaryOf(run, context), [
    trainingSection(run, context.rng),
    await samplesSection(entries, { density, plane, criterion }),
    generationSection(entries, regimes),
    slideSection(slides),
    errorSection(run),
    ...(await detailSections(details, density)),
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
    entries: checkpointEntries(entries),
  };
}

/** Where samples of the checkpoints end, and how those of the last get there. */
async function samplesSection(entries: readonly JudgedCheckpoint[], scene: SceneOptions): Promise<Section> {
  const { data, d } = scene.density;
  return section("Where samples end", {
    figures: [
      await finalsFigure(entries, scene, "Finished samples by training step"),
      await stripFigure(lastOf(entries), scene),
      classesFigure(entries),
    ],
    arrays: { data: { data: matrix(data, d) } },
    notes: [RIDGE_NOTE, criterionNote(scene.criterion)],
  });
}
