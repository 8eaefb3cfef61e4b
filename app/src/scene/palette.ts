/** The colours of the page, read once for all that is drawn rather than styled. */

/** Colours by what they stand for; `ramp` from least to most. */
export interface Palette {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly accent: string;
  readonly memorised: string;
  readonly interMode: string;
  readonly offRidge: string;
  readonly particle: string;
  readonly ridge: string;
  readonly training: string;
  readonly exact: string;
  readonly learned: string;
  readonly normal: string;
  readonly tangent: string;
  readonly ramp: readonly string[];
}

const RAMP_STEPS = 6;

/** Tells the palette of the theme that `element` shows, now and after every change, until the returned function is called. */
export function watchPalette(element: Element, tell: (palette: Palette) => void): () => void {
  const read = () => {
    const style = getComputedStyle(element);
    tell(paletteFrom((name) => style.getPropertyValue(name).trim()));
  };
  read();
  return watchTheme(read);
}

/** The palette from a look-up of the CSS variables of theme.css. */
export function paletteFrom(variable: (name: string) => string): Palette {
  return {
    paper: variable("--paper"),
    panel: variable("--panel"),
    ink: variable("--ink"),
    inkSoft: variable("--ink-soft"),
    line: variable("--line"),
    accent: variable("--accent"),
    memorised: variable("--memorised"),
    interMode: variable("--inter-mode"),
    offRidge: variable("--off-ridge"),
    particle: variable("--particle"),
    ridge: variable("--ridge"),
    training: variable("--training"),
    exact: variable("--exact"),
    learned: variable("--learned"),
    normal: variable("--normal"),
    tangent: variable("--tangent"),
    ramp: Array.from({ length: RAMP_STEPS }, (_, i) => variable(`--ramp-${i}`)),
  };
}

/** Calls back when the theme changes, until the returned function is called. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  return () => observer.disconnect();
}
