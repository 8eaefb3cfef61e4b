/** What of the paper this version reproduces. */
import type { Claim } from "../claim.ts";
import { LATENTS } from "./latents.ts";
import { MODES } from "./modes.ts";
import { TWO_MODES } from "./two-modes.ts";

/** The rows of the first table. */
export const PAPER: readonly Claim[] = [...TWO_MODES, ...MODES, ...LATENTS];
