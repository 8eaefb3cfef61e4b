/** The report's table of what each stage cost. */
import { formatPercent } from "../../text/format.ts";
import { html, type Markup } from "../../text/markup.ts";
import type { StageCost } from "../environment.ts";
import { scrollable } from "./tables.ts";

/** One row for each stage, in the order in which they began, and their sum. */
export function stagesTable(stages: readonly StageCost[]): Markup {
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  return html`${scrollable(
    "What each stage cost",
    html`<table>
<thead><tr><th scope="col">stage</th><th scope="col" class="number">seconds</th><th scope="col" class="number">share</th><th scope="col" class="number">peak memory until its end, MB</th><th scope="col" class="number">heap at its end, MB</th></tr></thead>
<tbody>
${stages.map((stage) => stageRow(stage, total))}<tr><th scope="row">all</th><td class="number">${total.toFixed(2)}</td><td class="number">100 %</td><td class="number"></td><td class="number"></td></tr>
</tbody></table>`,
  )}<p class="quiet">A stage lasts from when it first tells of itself until the next does; what was there from an earlier attempt takes no time. Memory is that of the whole process.</p>
`;
}

function stageRow({ what, seconds, peak_bytes, heap_bytes }: StageCost, total: number): Markup {
  const share = formatPercent(total > 0 ? seconds / total : 0);
  return html`<tr><th scope="row">${what}</th><td class="number">${seconds.toFixed(2)}</td><td class="number">${share}</td><td class="number">${megabytes(peak_bytes)}</td><td class="number">${megabytes(heap_bytes)}</td></tr>
`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
