/** The reader's hand on a scene: pointers, the wheel and keys, as what tools do and where the view goes. */
import { type Camera, type Pixel, panBy, pinch, toPixel, zoomAt } from "./camera.ts";
import { placeInWords } from "./describe.ts";
import { createGestures, type Finger, type Gestures } from "./gestures.ts";
import { type KeyAction, keyAction, moveCrosshair, zoomAbout } from "./keyboard.ts";
import { type Handling, IDLE } from "./layers/overlay.ts";
import { whenAtRest } from "./pacing.ts";
import { nearestPoint } from "./picking.ts";
import { shrink } from "./scene.ts";
import { createTools, type ToolHost, type Tools } from "./tools.ts";

/** What the hand acts on. */
export interface HandHost extends Omit<ToolHost, "handle"> {
  /** The element that takes the events. */
  frame(): HTMLElement;
  /** Moves the view. */
  look(camera: Camera): void;
  /** Shows all that there is. */
  home(): void;
  /** Asks what is true at a pixel; null: nothing is pointed at. */
  ask(at: Pixel | null): void;
}

/** How near to a mark counts as on it, in pixels: a finger and the crosshair are coarser than a mouse. */
const REACH = { mouse: 12, touch: 24 } as const;
/** Milliseconds after which a crosshair rests. */
const REST = 350;
/** Pixels that a wheel of lines turns a line, the most that one event turns, and the zoom (log) a pixel. */
const WHEEL = { line: 16, most: 120, zoom: 0.0022 } as const;

/** Takes the events of one element. */
export class Hand {
  /** What the reader is doing, to be drawn. */
  handling: Handling = $state.raw(IDLE);
  /** Where the crosshair rested last, in words. */
  spoken: string = $state("");
  readonly #host: HandHost;
  readonly #tools: Tools;
  readonly #gestures: Gestures;
  readonly #speech = whenAtRest(() => this.#speak(), REST);

  constructor(host: HandHost) {
    this.#host = host;
    this.#tools = createTools({ ...host, handle: (change) => this.#handle(change) });
    this.#gestures = this.#createGestures(this.#tools);
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#host.frame().setPointerCapture(event.pointerId);
    this.#change({ crosshair: null });
    this.#gestures.down(this.#fingerOf(event));
  }

  move(event: PointerEvent): void {
    this.#gestures.move(this.#fingerOf(event));
  }

  up(event: PointerEvent): void {
    this.#gestures.up(this.#fingerOf(event));
  }

  cancel(event: PointerEvent): void {
    this.#gestures.cancel(event.pointerId);
  }

  leave(): void {
    this.#change({ target: -1 });
    if (!this.handling.crosshair) this.#host.ask(null);
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const turned = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL.line : 1);
    const factor = Math.exp(-Math.max(-WHEEL.most, Math.min(WHEEL.most, turned)) * WHEEL.zoom);
    this.#host.look(zoomAt(this.#host.view(), this.#pixelOf(event), factor));
  }

  key(event: KeyboardEvent): void {
    const isCommand = event.altKey || event.metaKey || event.ctrlKey;
    const action = isCommand ? undefined : keyAction(event.key, event.shiftKey);
    if (!action) return;
    event.preventDefault();
    this.#act(action, event);
  }

  /** By keyboard: the crosshair appears in the middle. */
  focus(): void {
    if (!this.#host.frame().matches(":focus-visible") || this.handling.crosshair) return;
    const { camera, size } = this.#host.view();
    this.#change({ crosshair: [camera.x, camera.y] });
    this.#host.ask([size.width / 2, size.height / 2]);
    this.#speech.soon();
  }

  blur(): void {
    this.#tools.cancel();
    this.handling = IDLE;
    this.#host.ask(null);
  }

  destroy(): void {
    this.#speech.stop();
  }

  #createGestures(tools: Tools): Gestures {
    const host = this.#host;
    return createGestures({
      ...tools,
      hover(finger) {
        tools.hover(finger);
        host.ask(finger.at);
      },
      drag(at) {
        tools.drag(at);
        host.ask(at);
      },
      click(finger) {
        tools.click(finger);
        host.ask(finger.at);
      },
      pan: (columns, rows) => host.look(panBy(host.view().camera, columns, rows)),
      pinch: (before, after) => host.look(pinch(host.view(), before, after)),
    });
  }

  /** What tools tell in every move: drawn anew only where it has changed. */
  #handle(change: Partial<Handling>): void {
    const isSame = change.target === this.handling.target && Object.keys(change).length === 1;
    if (!isSame) this.#change(change);
  }

  #change(change: Partial<Handling>): void {
    this.handling = { ...this.handling, ...change };
  }

  #act(action: KeyAction, event: KeyboardEvent): void {
    const { view, look, home } = this.#host;
    if (action.kind === "move") this.#moveCrosshair(action.by, event);
    else if (action.kind === "zoom") look(zoomAbout(view(), this.handling.crosshair, action.factor));
    else if (action.kind === "home") home();
    else if (action.kind === "escape") this.#escape();
    else {
      const finger = this.#crosshairFinger(event);
      if (action.kind === "enter") this.#tools.enter(finger);
      else this.#tools.removeNearest(finger.at);
      this.#speech.soon();
    }
  }

  #moveCrosshair(by: Pixel, event: KeyboardEvent): void {
    const view = this.#host.view();
    const from = this.handling.crosshair ?? [view.camera.x, view.camera.y];
    const moved = moveCrosshair(view, from, by);
    if (moved.camera !== view.camera) this.#host.look(moved.camera);
    this.#change({ crosshair: moved.crosshair });
    const { at } = this.#crosshairFinger(event);
    this.#tools.carry(at);
    this.#host.ask(at);
    this.#speech.soon();
  }

  #escape(): void {
    if (this.#tools.isBusy()) this.#tools.cancel();
    else this.#host.pick([], false);
  }

  #pixelOf({ clientX, clientY }: MouseEvent): Pixel {
    const { left, top } = this.#host.frame().getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  #fingerOf(event: PointerEvent): Finger {
    return {
      id: event.pointerId,
      at: this.#pixelOf(event),
      shift: event.shiftKey,
      command: event.ctrlKey || event.metaKey,
      reach: event.pointerType === "touch" ? REACH.touch : REACH.mouse,
    };
  }

  /** A finger at the crosshair, as seen now. */
  #crosshairFinger(event: KeyboardEvent): Finger {
    const view = this.#host.view();
    return {
      id: -1,
      at: toPixel(view, this.handling.crosshair ?? [view.camera.x, view.camera.y]),
      shift: event.shiftKey,
      command: event.ctrlKey || event.metaKey,
      reach: REACH.touch,
    };
  }

  /** Says where the crosshair is. */
  #speak(): void {
    const { crosshair } = this.handling;
    if (!crosshair) return;
    const { training, time } = this.#host.scene();
    const factor = shrink(time);
    const { index, distance } = nearestPoint(training, crosshair[0] / factor, crosshair[1] / factor);
    this.spoken = placeInWords(crosshair, { index, distance: distance * factor });
  }
}
