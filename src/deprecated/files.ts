/** @deprecated since 0.2.0: import from `ridgescope/data/browser`. */
export * from "../data/browser/index.ts";
