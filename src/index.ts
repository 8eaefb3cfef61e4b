/**
 * ridgescope: where a diffusion model's samples go. Everything public in one place; browsers take the parts
 * (`ridgescope/kernels`, `ridgescope/density`, …), some of which need no Node.
 */
export * from "./data/index.ts";
export * from "./density/index.ts";
export * from "./diagnosis/index.ts";
export * from "./dynamics/index.ts";
export * from "./experiments/index.ts";
export * from "./kernels/index.ts";
export * from "./metrics/index.ts";
export * from "./networks/index.ts";
export * from "./random/index.ts";
export * from "./random-features/index.ts";
export * from "./report/index.ts";
export * from "./ridge/index.ts";
export * from "./sample/index.ts";
export * from "./schedule/index.ts";
export * from "./score/index.ts";
