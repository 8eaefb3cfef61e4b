/**
 * A real browser on the real server: `ridgescope lab` in a process of its own, one headless Chromium, and pages whose
 * every complaint is kept. What a page says on its console, throws, or asks of another origin fails the test on close.
 */

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { start } from "../../../test/cli/ridgescope.ts";
import { present } from "../../src/present.ts";

/** A served lab with its browser. */
export interface Lab {
  /** The page's address, with a slash at its end. */
  readonly url: string;
  readonly browser: Browser;
  /** What pages complained of until now. */
  readonly complaints: string[];
  /** Opens the page in a fresh context; `path` is what follows the address (`?state…`). */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Closes the browser and ends the server. @throws where a page complained of anything */
  close(): Promise<void>;
}

/** Serves `dir` (a run directory or a folder of them; none: the page alone) and starts the browser. */
export async function openLab(dir?: string): Promise<Lab> {
  const server = start(["lab", ...(dir === undefined ? [] : [dir]), "--port", "0", "--json"]);
  const url = await addressOf(server);
  const browser = await launchChromium().catch((error: unknown) => {
    server.kill();
    throw error;
  });
  const complaints: string[] = [];
  let closing = false;
  server.once("exit", (code, signal) => {
    if (!closing) complaints.push(`the server ended by itself: ${signal ?? code}`);
  });
  return {
    url,
    browser,
    complaints,
    async open(path = "", options = {}) {
      const viewport = { width: 1280, height: 720 };
      const context = await browser.newContext({ viewport, acceptDownloads: true, ...options });
      const page = await context.newPage();
      listen(page, new URL(url).origin, complaints);
      await page.goto(url + path, { waitUntil: "load" });
      return page;
    },
    async close() {
      closing = true;
      await browser.close();
      await ended(server);
      if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
    },
  };
}

/** Saves what the export menu offers under a title, and gives its path in `folder`. */
export async function saveExport(page: Page, title: string, folder: string): Promise<string> {
  const saved = page.waitForEvent("download");
  await page.getByText("Export", { exact: true }).click();
  await page.getByRole("button", { name: title, exact: true }).click();
  const download = await saved;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** One headless Chromium; the sandbox is off only for root, who cannot have it. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env["RIDGESCOPE_CHROMIUM"] ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

async function addressOf(server: ChildProcess): Promise<string> {
  let said = "";
  let errors = "";
  present(server.stderr).on("data", (piece) => {
    errors += piece;
  });
  for await (const piece of present(server.stdout)) {
    said += piece;
    if (said.trimEnd().endsWith("}")) return (JSON.parse(said) as { url: string }).url;
  }
  throw new Error(`the server ended: ${errors}`);
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, "exit");
  server.kill("SIGTERM");
  await exit;
}

function listen(page: Page, origin: string, complaints: string[]): void {
  const say = (what: string, text: string) => complaints.push(`${what}: ${text}`);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") say(message.type(), message.text());
  });
  page.on("pageerror", (error) => say("thrown", error.stack ?? error.message));
  page.on("request", (request) => {
    const address = new URL(request.url());
    if (!["data:", "blob:"].includes(address.protocol) && address.origin !== origin)
      say("request to another origin", request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) say("refused", `${response.status()} ${response.url()}`);
  });
}
