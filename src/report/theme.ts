/** Colours, letters and distances of every figure: the one place to change how they look. */
import type { SampleClass } from "../figure/figure.ts";

/** Width of every figure, in pixels. */
export const WIDTH = 960;
/** Between the edge of the figure and what is in it. */
export const MARGIN = 20;
/** Between panels. */
export const GAP = 24;

/** Font families, the embedded one first. */
export const FONT =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

/** Sizes of letters, in pixels. */
export const SIZE = { title: 16, panel: 13, text: 12, small: 11 } as const;

/** Colours by what they stand for. */
export const COLOUR = {
  background: "#ffffff",
  ink: "#1d2733",
  quiet: "#566270",
  axis: "#8793a0",
  grid: "#e8ecf0",
  ridge: "#1d2733",
  tube: "#dfe8ee",
  training: "#12181f",
  sample: "#2c7fb8",
  rule: "#5b6673",
} as const;

/** Told apart by people with any of the three colour-vision deficiencies (least ΔE 28 in simulation). */
export const CLASS_COLOUR: Readonly<Record<SampleClass, string>> = {
  memorised: "#d55e00",
  "inter-mode": "#0072b2",
  "off-ridge": "#8a8f98",
  undecided: "#c9bfa8",
};

/** Okabe and Ito's palette, darkened where it would be too pale on white. */
const CATEGORICAL = ["#0072b2", "#d55e00", "#009e73", "#b0579a", "#c18400", "#3b4a5a", "#3aa1d8", "#8c6d4f"];

/** From pale to dark by lightness, for values and for long ordered lists. */
const RAMP = ["#f2c14e", "#ee8b4a", "#d4566a", "#9a3d86", "#54307f", "#1f1b4d"];

/** A colour for each group: a class has its own; more groups than the palette holds are taken as ordered. */
export function groupColours(groups: readonly string[]): Map<string, string> {
  const distinct = [...new Set(groups)];
  const others = distinct.filter((name) => classOf(name) === undefined);
  const used = new Set(distinct.map(classOf).flatMap((name) => (name ? [CLASS_COLOUR[name]] : [])));
  const palette = CATEGORICAL.filter((colour) => !used.has(colour));
  const pick = (i: number) =>
    others.length <= palette.length ? palette[i] : rampColour(i / (others.length - 1));
  return new Map(
    distinct.map((name) => {
      const known = classOf(name);
      return [name, known ? CLASS_COLOUR[known] : pick(others.indexOf(name))];
    }),
  );
}

function classOf(name: string): SampleClass | undefined {
  const spelled = name.replace("_", "-");
  return Object.hasOwn(CLASS_COLOUR, spelled) ? (spelled as SampleClass) : undefined;
}

/** Colour of a share 0 … 1 (pale … dark). */
export function rampColour(share: number): string {
  const at = Math.min(Math.max(Number.isFinite(share) ? share : 0, 0), 1) * (RAMP.length - 1);
  const below = Math.min(Math.floor(at), RAMP.length - 2);
  return mix(RAMP[below], RAMP[below + 1], at - below);
}

function mix(a: string, b: string, share: number): string {
  const channel = (at: number) => {
    const [from, to] = [a, b].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(from + share * (to - from))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
