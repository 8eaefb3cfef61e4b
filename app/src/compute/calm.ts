/** A gate for work that can wait: closed while a film plays. */
export class Calm {
  #isBusy = false;
  #waiting: (() => void)[] = [];

  /** Whether something is going on that must not be disturbed. */
  set busy(on: boolean) {
    this.#isBusy = on;
    if (on) return;
    const go = this.#waiting;
    this.#waiting = [];
    for (const one of go) one();
  }

  /** Resolves when nothing is. */
  async calm(): Promise<void> {
    // it may have become busy again before this one's turn comes
    while (this.#isBusy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
