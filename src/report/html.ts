/** The report: one HTML file that needs nothing else. */
import { stringify } from "yaml";
import type { MetricLine, Summary, SummaryRidge } from "../experiments/result.ts";
import type { Figure } from "../figure/figure.ts";
import { METRIC_DESCRIPTIONS } from "../metrics/describe.ts";
import { formatNumber, formatPercent } from "../text/format.ts";
import { sortedKeys } from "../text/json.ts";
import { html, type Markup, trusted } from "../text/markup.ts";
import type { Environment } from "./environment.ts";
import { stagesTable } from "./html/stages.ts";
import { STYLE } from "./html/style.ts";
import {
  CLASSES,
  entriesTable,
  falsificationTable,
  formatInterval,
  readable,
  scrollable,
} from "./html/tables.ts";

/** All that a report shows. */
export interface ReportInput {
  readonly summary: Summary;
  /** In the order of the report, each with its drawing by `drawFigure`. */
  readonly figures: readonly { readonly figure: Figure; readonly svg: string }[];
  /** Complete and resolved. */
  readonly config: unknown;
  readonly environment: Environment;
  readonly metrics?: readonly MetricLine[];
  /** What to type to get the same report again, beside this file. */
  readonly command?: string;
}

/** Nothing may be fetched, whatever a name in the report says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * Renders the report: no script, no request, everything inline.
 * @example
 * const page = renderReport({ ...runRecord, summary: runRecord.result.summary, figures: [{ figure: lines, svg: drawFigure(lines) }] });
 * page.startsWith("<!doctype html>"); // → true
 * page.includes("<script"); // → false
 */
export function renderReport(input: ReportInput): string {
  const { summary } = input;
  const parts = [keyFigures(summary), ...sectionsOf(input)];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="ridgescope ${input.environment.ridgescope}">
<title>${summary.title} · ridgescope</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
<header>
<p class="eyebrow">ridgescope · ${summary.experiment}</p>
<h1>${summary.title}</h1>
<p class="verdict">${summary.verdict}</p>
</header>
${parts}</main>
</body>
</html>
`.text;
}

function sectionsOf({ summary, figures, config, environment, metrics = [], command }: ReportInput): Markup[] {
  const { entries = [], falsification, notes } = summary;
  const tested = Object.keys(falsification).length > 0;
  const sections = [
    ["entries", "Generators and checkpoints", entries.length > 0 ? entriesTable(entries) : undefined],
    ["tests", "What would falsify the picture", tested ? falsificationTable(falsification) : undefined],
    ["figures", "Figures", figures.length > 0 ? figures.map(figureBlock) : undefined],
    ["stages", "Where the time went", environment.stages && stagesTable(environment.stages)],
    ["notes", "Notes", notes.length > 0 ? noteList(notes) : undefined],
    ["reproduce", "To reproduce", reproduction({ config, environment, metrics, command })],
  ] as const;
  const there = sections.filter(([, , body]) => body !== undefined);
  const links = there.map(([id, title]) => html`<a href="#${id}">${title}</a> `);
  return [
    html`<nav class="contents" aria-label="Contents">${links}</nav>
`,
    ...there.map(
      ([id, title, body]) => html`<section id="${id}">
<h2>${title}</h2>
${body}</section>
`,
    ),
  ];
}

function keyFigures({ classes, ridge, figures = {} }: Summary): Markup {
  const shares = CLASSES.flatMap(({ name, key }) => {
    const estimate = classes?.[key];
    if (!estimate) return [];
    const interval = formatInterval(estimate);
    return [
      card(name, formatPercent(estimate.value), {
        small: interval && `95 %: ${interval}`,
        kind: `class ${name}`,
      }),
    ];
  });
  const headline = Object.entries(figures)
    .filter(([name]) => !Object.hasOwn(METRIC_DESCRIPTIONS, name)) // these have a table with their intervals
    .map(([name, value]) => card(readable(name), formatNumber(value)));
  const lists = [shares, ridgeCards(ridge), headline].filter(({ length }) => length > 0);
  return html`<section aria-label="Key figures">
${lists.map(
  (cards) => html`<dl class="cards">${cards}</dl>
`,
)}</section>
`;
}

function ridgeCards({ dim, time, threshold, threshold_source, space, latent_scale }: SummaryRidge): Markup[] {
  const scale =
    latent_scale === undefined
      ? "the data's own scale"
      : `latents multiplied by ${formatNumber(latent_scale, 4)}`;
  return [
    card("ridge dimension k", String(dim)),
    card("analysis time t_a", formatNumber(time), { small: "OU time" }),
    card("threshold q", formatNumber(threshold), { small: threshold_source }),
    card("the ridge lives in", space, { small: scale, kind: "words" }),
  ];
}

function card(
  name: string,
  value: string,
  { small = "", kind = "" }: { small?: string; kind?: string } = {},
): Markup {
  const [, letter, index] = /^(.* \p{L})_(\p{L})$/u.exec(name) ?? [];
  const title = letter ? html`${letter}<sub>${index}</sub>` : html`${name}`;
  return html`<div class="card ${kind}"><dt>${title}</dt><dd>${value}</dd>${small ? html`<dd>${small}</dd>` : undefined}</div>`;
}

function figureBlock(
  { figure, svg }: ReportInput["figures"][number],
  index: number,
  all: ReportInput["figures"],
): Markup {
  const heading = figure.section !== all[index - 1]?.figure.section && figure.section;
  return html`${
    heading
      ? html`<h3>${heading}</h3>
`
      : undefined
  }<figure id="figure-${figure.id}">
<div class="plate">${trusted(svg)}</div>
<figcaption><b>Figure ${index + 1}.</b> ${figure.caption}</figcaption>
</figure>
`;
}

function noteList(notes: readonly string[]): Markup {
  return html`<ul class="notes">
${notes.map(
  (note) => html`<li>${note}</li>
`,
)}</ul>
`;
}

/** What does not change results and so must not change the report; it is in environment.json. */
const PER_MACHINE = new Set(["threads", "reason", "stages"]);

function reproduction({
  config,
  environment,
  metrics,
  command = "ridgescope run config.json --out again",
}: {
  config: unknown;
  environment: Environment;
  metrics: readonly MetricLine[];
  command: string | undefined;
}): Markup {
  const rows = Object.entries(environment)
    .filter(([name]) => !PER_MACHINE.has(name))
    .map(
      ([name, value]) => html`<tr><th scope="row">${readable(name)}</th><td>${String(value)}</td></tr>
`,
    );
  return html`<p>In the folder of this file, with ridgescope ${environment.ridgescope}; the same configuration gives the same bytes:</p>
<pre tabindex="0"><code>${command}</code></pre>
<h3>Configuration</h3>
<pre tabindex="0"><code>${stringify(sortedKeys(config ?? {}), { lineWidth: 0 })}</code></pre>
<h3>Environment</h3>
${scrollable(
  "Environment",
  html`<table><thead><tr><th scope="col">what</th><th scope="col">value</th></tr></thead><tbody>
${rows}</tbody></table>`,
)}${metricsLine(metrics)}`;
}

function metricsLine(metrics: readonly MetricLine[]): Markup | undefined {
  if (metrics.length === 0) return undefined;
  const names = [...new Set(metrics.map(({ name }) => name))];
  const shown = names.slice(0, 24).map(readable).join(", ");
  return html`<p class="quiet">All ${metrics.length} measured values are in metrics.jsonl (${shown}${names.length > 24 ? ", …" : ""}); the arrays are in arrays/.</p>
`;
}
