/** Three canvases, one above the other, each redrawn in the next frame after it was found out of date. */
import type { Size } from "./camera.ts";
import type { FrameTimes } from "./frame-times.ts";
import { createPixelDots, type PixelDots } from "./pixel-dots.ts";
import type { Surface } from "./surface.ts";
import { canvasSurface } from "./surface-canvas.ts";

/** The canvases, from the ground up. */
export const PARTS = ["ground", "moving", "overlay"] as const;
/** One of {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** Particles are written as pixels: a canvas in the processor's memory takes them without a way through a graphics card. */
const IN_MEMORY: CanvasRenderingContext2DSettings = { willReadFrequently: true };

/** Redraws what is out of date. */
export interface Painter {
  invalidate(part: Part): void;
  /** Fits the canvases to CSS pixels at `ratio` device pixels each; all is out of date then. */
  resize(size: Size, ratio: number): void;
  /** Whether frames are noted as those of a film. */
  setPlaying(playing: boolean): void;
  destroy(): void;
}

/** A painter that calls `draw` for each part that is out of date and notes how long that took while playing. */
export function createPainter(
  canvases: Readonly<Record<Part, HTMLCanvasElement>>,
  draw: (part: Part, surface: Surface) => void,
  frames: FrameTimes,
): Painter {
  const stale = new Set<Part>();
  let size: Size = { width: 0, height: 0 };
  let ratio = 1;
  let request = 0;
  let playing = false;
  let dots: PixelDots | undefined;
  const paint = (at: number) => {
    // A film asks for every frame ahead: asked for only when something changes, every other one would be missed.
    request = playing ? requestAnimationFrame(paint) : 0;
    if (size.width === 0 || size.height === 0) return;
    const isFrame = playing && stale.has("moving");
    const before = performance.now();
    for (const part of PARTS) if (stale.delete(part)) repaint(canvases[part], part);
    if (isFrame) frames.record(at, performance.now() - before);
  };
  const repaint = (canvas: HTMLCanvasElement, part: Part) => {
    const context = canvas.getContext("2d", IN_MEMORY) as CanvasRenderingContext2D;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const surface = canvasSurface(context, size, ratio);
    draw(part, part === "moving" ? { ...surface, dots: pixelDots(context) } : surface);
  };
  const pixelDots =
    (context: CanvasRenderingContext2D): Surface["dots"] =>
    (batches, radius, alpha) => {
      const { width, height } = context.canvas;
      if (dots?.width !== width || dots.height !== height) dots = createPixelDots(width, height);
      dots.paint(batches, { radius: radius * ratio, ratio, alpha });
      context.putImageData(new ImageData(dots.pixels, width, height), 0, 0);
    };
  const invalidate = (part: Part) => {
    stale.add(part);
    request ||= requestAnimationFrame(paint);
  };
  return {
    invalidate,
    resize(newSize, newRatio) {
      [size, ratio] = [newSize, newRatio];
      for (const part of PARTS) {
        canvases[part].width = Math.round(size.width * ratio);
        canvases[part].height = Math.round(size.height * ratio);
        invalidate(part);
      }
    },
    setPlaying(isPlaying) {
      playing = isPlaying;
      if (!playing) frames.pause();
      else request ||= requestAnimationFrame(paint);
    },
    destroy: () => cancelAnimationFrame(request),
  };
}
