/** @deprecated since 0.2.0: import from `ridgescope/scene/network`. */
export * from "../scene/network.ts";
