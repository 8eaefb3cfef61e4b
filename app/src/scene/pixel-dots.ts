/**
 * Thousands of small dots written straight into pixels: where a canvas is rendered in software, a call for each dot
 * costs more than the dot. Not for exports: it replaces what was on the canvas.
 */
import { parseColour, pixelOf } from "../colour.ts";
import type { DotBatch } from "./surface.ts";

/** Pixels of width × height, and dots on them. */
export interface PixelDots {
  readonly width: number;
  readonly height: number;
  /** Non-premultiplied RGBA, row by row. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Replaces the pixels by dots of `radius` device pixels; centres are in units of `ratio` device pixels. */
  paint(batches: readonly DotBatch[], look: DotLook): void;
}

/** How dots look. */
interface DotLook {
  readonly radius: number;
  readonly ratio: number;
  /** 0 … 1. */
  readonly alpha: number;
}

/** Positions of a dot within a pixel that are told apart, along each axis. */
const PHASES = 4;
/** Samples of a pixel along each axis. */
const SAMPLES = 4;

/** Coverage 0 … 255 of a dot at each phase. */
interface Masks {
  /** Pixels along an edge of a mask. */
  readonly edge: number;
  readonly coverage: readonly Uint8Array[];
}

/** Empty pixels. */
export function createPixelDots(width: number, height: number): PixelDots {
  const buffer = new ArrayBuffer(4 * width * height);
  const words = new Uint32Array(buffer);
  const pixels = new Uint8ClampedArray(buffer);
  const target = { width, height, words, pixels };
  let masks = makeMasks(1, 1);
  let made = "";
  return {
    width,
    height,
    pixels,
    paint(batches, { radius, ratio, alpha }) {
      const key = `${radius} ${alpha}`;
      if (made !== key) masks = makeMasks(radius, alpha);
      made = key;
      words.fill(0);
      for (const { centres, colour } of batches) {
        // one pen a colour: nothing is allocated for a dot
        const pen = { ...target, ...masks, rgb: pixelOf(parseColour(colour)) & 0xffffff };
        for (let i = 0; i + 1 < centres.length; i += 2) {
          const x = centres[i] * ratio;
          const y = centres[i + 1] * ratio;
          if (x > -radius && y > -radius && x < width + radius && y < height + radius) stamp(pen, x, y);
        }
      }
    },
  };
}

interface Target {
  readonly width: number;
  readonly height: number;
  readonly words: Uint32Array;
  readonly pixels: Uint8ClampedArray;
}

/** What dots of one colour are drawn with. */
interface Pen extends Target, Masks {
  /** 0xbbggrr, as little-endian words hold it. */
  readonly rgb: number;
}

function stamp(pen: Pen, x: number, y: number): void {
  const { width, height, words, edge, coverage, rgb } = pen;
  const column = Math.floor(x);
  const row = Math.floor(y);
  const phase = Math.floor((y - row) * PHASES) * PHASES + Math.floor((x - column) * PHASES);
  const mask = coverage[phase];
  const left = column - (edge >> 1);
  const top = row - (edge >> 1);
  for (let j = Math.max(0, -top); j < edge && top + j < height; j++) {
    for (let i = Math.max(0, -left); i < edge && left + i < width; i++) {
      const alpha = mask[j * edge + i];
      if (alpha === 0) continue;
      const at = (top + j) * width + left + i;
      const under = words[at] >>> 24;
      if (under === 0 || alpha === 255) words[at] = (alpha << 24) | rgb;
      else blend(pen, at, alpha);
    }
  }
}

/** Puts the pen's colour with `alpha` 0 … 255 over what is at a pixel. */
function blend({ words, pixels, rgb }: Pen, at: number, alpha: number): void {
  const rest = ((words[at] >>> 24) * (255 - alpha)) / 255;
  const total = alpha + rest;
  for (let c = 0; c < 3; c++) {
    const colour = (rgb >> (8 * c)) & 255;
    pixels[4 * at + c] = (colour * alpha + pixels[4 * at + c] * rest) / total;
  }
  pixels[4 * at + 3] = total;
}

function makeMasks(radius: number, alpha: number): Masks {
  const edge = 2 * Math.ceil(radius + 1) + 1;
  const coverage = Array.from({ length: PHASES * PHASES }, (_, phase) => {
    const x = (edge >> 1) + ((phase % PHASES) + 0.5) / PHASES;
    const y = (edge >> 1) + (Math.floor(phase / PHASES) + 0.5) / PHASES;
    return Uint8Array.from({ length: edge * edge }, (_, i) =>
      Math.round(255 * alpha * covered(i % edge, Math.floor(i / edge), { x, y, radius })),
    );
  });
  return { edge, coverage };
}

/** Share of a pixel that is inside a circle. */
function covered(
  column: number,
  row: number,
  { x, y, radius }: { x: number; y: number; radius: number },
): number {
  let inside = 0;
  for (let s = 0; s < SAMPLES * SAMPLES; s++) {
    const dx = column + ((s % SAMPLES) + 0.5) / SAMPLES - x;
    const dy = row + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES - y;
    if (dx * dx + dy * dy <= radius * radius) inside++;
  }
  return inside / (SAMPLES * SAMPLES);
}
