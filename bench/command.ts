/** The command as the memory bench runs it: as ever, and at the end its own peak memory on standard error. */
import { createNodeEffects } from "../src/cli/effects.ts";
import { main } from "../src/cli/main.ts";

process.exitCode = await main(process.argv.slice(2), "0.0.0", createNodeEffects());
process.stderr.write(`\npeak ${process.resourceUsage().maxRSS}\n`);
