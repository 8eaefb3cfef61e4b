/** Pictures as PNG, with more pixels than the page shows. */
import { present } from "../present.ts";
import type { Size } from "../scene/camera.ts";

/** Pixels of a picture for each CSS pixel, along both sides. */
export const RATIO = 2;

/** A canvas of {@link RATIO} pixels for each of `size`, and its context; of a colour where `paper` is given. */
export function blankCanvas(
  { width, height }: Size,
  paper?: string,
): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * RATIO);
  canvas.height = Math.round(height * RATIO);
  const context = present(canvas.getContext("2d"));
  if (paper !== undefined) {
    context.fillStyle = paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return [canvas, context];
}

/** The canvas as a file. @throws Error where it could not be encoded */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be encoded")))),
  );
}
