/** @deprecated since 0.2.0: import from `ridgescope/dynamics` and `ridgescope/diagnosis`. */
export * from "../diagnosis/index.ts";
export * from "../dynamics/index.ts";
