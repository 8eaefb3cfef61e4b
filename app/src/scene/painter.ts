/** Three canvases, one above the other, each redrawn in the next frame after it was found out of date. */
import { present } from "../present.ts";
import type { Size } from "./camera.ts";
import type { FrameTimes } from "./frame-times.ts";
import { createPixelDots, type PixelDots } from "./pixel-dots.ts";
import type { Surface } from "./surface.ts";
import { canvasSurface } from "./surface-canvas.ts";

/** The canvases, from the ground up. */
const PARTS = ["ground", "moving", "overlay"] as const;
/** One of {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** Particles are written as pixels: a canvas in the processor's memory takes them without a way through a graphics card. */
const IN_MEMORY: CanvasRenderingContext2DSettings = { willReadFrequently: true };

/** Calls `draw` for each part that is out of date, and notes how long that took while playing. */
export class Painter {
  readonly #canvases: Readonly<Record<Part, HTMLCanvasElement>>;
  readonly #draw: (part: Part, surface: Surface) => void;
  readonly #frames: FrameTimes;
  readonly #stale = new Set<Part>();
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #request = 0;
  #isPlaying = false;
  #dots: PixelDots | undefined;

  constructor(
    canvases: Readonly<Record<Part, HTMLCanvasElement>>,
    draw: (part: Part, surface: Surface) => void,
    frames: FrameTimes,
  ) {
    this.#canvases = canvases;
    this.#draw = draw;
    this.#frames = frames;
  }

  invalidate(part: Part): void {
    this.#stale.add(part);
    this.#askForFrame();
  }

  /** Fits the canvases to CSS pixels at `ratio` device pixels each; all is out of date then. */
  resize(size: Size, ratio: number): void {
    this.#size = size;
    this.#ratio = ratio;
    for (const part of PARTS) {
      this.#canvases[part].width = Math.round(size.width * ratio);
      this.#canvases[part].height = Math.round(size.height * ratio);
      this.invalidate(part);
    }
  }

  /** Whether frames are noted as those of a film. */
  setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    if (isPlaying) this.#askForFrame();
    else this.#frames.pause();
  }

  destroy(): void {
    cancelAnimationFrame(this.#request);
  }

  #askForFrame(): void {
    this.#request ||= requestAnimationFrame(this.#paint);
  }

  readonly #paint = (at: number): void => {
    this.#request = 0;
    // A film asks for every frame ahead: asked for only when something changes, every other one would be missed.
    if (this.#isPlaying) this.#askForFrame();
    if (this.#size.width === 0 || this.#size.height === 0) return;
    const isFrame = this.#isPlaying && this.#stale.has("moving");
    const before = performance.now();
    for (const part of PARTS) if (this.#stale.delete(part)) this.#repaint(part);
    if (isFrame) this.#frames.record(at, performance.now() - before);
  };

  #repaint(part: Part): void {
    const canvas = this.#canvases[part];
    const context = present(canvas.getContext("2d", IN_MEMORY));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const surface = canvasSurface(context, this.#size, this.#ratio);
    this.#draw(part, part === "moving" ? { ...surface, dots: this.#pixelDots(context) } : surface);
  }

  #pixelDots(context: CanvasRenderingContext2D): Surface["dots"] {
    const ratio = this.#ratio;
    return (batches, radius, alpha) => {
      const { width, height } = context.canvas;
      if (this.#dots?.width !== width || this.#dots.height !== height)
        this.#dots = createPixelDots(width, height);
      this.#dots.paint(batches, { radius: radius * ratio, ratio, alpha });
      context.putImageData(new ImageData(this.#dots.pixels, width, height), 0, 0);
    };
  }
}
