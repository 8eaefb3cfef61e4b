// Takes the pictures of the lab that README and docs show, from the real page in headless Chromium:
// `npm run pictures [-- name …]`. Look at each one before it is committed.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { findChromium } from "./find-chromium.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const WIDE = { width: 1280, height: 720 };

/** Name → state, size, and what is done before the picture is taken. */
const PICTURES = {
  "lab-first": { link: "" },
  "lab-align": { link: "model=perturbed&normal=0.3&colour=distance" },
  "lab-slide": {
    link: "model=perturbed&tangent=0.4",
  },
  "lab-reach-dark": { link: "at=0.42&theme=dark" },
  "lab-tour": {
    link: "",
    async act(page) {
      await page.getByRole("button", { name: "Tour" }).click();
      for (let i = 0; i < 2; i++)
        await page
          .getByRole("button", { name: "Next" })
          .or(page.getByRole("button", { name: "Skip" }))
          .click();
      await page.getByRole("region", { name: "Tour" }).getByRole("slider").fill("250");
    },
  },
  "lab-tablet": { link: "set=nine-modes&tau=1000&weight=h", size: { width: 768, height: 1024 } },
};

const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(PICTURES);
for (const name of names)
  if (!(name in PICTURES))
    throw new Error(`pictures: expected one of ${Object.keys(PICTURES).join(", ")}, got ${name}`);
mkdirSync(FOLDER, { recursive: true });
const server = spawn("node", ["dist/cli/bin.js", "lab", "--port", "0", "--json"], {
  cwd: ROOT,
  stdio: ["ignore", "pipe", "inherit"],
});
const { url } = JSON.parse(String(await new Promise((resolve) => server.stdout.once("data", resolve))));
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
for (const name of names) await take(name, PICTURES[name]);
await browser.close();
server.kill();

async function take(name, { link, size = WIDE, act }) {
  const page = await browser.newPage({ viewport: size });
  await page.goto(`${url}#${link}`);
  await settled(page);
  if (act) {
    await act(page);
    await settled(page);
  }
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
  console.error(`docs/pictures/${name}.png`);
}

async function settled(page) {
  for (let quiet = 0; quiet < 4; ) {
    await page.waitForTimeout(400);
    const busy = await page.evaluate(() => {
      const { engine } = window.ridgescopeLab;
      return engine.measures === null || engine.tasks.foreground.length > 0;
    });
    quiet = busy ? 0 : quiet + 1;
  }
  await page.waitForTimeout(4000);
}
