/** Work that follows a fast hand, at its own pace. */

/** Something that is done later with what was said last. */
export interface Paced<T> {
  /** Asks for it. */
  soon(value: T): void;
  /** Drops what was asked for and not yet done. */
  stop(): void;
}

/** At most once a frame. */
export function oncePerFrame<T>(action: (value: T) => void): Paced<T> {
  let request = 0;
  let newest: T;
  return {
    soon(value) {
      newest = value;
      request ||= requestAnimationFrame(() => {
        request = 0;
        action(newest);
      });
    },
    stop: () => cancelAnimationFrame(request),
  };
}

/** Once `rest` milliseconds have passed in which it was not asked for again. */
export function whenAtRest(action: () => void, rest: number): Paced<void> {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  return {
    soon() {
      stop();
      timer = window.setTimeout(action, rest);
    },
    stop,
  };
}
