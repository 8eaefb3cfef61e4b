/** What the export menu offers. */
import { npzBytes } from "ridgescope/data/browser";
import { toConfig, toYaml } from "../state/config.ts";
import type { LabState } from "../state/table.ts";
import { particlesCsv, type Shown, shownArrays } from "./tables.ts";

/** One file that can be saved. */
export interface ExportKind {
  /** On its button. */
  readonly title: string;
  /** Of the file. */
  readonly name: string;
  /** @throws Error with a line for the reader where it cannot be made */
  make(): Promise<Blob> | Blob;
}

/** A text as a file. */
export const textBlob = (type: string, content: string): Blob => new Blob([content], { type });

/** Files of the plane: `picture` draws the scene as it is seen. */
export function planeKinds(
  now: LabState,
  shown: () => Shown,
  picture: () => { svg(): string; png(): Promise<Blob> },
): ExportKind[] {
  return [
    { title: "Picture, SVG", name: "stage.svg", make: () => textBlob("image/svg+xml", picture().svg()) },
    { title: "Picture, PNG", name: "stage.png", make: () => picture().png() },
    {
      title: "Particles, CSV",
      name: "particles.csv",
      make: () => textBlob("text/csv", particlesCsv(shown())),
    },
    {
      title: "Everything, npz",
      name: "scene.npz",
      make: () => new Blob([npzBytes(shownArrays(shown())) as BlobPart]),
    },
    { title: "Settings, YAML", name: "stage.yaml", make: () => textBlob("application/yaml", yamlOf(now)) },
  ];
}

function yamlOf(now: LabState): string {
  const own =
    now.model === "own"
      ? "# The model on the page is a file of your own: `ridgescope analyze --model` measures it.\n"
      : "";
  return `# ridgescope run stage.yaml --out run\n${own}${toYaml(toConfig(now))}`;
}
