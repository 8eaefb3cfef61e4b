#!/usr/bin/env node
/** The command `ridgescope`. Only starts `main` and sees to a clean end. */
import { readFileSync } from "node:fs";
import { removeUnfinishedFiles } from "../data/write-file.ts";
import { createNodeEffects } from "./effects.ts";
import { main } from "./main.ts";

function endOn(signal: "SIGINT" | "SIGTERM" | "SIGHUP", code: number): void {
  process.once(signal, () => {
    removeUnfinishedFiles();
    if (process.stderr.isTTY) process.stderr.write("\n");
    process.exit(code);
  });
}

endOn("SIGINT", 130);
endOn("SIGTERM", 143);
endOn("SIGHUP", 129);
const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
const { version } = JSON.parse(manifest) as { version: string };
process.exitCode = await main(process.argv.slice(2), version, createNodeEffects(version));
