/** Figures as data: what `ridgescope/report` draws. Safe in browsers. */
export type * from "./figure.ts";
