/** The served lab in headless Chromium, for benches. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchChromium } from "../app/test/browser/browser.ts";

/** From where the bundled bench lies. */
const COMMAND = fileURLToPath(new URL("../../../dist/cli/bin.js", import.meta.url));

/** Opens the page at a link; `args` are those of `ridgescope lab`. */
export async function openPage(
  link: string,
  args: readonly string[] = [],
): Promise<{ page: Page; close(): Promise<void> }> {
  const server = spawn(process.execPath, [COMMAND, "lab", ...args, "--port", "0", "--json"]);
  const browser = await launchChromium();
  const close = async () => {
    await browser.close();
    server.kill();
  };
  try {
    const { url } = JSON.parse(await firstJson(server.stdout)) as { url: string };
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(`${url}${link}`);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The first JSON that a server prints. */
async function firstJson(stream: AsyncIterable<Buffer>): Promise<string> {
  let said = "";
  for await (const piece of stream) {
    said += piece.toString();
    if (said.trimEnd().endsWith("}")) return said;
  }
  throw new Error("the server ended before it was asked");
}
