/** `docs/performance.md`, from what is kept in `bench/results/`: the same results give the same page. */
import { figuresOf } from "./figures.ts";
import { exponentOf } from "./fit.ts";
import { type Case, type MachineResults, machineName, type Row, type Sweep } from "./results.ts";
import { cellsOf, HEADS, linesOf } from "./summary.ts";

const HEAD = `# Performance

Written by \`npm run bench -- --peers --write\`; do not change by hand. The same work is done in the same run by ridgescope and by short scripts in NumPy,
SciPy and PyTorch ([bench/peers/python](../bench/peers/python)), in turn within each round, in an order that rotates. The scripts take
their own time: neither their start nor the way of the numbers between processes counts for them. What a script can prepare once is prepared before its clock starts. A run of less than a second
is made twice and the second counts: while the others were at work its memory went out of the caches.

- **× ours**: the seconds of a candidate over ours in the same round, the median over rounds. Above 1 ours is faster. Times belong to a machine; ratios carry over better.
- **GFLOP/s**: the operations of the plain, dense form of the work (all distances, all weighted second moments as products, 14/3 n³ for the eigenpairs of an
  n × n matrix) over the time. Who leaves out what has no weight can go beyond what the machine can do: that is what leaving out is worth.
- **of the product**: that rate as a share of the machine's own float64 product in the same round, the fastest of NumPy's, PyTorch's and ours.
- **load**: the load average of the last minute before and after. The work itself makes it about the number of cores; far above, others were at work, and
  libraries whose threads wait for one another lose most by it.
- **differs by**: |value / ours - 1| is at most this for 99 % of the values.
`;

/** The page. */
export function documentOf(machines: readonly MachineResults[]): string {
  return [HEAD, ...machines.map(machineSection)].join("\n");
}

/** Where a figure of a machine lies, from `docs/`. */
export function figurePath(machine: MachineResults, row: string): string {
  return `performance/${machineName(machine)}/${row}.svg`;
}

function machineSection(machine: MachineResults): string {
  const { cpu, cores, memoryGigabytes, system, versions, rows } = machine;
  const { node, python, numpy, scipy, torch, linearAlgebra, product, ...others } = versions;
  const peers = torch
    ? `Python ${python}, NumPy ${numpy}, SciPy ${scipy}, PyTorch ${torch} (linear algebra: ${linearAlgebra})`
    : "no Python with NumPy, SciPy and PyTorch, so no peers";
  const more = Object.entries(others).map(([name, version]) => `, ${name} ${version}`);
  const figures = new Set(figuresOf(machine).map(({ row }) => row));
  return [
    `## ${cpu}, ${cores} cores\n`,
    `${memoryGigabytes} GB, ${system}; Node ${node}${more.join("")}; ${peers}. ${product ?? ""}\n`,
    ...rows.map((row) => rowSection(row, figures.has(row.name) ? figurePath(machine, row.name) : undefined)),
  ].join("\n");
}

function rowSection(row: Row, figure: string | undefined): string {
  const { name, title, size, fair, date, load, cases, sweeps, figures } = row;
  const busy = load.map((value) => value.toFixed(1)).join(" to ");
  const parts = [
    `### ${title}\n`,
    `${size}. Measured ${date}, load ${busy}; alone: \`npm run bench -- --peers --only ${name}\`.\n`,
    ...(cases.length > 0 ? [caseTable(cases)] : []),
    ...(sweeps.length > 0 ? [sweepTable(sweeps)] : []),
    ...Object.entries(figures).map(([what, value]) => `- ${what}: ${value}`),
    ...(Object.keys(figures).length > 0 ? [""] : []),
    ...(figure === undefined ? [] : [`![${title}](${figure})\n`]),
    `${fair}\n`,
  ];
  return parts.join("\n");
}

function caseTable(cases: readonly Case[]): string {
  const rows = cases.flatMap((one) =>
    linesOf(one).map((line, i) => [i === 0 ? `${one.at} (${rounds(one)})` : "", ...cellsOf(line)]),
  );
  return table(["", ...HEADS], rows);
}

function rounds({ candidates: [{ seconds }] }: Case): string {
  return `${seconds.length} rounds`;
}

function sweepTable(sweeps: readonly Sweep[]): string {
  const rows = sweeps.flatMap((sweep) =>
    sweep.candidates.map(({ name, seconds }, i) => {
      const { median, least, most } = exponentOf(sweep, seconds);
      const spread = `${least.toFixed(2)} to ${most.toFixed(2)}`;
      const where = i === 0 ? [sweep.axis, sweep.values.join(", "), sweep.rest] : ["", "", ""];
      return [...where, name, median.toFixed(2), spread];
    }),
  );
  return table(["in", "values", "at", "", "exponent", "spread over rounds"], rows);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `${[line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}
