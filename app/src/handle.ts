/** What benches and tests may read of the page: `window.ridgescopeLab`. */
import type { Engine } from "./compute/engine.svelte.ts";
import { stageFrames } from "./stage/frames.ts";

interface LabHandle {
  engine?: Engine;
  /** The fragment of the present state, which the address follows a moment later. */
  link?: () => string;
  /** Times of the frames that were played. */
  readonly frames: ReturnType<typeof stageFrames>;
}

/** The one handle of the page. */
export const labHandle: LabHandle = { frames: stageFrames() };

/** Makes the handle visible. */
export function exposeHandle(): void {
  Object.assign(window, { ridgescopeLab: labHandle });
}
