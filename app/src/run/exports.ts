/** Files of the view of a run. */
import { npzBytes } from "ridgescope/data/browser";
import { type ExportKind, textBlob } from "../export/kinds.ts";
import { toYaml } from "../state/config.ts";
import { type Picture, picturePng, pictureSvg } from "./picture.ts";
import type { RunModel } from "./run-model.svelte.ts";
import { shownArrays } from "./shown-arrays.ts";

/** What can be saved of the open run; `picture` is the projection as it is seen. */
export function runKinds(model: RunModel, picture: () => Picture): ExportKind[] {
  const { source, info, entry } = model;
  if (!source || !info || !entry) return [];
  const name = `${source.name}-${entry.id}`.replaceAll(/[^\w.-]+/g, "-");
  const csv = async (which: "chosen" | "all") => textBlob("text/csv", await model.csv(which));
  return [
    {
      title: "Picture, SVG",
      name: `${name}.svg`,
      make: () => textBlob("image/svg+xml", pictureSvg(picture())),
    },
    { title: "Picture, PNG", name: `${name}.png`, make: () => picturePng(picture()) },
    ...(model.chosen > 0
      ? [
          {
            title: `Chosen samples (${model.chosen}), CSV`,
            name: `${name}-chosen.csv`,
            make: () => csv("chosen"),
          },
        ]
      : []),
    { title: `All samples (${entry.count}), CSV`, name: `${name}.csv`, make: () => csv("all") },
    {
      title: "What is shown, npz",
      name: `${name}.npz`,
      make: () => new Blob([npzBytes(shownArrays(entry, model.marked, model.atTime)) as BlobPart]),
    },
    {
      title: "Settings, YAML",
      name: "config.yaml",
      make: () => textBlob("application/yaml", yamlOf(info.config, info.title)),
    },
  ];
}

function yamlOf(config: Readonly<Record<string, unknown>>, title: string): string {
  if (Object.keys(config).length === 0)
    throw new Error("expected a run with its config.json, got one without");
  const lines = [
    `# ${title.replaceAll(/\s+/g, " ")}`,
    "# ridgescope run config.yaml --out again",
    "# (where it names files by relative paths: in the folder in which the run was started)",
  ];
  return `${lines.join("\n")}\n${toYaml(config)}`;
}
