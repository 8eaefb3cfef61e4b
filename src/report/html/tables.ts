/** The report's tables: generators or checkpoints, and what would falsify the picture. */
import type { Verdict } from "../../dynamics/falsification.ts";
import type { SummaryClasses, SummaryEntry } from "../../experiments/result.ts";
import type { SampleClass } from "../../figure/figure.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { formatFixed, formatNumber, formatPercent } from "../../text/format.ts";
import { html, type Markup } from "../../text/markup.ts";

/** The classes with their key in summary.json, in the order in which they are shown. */
export const CLASSES: readonly { readonly name: SampleClass; readonly key: keyof SummaryClasses }[] = [
  { name: "memorised", key: "memorised" },
  { name: "inter-mode", key: "inter_mode" },
  { name: "off-ridge", key: "off_ridge" },
];

/** What each test asks, in a few words; its `meaning` says how its value is measured. */
const QUESTIONS: Readonly<Record<string, string>> = {
  F1: "Samples reach the tube before they slide",
  F2: "Predicted distances rank the measured ones, sample by sample",
  F3: "Predicted distances rank the measured ones, checkpoint by checkpoint",
  F4: "The exact score memorises",
  F5: "Tangent and normal errors act separately",
  C1: "Weighing normal errors more in training brings samples nearer to the ridge",
  C2: "Weighing tangent errors more in training makes more of the samples on the ridge copies",
  C3: "Guidance of the normal part brings samples nearer to the ridge",
  C4: "Guidance of the tangent part makes more of the samples on the ridge copies",
};

/** "3.1–5.0 %", or nothing where it is not known. */
export function formatInterval({ low, high }: Estimate): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "";
  return `${formatFixed(100 * low, 1)}–${formatFixed(100 * high, 1)}\u00a0%`;
}

/** One row for each generator or checkpoint. */
export function entriesTable(entries: readonly SummaryEntry[]): Markup {
  const figures = [...new Set(entries.flatMap((entry) => Object.keys(entry.figures ?? {})))];
  const tested = entries.some(({ falsification }) => Object.keys(falsification ?? {}).length > 0);
  return scrollable(
    "Generators and checkpoints",
    html`<table class="generators">
<thead><tr><th scope="col">generator</th>${CLASSES.map(({ name }) => html`<th scope="col" class="number ${name}"><span class="key"></span>${name}</th>`)}${figures.map((name) => html`<th scope="col" class="number">${readable(name)}</th>`)}${tested ? html`<th scope="col">tests</th>` : undefined}</tr></thead>
<tbody>
${entries.map((entry) => entryRow(entry, figures, tested))}</tbody>
</table>`,
  );
}

function entryRow(
  { name, classes, figures, falsification }: SummaryEntry,
  columns: readonly string[],
  tested: boolean,
): Markup {
  return html`<tr><th scope="row">${name}</th>${CLASSES.map(({ key }) => shareCell(classes?.[key]))}${columns.map((column) => html`<td class="number">${formatNumber(figures?.[column])}</td>`)}${tested ? html`<td>${Object.entries(falsification ?? {}).map(([test, verdict]) => html`${shortVerdict(test, verdict)} `)}</td>` : undefined}</tr>
`;
}

function shareCell(estimate: Estimate | undefined): Markup {
  if (!estimate) return html`<td class="number">–</td>`;
  return html`<td class="number">${formatPercent(estimate.value)}<span class="range">${formatInterval(estimate)}</span></td>`;
}

function shortVerdict(test: string, { holds }: Verdict): Markup {
  return html`<span class="${holds ? "holds" : "fails"}">${test} ${holds ? "✓" : "✗"}<span hidden> ${holds ? "holds" : "fails"}</span></span>`;
}

/** One row for each test. */
export function falsificationTable(tests: Readonly<Record<string, Verdict>>): Markup {
  return scrollable(
    "What would falsify the picture",
    html`<table>
<thead><tr><th scope="col">test</th><th scope="col">claim</th><th scope="col" class="number">value</th><th scope="col" class="number">p</th><th scope="col">verdict</th><th scope="col">what the value is</th></tr></thead>
<tbody>
${Object.entries(tests).map(([name, verdict]) => testRow(name, verdict))}</tbody>
</table>`,
  );
}

function testRow(name: string, { value, p, holds, meaning }: Verdict): Markup {
  const [word, mark] = holds ? ["holds", "✓"] : ["fails", "✗"];
  const question = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : "";
  return html`<tr><th scope="row">${name}</th><td>${question}</td><td class="number">${formatNumber(value)}</td><td class="number">${formatNumber(p, 2)}</td><td class="${word}">${mark} ${word}</td><td>${meaning}</td></tr>
`;
}

/** A table that scrolls by itself where the page is narrow, also by keyboard. */
export function scrollable(name: string, table: Markup): Markup {
  return html`<div class="table" role="region" aria-label="${name}" tabindex="0">${table}</div>
`;
}

/** "rms_distance" as "rms distance". */
export function readable(name: string): string {
  return name.replaceAll("_", " ");
}
