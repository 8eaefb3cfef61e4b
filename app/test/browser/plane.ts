/** Steps that tests of the plane share: small scenes, and waiting until what they show has been measured. */
import type { Page } from "playwright-core";
import type { Lab } from "./browser.ts";

/** A scene that is trained and generated in a moment. */
export const SMALL = "set=two-modes&p=32&K=2&n=80&steps=30";

interface Handle {
  ridgescopeLab: {
    link(): string;
    engine: { measures: unknown; problem: string; tasks: { foreground: readonly unknown[] } };
  };
}

/** Opens the page at a state and waits until it has been measured. */
export async function openPlane(
  lab: Lab,
  link: string = SMALL,
  options: Parameters<Lab["open"]>[1] = {},
): Promise<Page> {
  const page = await lab.open(`#${link}`, options);
  await settled(page);
  return page;
}

/** Waits until the particles of the present state have been measured and nothing is in work. */
export async function settled(page: Page): Promise<void> {
  // longer than the page waits before it measures and asks for the exact landscape
  await page.waitForTimeout(450);
  await page.waitForFunction(
    () => {
      const { engine } = (window as unknown as Handle).ridgescopeLab;
      return (engine.measures !== null || engine.problem !== "") && engine.tasks.foreground.length === 0;
    },
    null,
    { timeout: 60_000 },
  );
}

/** Text of the headline figures by name. */
export function figures(page: Page): Promise<Record<string, string>> {
  return page
    .locator("[data-figure]")
    .evaluateAll((cells) =>
      Object.fromEntries(
        cells.map((cell) => [(cell as HTMLElement).dataset["figure"], cell.textContent.trim()]),
      ),
    );
}

/** The fragment of the present state. */
export async function linkOf(page: Page): Promise<string> {
  // what the last event changed is in the state after a turn
  return page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return (window as unknown as Handle).ridgescopeLab.link();
  });
}

/** Waits until the address has followed the state. */
export async function addressFollows(page: Page): Promise<void> {
  await page.waitForFunction(
    () => window.location.hash.replace(/^#/, "") === (window as unknown as Handle).ridgescopeLab.link(),
  );
}

/** Drops a file on the page. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array | string): Promise<void> {
  const data = typeof bytes === "string" ? [...new TextEncoder().encode(bytes)] : [...bytes];
  await page.evaluate(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(content as number[])], fileName as string));
      const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent("dragover", options));
      document.body.dispatchEvent(new DragEvent("drop", options));
    },
    [name, data] as const,
  );
}
