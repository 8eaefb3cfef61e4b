/** Measures claims one after the other, and keeps each as soon as it is known. */
import { type Claim, hasMoved, type Measured } from "./claim.ts";
import type { MeasuredRun } from "./measured-run.ts";
import type { Kept } from "./table.ts";

/** What measuring needs from outside. */
export interface MeasureOptions {
  /** What was kept before; a moved row keeps what it was until it is accepted. */
  readonly kept: Readonly<Record<string, Kept>>;
  run(args: string): Promise<MeasuredRun>;
  onKept(kept: Readonly<Record<string, Kept>>): Promise<void>;
  say(line: string): void;
}

/** Measures `claims`; a run that fails is told, and leaves its row as it was. The number of rows that failed. */
export async function measureClaims(
  claims: readonly Claim[],
  { kept: before, run, onKept, say }: MeasureOptions,
): Promise<number> {
  let [kept, failed] = [before, 0];
  for (const [i, claim] of claims.entries()) {
    say(`[${i + 1}/${claims.length}] ${claim.id}`);
    try {
      const runs: MeasuredRun[] = [];
      for (const args of claim.runs) runs.push(await run(args));
      kept = { ...kept, [claim.id]: compared(before[claim.id], measuredOf(claim, runs)) };
      if (kept[claim.id].was !== undefined) say(`  moved: ${kept[claim.id].text}`);
      await onKept(kept);
    } catch (error) {
      failed++;
      say(`  failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}

function measuredOf(claim: Claim, runs: readonly MeasuredRun[]): Measured {
  const text = claim.measured(...runs);
  if (/NaN|undefined/.test(text)) throw new Error(`a figure is not a number: ${text}`);
  return {
    text,
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    bytes: runs.reduce((most, { bytes }) => Math.max(most, bytes), 0),
  };
}

function compared(before: Kept | undefined, now: Measured): Kept {
  const was = before?.was ?? before?.text;
  return was === undefined || !hasMoved(was, now.text) ? now : { ...now, was };
}

/** What is kept, with every moved row taken as it is now. */
export function accepted(kept: Readonly<Record<string, Kept>>): Record<string, Kept> {
  return Object.fromEntries(Object.entries(kept).map(([id, { was: _, ...now }]) => [id, now]));
}
