/** What benches and tests may read of the page: `window.ridgescopeLab`. */
import type { Engine } from "./compute/engine.svelte.ts";
import { sceneFrames } from "./scene/frames.ts";

interface LabHandle {
  engine?: Engine;
  /** The fragment of the present state, which the address follows a moment later. */
  link?: () => string;
  /** Times of the frames that were played. */
  readonly frames: ReturnType<typeof sceneFrames>;
}

/** The one handle of the page. */
export const labHandle: LabHandle = { frames: sceneFrames() };

/** Makes the handle visible. */
export function exposeHandle(): void {
  Object.assign(window, { ridgescopeLab: labHandle });
}
