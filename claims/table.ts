/** Claims as the tables of CLAIMS.md. */
import type { Claim, Measured } from "./claim.ts";

/** What is kept of a claim: what stands in the table, and what it was before it moved. */
export interface Kept extends Measured {
  readonly was?: string;
}

/** One table in Markdown: a row a claim, in order. */
export function claimsTable(claims: readonly Claim[], kept: Readonly<Record<string, Kept>>): string {
  const head = [
    "| result | status | command | test | measured | time, memory |",
    "|---|---|---|---|---|---|",
  ];
  return [...head, ...claims.map((claim) => rowOf(claim, kept[claim.id]))].join("\n");
}

function rowOf({ result, status, runs, test }: Claim, measured: Kept | undefined): string {
  const commands = runs.map((args) => `\`ridgescope run ${args}\``).join(", ");
  const moved = measured?.was === undefined ? "" : `**moved**, was: ${measured.was} — `;
  const cells = [
    result,
    status,
    commands,
    test,
    `${moved}${measured?.text ?? "not yet run"}`,
    costText(measured),
  ];
  return `| ${cells.join(" | ")} |`;
}

function costText(measured: Measured | undefined): string {
  if (measured?.seconds === undefined || measured.bytes === undefined) return "–";
  const { seconds, bytes } = measured;
  const time = seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
  return `${time}, ${(bytes / 1e6).toFixed(0)} MB`;
}

/** The document with the text between the two marks of a table replaced. @throws {Error} where it has no such marks */
export function withTable(document: string, name: string, table: string): string {
  const [begin, end] = [`<!-- claims: ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`CLAIMS.md: no marks of the table "${name}"`);
  return document.slice(0, from + begin.length) + table + document.slice(to);
}
