/** `npm run claims`: measures the claims that are asked for, and writes the tables of CLAIMS.md. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeTextAtomically } from "../src/data/index.ts";
import type { Claim } from "./claim.ts";
import { accepted, measureClaims } from "./measure.ts";
import { ADDED } from "./rows/added.ts";
import { PAPER } from "./rows/paper.ts";
import { finishedRun } from "./runs.ts";
import { claimsTable, type Kept, withTable } from "./table.ts";

/** The tables, by the name between their marks. */
export const TABLES: Readonly<Record<"paper" | "added", readonly Claim[]>> = { paper: PAPER, added: ADDED };

const OPTIONS = {
  only: { type: "string" },
  list: { type: "boolean" },
  accept: { type: "boolean" },
} as const;

/** The command by its arguments; `root` is the project. The exit code. */
export async function main(args: string[], root: string): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const all = Object.values(TABLES).flat();
  const chosen = values.only === undefined ? all : chosenOf(all, values.only.split(","));
  if (values.list) {
    for (const { id, runs } of all) console.log(`${id}: ${runs.join(", ")}`);
    return 0;
  }
  const [results, document] = [join(root, "claims/results.json"), join(root, "CLAIMS.md")];
  const kept: Readonly<Record<string, Kept>> = JSON.parse(readFileSync(results, "utf8"));
  const keep = async (now: Readonly<Record<string, Kept>>) => {
    await writeTextAtomically(results, `${JSON.stringify(now, null, 2)}\n`);
    await writeTextAtomically(document, withTables(readFileSync(document, "utf8"), now));
  };
  if (values.accept) {
    await keep(accepted(kept));
    return 0;
  }
  const place = { dist: join(root, "dist"), folder: join(root, "runs/claims") };
  const failed = await measureClaims(chosen, {
    kept,
    run: (one) => finishedRun(one, place),
    onKept: keep,
    say: (line) => console.error(line),
  });
  return failed > 0 ? 1 : 0;
}

function chosenOf(all: readonly Claim[], ids: readonly string[]): readonly Claim[] {
  const unknown = ids.find((id) => !all.some((claim) => claim.id === id));
  if (unknown !== undefined) throw new TypeError(`--only: expected one of those of --list, got "${unknown}"`);
  return all.filter(({ id }) => ids.includes(id));
}

/** CLAIMS.md with its tables as they are kept. */
export function withTables(document: string, kept: Readonly<Record<string, Kept>>): string {
  return Object.entries(TABLES).reduce(
    (text, [name, claims]) => withTable(text, name, claimsTable(claims, kept)),
    document,
  );
}
