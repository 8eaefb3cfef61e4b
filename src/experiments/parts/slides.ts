/** Slide in size: where along the ridge samples ended beside where they were predicted to. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import { namesOf } from "../../arrays/names-of.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import {
  SLIDE_PATHS,
  type SlidePath,
  type SlidePlaces,
  type SlidePlacesOptions,
  type SlideSet,
  slideBreaks,
  slidePlaces,
  slideScore,
} from "../../dynamics/slide-places.ts";
import type { ScatterFigure, TableFigure } from "../../figure/figure.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { brief, briefOrUndefined, intervalText, percent } from "../../text/numbers.ts";
import {
  column,
  type ExperimentContext,
  estimateLine,
  type MetricLine,
  metricLines,
  type ResultArray,
} from "../result.ts";
import { type Section, section } from "../section.ts";
import { cached } from "./cached.ts";
import type { NamedDynamics } from "./dynamics.ts";

/** Predicted and measured places of the samples of one model. */
export interface NamedSlide {
  readonly name: string;
  readonly places: SlidePlaces;
}

/** Places of the samples of every model between the modes of the run's cards, once a run. */
export function slidesOf(
  density: EmpiricalDensity,
  { sets, ...options }: SlidePlacesOptions & { readonly sets: readonly (SlideSet & NamedDynamics)[] },
  context: ExperimentContext,
): Promise<NamedSlide[]> {
  return cached(context, "slides", async () => {
    context.progress("places along the ridge", 0, 1);
    return mapInTurn(sets, async (set) => ({
      name: set.name,
      places: await slidePlaces(density, set, options),
    }));
  });
}

/** What a prediction goes by, in words and in the names of metrics. */
const PATH_NAMES: Readonly<Record<SlidePath, string>> = {
  exact: "no error",
  linear: "linear response",
  driven: "tangent error alone",
};

/** How much the linear response enlarged a step along the ridge: by a factor up to, and in words. */
const GROWTHS = [
  { from: -Infinity, to: Math.log(1.5), name: "grew up to 1.5 times", key: "small" },
  { from: Math.log(1.5), to: Math.log(4), name: "1.5 to 4 times", key: "middle" },
  { from: Math.log(4), to: Infinity, name: "more than 4 times", key: "large" },
] as const;

/** How well places along the ridge are predicted; nothing but a note where no sample has reached one. */
export function slideSection(slides: readonly NamedSlide[]): Section {
  const told = slides.filter(({ places }) => places.rows.length > 0);
  if (told.length === 0) return section("Slide", { notes: [NOTHING] });
  const shown = mostTelling(told);
  return section("Slide", {
    figures: [slideTable(told), sharesTable(told), slideFigure(shown)],
    metrics: told.flatMap(slideMetrics),
    arrays: { "slide-places": slideArrays(shown.places) },
    notes: slideNotes(shown),
  });
}

const NOTHING =
  "Slide is not predicted: no sample has reached the tube of a ridge, or the model's answers on the way are not known.";

/** The model of which a linear response places the most samples that the exact field alone does not. */
function mostTelling(slides: readonly NamedSlide[]): NamedSlide {
  const placed = (places: SlidePlaces, path: SlidePath) => {
    const { count, within } = slideScore(places, path);
    return count === 0 ? 0 : count * within.value;
  };
  const gain = ({ places }: NamedSlide) => placed(places, "linear") - placed(places, "exact");
  return slides.reduce((most, one) => (gain(one) > gain(most) ? one : most));
}

const right = (title: string) => ({ title, align: "right" as const });

/** Scores side by side, one row a model. */
function slideTable(slides: readonly NamedSlide[]): TableFigure {
  return {
    kind: "table",
    id: "slide-prediction",
    title: "Slide: predicted and measured place between two modes",
    caption:
      "From where a sample reached the ridge it is sent on with its own noise: by the exact field without an error, with the linear response to the tangent error, and with that error itself. Under each: the share of samples within a tenth of the way between the two modes of their card, and the median distance as a share of that way. The last columns have the linear response by how much it ever enlarged a step along the ridge, with the number of samples in brackets: it holds until a sample has passed near a saddle.",
    columns: [
      { title: "samples of" },
      right("on the ridge"),
      ...SLIDE_PATHS.map((path) => right(PATH_NAMES[path])),
      ...GROWTHS.map(({ name }) => right(`linear, ${name}`)),
    ],
    rows: slides.map(({ name, places }) => ({
      cells: [
        { text: name },
        { text: `${places.rows.length}` },
        ...SLIDE_PATHS.map((path) => scoreCell(places, path)),
        ...GROWTHS.map(({ from, to }) => scoreCell(places, "linear", [from, to])),
      ],
    })),
  };
}

function scoreCell(places: SlidePlaces, path: SlidePath, range?: readonly [number, number]) {
  const { count, within, error } = slideScore(places, path, range);
  if (count === 0) return { text: "–" };
  return { text: percent(within.value, 0), small: `${brief(error, 2)}${range ? ` (${count})` : ""}` };
}

/** Predicted beside measured shares of classes. */
function sharesTable(slides: readonly NamedSlide[]): TableFigure {
  const classes = { memorised: "memorised", interMode: "inter-mode" } as const;
  const sources = { measured: "measured", linear: PATH_NAMES.linear, driven: PATH_NAMES.driven } as const;
  return {
    kind: "table",
    id: "slide-shares",
    title: "Slide: predicted and measured shares of the classes",
    caption:
      "Of the samples that reached the ridge. Predictions have no normal error, so that what is off the ridge for it counts as memorised or inter-mode in them.",
    columns: [
      { title: "samples of" },
      ...namesOf(classes).flatMap((name) =>
        namesOf(sources).map((source) => right(`${classes[name]}, ${sources[source]}`)),
      ),
    ],
    rows: slides.flatMap(({ name, places: { shares } }) =>
      shares
        ? [
            {
              cells: [
                { text: name },
                ...namesOf(classes).flatMap((one) =>
                  namesOf(sources).map((source) => shareCell(shares[source][one])),
                ),
              ],
            },
          ]
        : [],
    ),
  };
}

function shareCell(share: Estimate) {
  return Number.isNaN(share.value)
    ? { text: "–" }
    : { text: percent(share.value), small: intervalText(share, true) };
}

/** Predictions further off than this are drawn there. */
const FURTHEST = 1;

/** What predictions are off by, against measured places. */
function slideFigure({ name, places }: NamedSlide): ScatterFigure {
  const { measured, predicted, growth } = places;
  const off = (path: SlidePath, r: number) =>
    Math.min(FURTHEST, Math.max(-FURTHEST, predicted[path][r] - measured[r]));
  const further = (path: SlidePath) =>
    [...measured.keys()].filter((r) => Math.abs(off(path, r)) === FURTHEST).length;
  return {
    kind: "scatter",
    id: "slide-places",
    title: `Slide: what predicted places are off by, ${name}`,
    caption: `Where a sample lies between the two modes of its card (0 at the nearer, ½ half-way), and what predictions are off by, as a share of the way; by how much the linear response ever enlarged a step along the ridge. What is off by more than ${FURTHEST} lies on the edge: ${SLIDE_PATHS.map((path) => `${further(path)} (${PATH_NAMES[path]})`).join(", ")}.`,
    panels: SLIDE_PATHS.map((path) => ({
      title: PATH_NAMES[path],
      x: { label: "measured position" },
      y: { label: "predicted less measured", domain: [-1.05 * FURTHEST, 1.05 * FURTHEST] },
      rules: [{ value: 0, label: "as predicted" }],
      points: GROWTHS.map((group) => {
        const rows = [...measured.keys()].filter((r) => growth[r] > group.from && growth[r] <= group.to);
        return {
          name: group.name,
          x: Float64Array.from(rows, (r) => measured[r]),
          y: Float64Array.from(rows, (r) => off(path, r)),
        };
      }),
    })),
  };
}

/** Scores of every prediction, what the error of the linear one goes with, and shares of classes. */
function slideMetrics({ name: entry, places }: NamedSlide): MetricLine[] {
  const scores = SLIDE_PATHS.flatMap((path) => {
    const { error, within, rank } = slideScore(places, path);
    return [
      ...metricLines({ [`slide_position_error_${path}`]: error, [`slide_rank_${path}`]: rank }, { entry }),
      estimateLine(`slide_within_tenth_${path}`, within, entry),
    ];
  });
  const byGrowth = GROWTHS.flatMap(({ from, to, key }) => {
    const { within, count } = slideScore(places, "linear", [from, to]);
    return count === 0 ? [] : [estimateLine(`slide_within_tenth_linear_growth_${key}`, within, entry)];
  });
  const breaks = Object.entries(slideBreaks(places)).map(([what, value]) => [
    `slide_error_rank_${what}`,
    value,
  ]);
  const shares = Object.entries(places.shares ?? {}).flatMap(([what, { memorised, interMode }]) => [
    estimateLine(`slide_memorised_${what}`, memorised, entry),
    estimateLine(`slide_inter_mode_${what}`, interMode, entry),
  ]);
  const lines = [...scores, ...byGrowth, ...metricLines(Object.fromEntries(breaks), { entry }), ...shares];
  return lines.filter(({ value }) => Number.isFinite(value));
}

function slideArrays({ rows, measured, predicted, growth }: SlidePlaces): Record<string, ResultArray> {
  return {
    sample: column(rows),
    measured_position: column(measured),
    ...Object.fromEntries(SLIDE_PATHS.map((path) => [`predicted_position_${path}`, column(predicted[path])])),
    growth: column(growth),
  };
}

function slideNotes({ name, places }: NamedSlide): string[] {
  const { growth, exponent, saddle } = slideBreaks(places);
  return [
    `Slide, ${name}: the error of the linear prediction has rank correlation ${briefOrUndefined(growth)} with how far the linear response enlarged a step along the ridge, ${briefOrUndefined(exponent)} with the slide exponent Λ of the model, and ${briefOrUndefined(saddle)} with nearness to the middle between two modes.`,
  ];
}
