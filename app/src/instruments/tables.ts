/** The numbers behind the charts that are not lines. */
import type { Landscape, Measures, MergeTree } from "../compute/protocol.ts";
import type { Column } from "./chart-model.ts";

/** One row a particle: exponent, class, when it entered the tube. */
export function histogramColumns({ exponent, classes, reachTime }: Measures): Column[] {
  return [
    { name: "particle", values: exponent.map((_, i) => i) },
    { name: "slide exponent", values: exponent },
    { name: "class (0 memorised, 1 between, 2 off)", values: classes },
    { name: "t of reach", values: reachTime },
  ];
}

/** One row an edge: the modes that it joins, counted from 1 (0: none), and its drop. */
export function graphColumns({ edges }: Landscape): Column[] {
  return [
    { name: "mode a", values: edges.map((edge) => edge.modes[0] + 1) },
    { name: "mode b", values: edges.map((edge) => edge.modes[1] + 1) },
    { name: "drop of log p", values: edges.map((edge) => edge.drop) },
  ];
}

/** One row a time: how many modes there are. */
export function treeColumns({ times, points }: MergeTree): Column[] {
  return [
    { name: "t", values: times },
    { name: "modes", values: points.map((level) => level.length / 2) },
  ];
}
