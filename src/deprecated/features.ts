/** @deprecated since 0.2.0: import from `ridgescope/random-features`. */
export * from "../random-features/index.ts";
