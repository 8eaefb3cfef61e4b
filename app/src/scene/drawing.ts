/** What layers draw with. */
import type { Camera, View } from "./camera.ts";
import type { Palette } from "./palette.ts";
import type { Surface } from "./surface.ts";

/** A surface, the view of the plane on it, and the colours of the page. */
export interface Drawing extends View {
  readonly surface: Surface;
  readonly palette: Palette;
}

/** The drawing that fills a surface. */
export function drawingOn(surface: Surface, camera: Camera, palette: Palette): Drawing {
  return { surface, camera, size: surface, palette };
}
