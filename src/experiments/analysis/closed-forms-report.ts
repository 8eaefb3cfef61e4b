/** A model beside closed forms in words, numbers and figures. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import { present } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { Figure, HistogramFigure, ImagesFigure, TableFigure } from "../../figure/figure.ts";
import type { FormAgreement } from "../../metrics/nearest-form.ts";
import { brief, intervalText, numberText, percent } from "../../text/numbers.ts";
import { column, estimateLine, type MetricLine, matrix, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import type { FormsRun } from "./closed-forms.ts";
import { FORMS, type FormName } from "./forms.ts";
import { dataPicturesOf } from "./pictures.ts";
import type { AnalysisRun } from "./samples.ts";

const TITLE = "Closed forms from the same noise";
/** Samples that are shown beside those of closed forms. */
const SHOWN = 6;

/** Closed forms need a model that can be asked. */
export function noFormsSection(what: string): Section {
  return section(TITLE, {
    notes: [
      `Which closed form these samples are nearest to is not told: of ${what} the noise is not known, and only a model (--model) can be followed beside closed forms from the same noise.`,
    ],
  });
}

/** What is shown and kept of a comparison. */
export async function formsSection(run: FormsRun | undefined, judged: AnalysisRun): Promise<Section> {
  if (!run) return section(TITLE, { notes: ["No closed forms were asked for (--closed-forms none)."] });
  if (!run.found) return section(TITLE, { notes: leftNotes(run) });
  const { forms } = run.found;
  const pictures = await picturesFigure(run, judged);
  const figures: Figure[] = [tableFigure(forms), distancesFigure(forms), ...(pictures ? [pictures] : [])];
  return section(TITLE, {
    figures,
    metrics: formMetrics(run),
    arrays: { "closed-forms": formArrays(run, judged.data.train.columns) },
    notes: [countNote(run, judged), ...leftNotes(run)],
  });
}

function titleOf(name: string): string {
  return FORMS[name as FormName].title;
}

/** The form with the largest share, where it is larger than all others', and than by chance, for certain; else undefined. */
function winnerOf({ found }: FormsRun): FormAgreement | undefined {
  const [first, second] = [...(found?.forms ?? [])].sort((a, b) => b.share.value - a.share.value);
  if (first === undefined || !(first.share.low > first.chance)) return undefined;
  return second === undefined || first.share.low > second.share.high ? first : undefined;
}

/** What the verdict says of it. */
export function formsSentences(run: FormsRun | undefined): string[] {
  if (!run?.found) return [];
  const { forms, undecided } = run.found;
  const shares = [...forms]
    .sort((a, b) => b.share.value - a.share.value)
    .slice(0, 2)
    .map(
      ({ name, share, chance }) => `${titleOf(name)} ${percent(share.value)} (by chance ${percent(chance)})`,
    );
  const winner = winnerOf(run);
  const found = winner
    ? `Sample by sample with the same noise they are nearest to the closed form "${titleOf(winner.name)}"`
    : "Which closed form they are nearest to with the same noise is undecided";
  return [`${found}: ${shares.join(", ")}; ${percent(undecided.value)} to none.`];
}

/** Headlines by name. */
export function formFigures(run: FormsRun | undefined): Record<string, number> {
  if (!run?.found) return {};
  const shares = run.found.forms.map(({ name, share }) => [`nearest_to_${name}`, share.value] as const);
  return { ...Object.fromEntries(shares), nearest_to_none: run.found.undecided.value };
}

function formMetrics(run: FormsRun): MetricLine[] {
  const { forms, undecided } = present(run.found);
  return [
    ...forms.flatMap(({ name, share, chance, medianDistance, medianShuffled, medianR2, shuffledR2 }) => [
      estimateLine("closed_form_share", share, name),
      { name: "closed_form_share_by_chance", value: chance, entry: name },
      estimateLine("closed_form_distance", medianDistance, name),
      estimateLine("closed_form_distance_shuffled", medianShuffled, name),
      estimateLine("closed_form_r2", medianR2, name),
      { name: "closed_form_r2_shuffled", value: shuffledR2, entry: name },
    ]),
    estimateLine("closed_form_undecided", undecided, "samples"),
  ].filter(({ value }) => Number.isFinite(value));
}

function formArrays({ found, samples }: FormsRun, columns: number): Record<string, ResultArray> {
  const { forms, nearest } = present(found);
  const each = forms.flatMap(({ name, distance, shuffled, r2 }, i) => [
    [`${name}_samples`, matrix(samples[i], columns)] as const,
    [`${name}_distance`, column(distance)] as const,
    [`${name}_shuffled`, column(shuffled)] as const,
    [`${name}_r2`, column(r2)] as const,
  ]);
  return { nearest: column(nearest), ...Object.fromEntries(each) };
}

function countNote({ count, found, forms }: FormsRun, { samples }: AnalysisRun): string {
  const names = forms.map(({ name }, i) => `${i} ${name}`).join(", ");
  const few = count < samples.rows ? ", as closed forms take time" : "";
  const { undecided } = present(found);
  return `Closed forms are compared with the first ${count} of ${samples.rows} samples${few}: from the same start, with the same noise in every step, solver and times. Undecided (${percent(undecided.value)}) are those that are nearer to no form's sample than to half of its samples from other noise. In arrays/closed-forms.npz, nearest is -1 for these, else ${names}.`;
}

function leftNotes({ count, costly, imageless }: FormsRun): string[] {
  const words = (names: readonly FormName[]) => names.map((name) => titleOf(name)).join(", ");
  return [
    ...(count < 2 ? ["One sample is too few to compare closed forms with."] : []),
    ...(costly.length === 0
      ? []
      : [
          `Not compared, as it would take long with so many steps and training points: ${words(costly)} (--closed-forms ${costly.join(",")} has them all the same; fewer --steps make them quicker).`,
        ]),
    ...(imageless.length === 0 ? [] : [`Not compared, as the data are no grey images: ${words(imageless)}.`]),
  ];
}

function tableFigure(forms: readonly FormAgreement[]): TableFigure {
  const right = (title: string) => ({ title, align: "right" as const });
  return {
    kind: "table",
    id: "closed-forms",
    title: "Which closed form the model's samples are nearest to",
    caption:
      "Each sample beside those that closed forms make of the same noise, with 95 % intervals. By chance and shuffled: the same with the closed form's samples of other noise. Distance: RMS over the coordinates; r²: squared cosine of the angle between both samples as seen from the training mean; medians over the samples.",
    columns: [
      { title: "closed form" },
      right("nearest"),
      right("by chance"),
      right("distance"),
      right("… shuffled"),
      right("r²"),
      right("… shuffled"),
    ],
    rows: forms.map(({ name, share, chance, medianDistance, medianShuffled, medianR2, shuffledR2 }) => ({
      cells: [
        { text: titleOf(name) },
        { text: percent(share.value), small: intervalText(share, true) },
        { text: percent(chance) },
        { text: numberText(medianDistance.value), small: intervalText(medianDistance) },
        { text: numberText(medianShuffled.value), small: intervalText(medianShuffled) },
        { text: medianR2.value.toFixed(3), small: `${medianR2.low.toFixed(3)}–${medianR2.high.toFixed(3)}` },
        { text: shuffledR2.toFixed(3) },
      ],
    })),
  };
}

function distancesFigure(forms: readonly FormAgreement[]): HistogramFigure {
  return {
    kind: "histogram",
    id: "closed-form-distances",
    title: "Distance to each closed form's samples",
    caption:
      "RMS over the coordinates, of each sample to the closed form's from the same noise, and to its samples from other noise (the median over those). Where both lie alike, the closed form does not tell what the model makes of its noise.",
    x: { label: "RMS distance (data units)" },
    bins: 24,
    columns: forms.length === 4 ? 2 : 3,
    panels: forms.map(({ name, distance, shuffled }) => ({
      title: titleOf(name),
      series: [
        { name: "the same noise", values: distance },
        { name: "other noise", values: shuffled },
      ],
    })),
  };
}

/** Samples beside those of the closed forms, where they are pictures. */
async function picturesFigure(run: FormsRun, judged: AnalysisRun): Promise<ImagesFigure | undefined> {
  const pictures = dataPicturesOf(judged.data);
  if (!pictures) return undefined;
  const { forms, nearest } = present(run.found);
  const rows = spread(
    Array.from({ length: run.count }, (_, q) => q),
    SHOWN,
  );
  const items = await mapInTurn(rows, async (q) => {
    const [beside, ...further] = await mapInTurn(run.samples, (samples) => pictures.draw(samples, q));
    const form = forms[nearest[q]];
    return {
      pixels: await pictures.draw(judged.samples.data, q),
      beside,
      further,
      lines: [form ? `nearest: ${form.name}` : "undecided", form ? `RMS ${brief(form.distance[q])}` : ""],
    };
  });
  return {
    kind: "images",
    id: "closed-form-pictures",
    title: "Samples, and what closed forms make of the same noise",
    caption: `Left the model's sample, then, from the same noise: ${forms.map(({ name }) => titleOf(name)).join(", ")}.`,
    width: pictures.side,
    height: pictures.side,
    rows: [{ title: "", items }],
  };
}
