/** Keys on the scene: a crosshair that does what a pointer does. */
import { ARROWS } from "../ui/arrow-keys.ts";
import { type Camera, type Pixel, type Point, panBy, toPixel, toWorld, type View, zoomAt } from "./camera.ts";

/** Pixels that an arrow key moves the crosshair; with Shift. */
const STEP = 10;
const LEAP = 60;
/** Nearer to the border than this, the view follows. */
const BORDER = 24;
/** Below, where the help of the keys is. */
const LOWER_BORDER = 76;
const ZOOM = 1.25;

/** What a key asks for. */
export type KeyAction =
  | { readonly kind: "move"; readonly by: Pixel }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "home" | "enter" | "remove" | "escape" };

/** What a key asks for; undefined: not ours. */
export function keyAction(key: string, shift: boolean): KeyAction | undefined {
  const way = ARROWS[key];
  const length = shift ? LEAP : STEP;
  if (way) return { kind: "move", by: [way[0] * length, way[1] * length] };
  if (key === "+" || key === "=") return { kind: "zoom", factor: ZOOM };
  if (key === "-" || key === "_" || key === "−") return { kind: "zoom", factor: 1 / ZOOM };
  if (key === "0") return { kind: "home" };
  if (key === "Enter") return { kind: "enter" };
  if (key === "Delete" || key === "Backspace") return { kind: "remove" };
  if (key === "Escape") return { kind: "escape" };
  return undefined;
}

/** The crosshair (world) moved by pixels, and the camera that keeps it in view. */
export function moveCrosshair(view: View, crosshair: Point, by: Pixel): { crosshair: Point; camera: Camera } {
  const { camera, size } = view;
  const from = toPixel(view, crosshair);
  const [column, row] = [from[0] + by[0], from[1] + by[1]];
  const inside = (at: number, length: number, last: number) =>
    Math.min(Math.max(at, Math.min(BORDER, length / 2)), Math.max(length - last, length / 2));
  const moved = panBy(
    camera,
    inside(column, size.width, BORDER) - column,
    inside(row, size.height, LOWER_BORDER) - row,
  );
  const stays = moved.x === camera.x && moved.y === camera.y;
  return { crosshair: toWorld(view, [column, row]), camera: stays ? camera : moved };
}

/** The view zoomed about the crosshair, or about its middle. */
export function zoomAbout(view: View, crosshair: Point | null, factor: number): Camera {
  const { width, height } = view.size;
  return zoomAt(view, crosshair ? toPixel(view, crosshair) : [width / 2, height / 2], factor);
}
