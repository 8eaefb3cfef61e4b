/** The frame times of the film, where a bench in the page's own console can read them. */
import { createFrameTimes, type FrameTimes } from "./frame-times.ts";

declare global {
  interface Window {
    /** What benches read of the page. */
    ridgescopeLab?: { frames?: FrameTimes };
  }
}

/** The one ring of the page; `window.ridgescopeLab.frames.summary()` reads it. */
export function sceneFrames(): FrameTimes {
  window.ridgescopeLab ??= {};
  const lab = window.ridgescopeLab;
  lab.frames ??= createFrameTimes();
  return lab.frames;
}
