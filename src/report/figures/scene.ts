/** Scenes in the plane: ridge, tube, training points and where the samples went. */

import type { SampleClass, SceneFigure, ScenePanel } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { type Drawing, drawGrid } from "../compose.ts";
import { classItems, type LegendItem, trainingMark } from "../legend.ts";
import {
  drawDots,
  drawPlane,
  finitePoints,
  joinViews,
  type PlaneFrame,
  pathsThrough,
  thinned,
  type View,
  viewOf,
} from "../plane.ts";
import { element, type Point } from "../svg.ts";
import { CLASS_COLOUR, COLOUR } from "../theme.ts";

/** Samples (and training points) drawn in one panel at most. */
const MOST_POINTS = 5000;

/** Draws scenes. */
export function drawScene(figure: SceneFigure): Drawing {
  const own = figure.panels.map(sceneView);
  const all = joinViews(own);
  const views = figure.shared ? own.map(() => all) : own;
  return {
    legend: legendOf(figure.panels),
    ...drawGrid(figure, (panel, place) =>
      drawPlane({
        ...figure,
        ...panel,
        ...place,
        view: views[place.index],
        over: (frame) => sceneMarks(panel, frame),
      }),
    ),
    notes: groupedNotes(
      figure.panels.map((panel, i) => ({ title: panel.title, text: notesOf(panel, views[i]) })),
    ),
  };
}

function sceneView({ training, ridges, samples, tubeRadius }: ScenePanel): View | undefined {
  const margin = ridges.length > 0 && tubeRadius && Number.isFinite(tubeRadius) ? tubeRadius : 0;
  return joinViews([viewOf([training], [samples]), viewOf(ridges, [], margin)]);
}

function legendOf(panels: readonly ScenePanel[]): LegendItem[] {
  const items: LegendItem[] = [];
  if (panels.some(({ ridges }) => ridges.length > 0))
    items.push({ name: "ridge", kind: "line", colour: COLOUR.ridge });
  if (panels.some(hasTube)) items.push({ name: "tube", kind: "band", colour: COLOUR.tube });
  const withTraining = panels.filter(({ training }) => training.length > 0);
  if (withTraining.some((panel) => !isCrowded(panel)))
    items.push({ name: "training point", kind: "training" });
  else if (withTraining.length > 0)
    items.push({ name: "training point", kind: "point", colour: COLOUR.training });
  if (panels.some(({ classes, samples }) => !classes && samples.length > 0))
    items.push({ name: "sample", kind: "dot", colour: COLOUR.sample });
  const classes = classItems(
    panels.flatMap((panel) => [...(panel.classes ?? [])]),
    "dot",
  );
  return [...items, ...classes.map((item) => ({ ...item, name: `${item.name} sample` }))];
}

function hasTube({ ridges, tubeRadius }: ScenePanel): boolean {
  return ridges.length > 0 && tubeRadius !== undefined && Number.isFinite(tubeRadius) && tubeRadius > 0;
}

function sceneMarks(panel: ScenePanel, frame: PlaneFrame): string {
  const path = pathsThrough(panel.ridges, frame);
  const line = { d: path, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round" };
  const width = 2 * (panel.tubeRadius ?? 0) * frame.unit;
  return [
    path && hasTube(panel) ? element("path", { ...line, stroke: COLOUR.tube, "stroke-width": width }) : "",
    isCrowded(panel) ? trainingDots(panel, frame) : "",
    samplesOf(panel, frame),
    path ? element("path", { ...line, stroke: COLOUR.ridge, "stroke-width": 1.6 }) : "",
    isCrowded(panel) ? "" : trainingMarks(panel, frame),
  ].join("");
}

function samplesOf({ samples, classes }: ScenePanel, frame: PlaneFrame): string {
  const all = thinned(finitePoints(samples), MOST_POINTS);
  const [radius, opacity] = all.length > 600 ? [1.8, 0.4] : all.length > 150 ? [2.3, 0.5] : [3, 0.65];
  const groups: [string, (row: number) => boolean][] = classes
    ? CLASSES.map((name) => [CLASS_COLOUR[name], (row) => classes[row] === name])
    : [[COLOUR.sample, () => true]];
  return groups
    .map(([fill, belongs]) => {
      const places = all.filter(({ row }) => belongs(row)).map(({ at }) => frame.project(...at));
      return drawDots(places, frame, { fill, opacity, radius });
    })
    .join("");
}

/** Drawn in this order: the rarer news on top. */
const CLASSES: readonly SampleClass[] = ["undecided", "off-ridge", "inter-mode", "memorised"];

/** Whether there are so many training points that marks for each would hide the samples. */
function isCrowded({ training }: ScenePanel): boolean {
  return training.length >> 1 > 200;
}

function trainingDots({ training }: ScenePanel, frame: PlaneFrame): string {
  const places = thinned(finitePoints(training), MOST_POINTS).map(({ at }) => frame.project(...at));
  return drawDots(places, frame, { fill: COLOUR.training, opacity: 0.55, radius: 1.3 });
}

function trainingMarks({ training }: ScenePanel, frame: PlaneFrame): string {
  const points = finitePoints(training);
  const radius = points.length > 40 ? 4 : 6;
  return points.map(({ at }) => trainingMark(...frame.project(...at), radius)).join("");
}

/** A note that holds for every panel is said once. */
function groupedNotes(notes: readonly { title: string; text: string }[]): string[] {
  const common = notes[0]?.text ?? "";
  if (notes.every(({ text }) => text === common)) {
    if (common === "") return [];
    return [notes.length > 1 ? `Every panel: ${common}.` : `${common}.`];
  }
  return notes
    .filter(({ text }) => text !== "")
    .map(({ title, text }) => `${title ? `${title}: ` : ""}${text}.`);
}

function notesOf(panel: ScenePanel, view: View | undefined): string {
  const finite = finitePoints(panel.samples);
  const invalid = (panel.samples.length >> 1) - finite.length;
  const training = finitePoints(panel.training).length;
  const outside = view ? thinned(finite, MOST_POINTS).filter(({ at }) => !isIn(view, at)).length : 0;
  return [
    finite.length > MOST_POINTS ? `showing 5,000 of ${counted(finite.length, "sample")}` : "",
    training > MOST_POINTS ? `showing 5,000 of ${counted(training, "training point")}` : "",
    invalid > 0 ? `${counted(invalid, "sample")} not finite` : "",
    outside > 0 ? `${counted(outside, "far sample")} may lie outside of the view` : "",
  ]
    .filter(Boolean)
    .join("; ");
}

function isIn({ x, y }: View, [px, py]: Point): boolean {
  return px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1];
}
