/** What the AssemblyScript kernels export, as TypeScript sees it. Pointers are byte offsets. */
export interface KernelExports {
  memory: WebAssembly.Memory;
  heapBase(): number;
  momentsReset(states: number, stateBytes: number, tile: number): void;
  momentsBlock(
    block: number,
    rows: number,
    first: number,
    d: number,
    dp: number,
    queries: number,
    tile: number,
    states: number,
    stateBytes: number,
    keep: number,
    inv: number,
    window: number,
    covariance: number,
    exclude: number,
    list: number,
    scratch: number,
  ): void;
  nearBlock(
    block: number,
    rows: number,
    d: number,
    za: number,
    zb: number,
    limitA: number,
    limitB: number,
    listA: number,
    listB: number,
  ): number;
  neighboursBlock(
    block: number,
    rows: number,
    first: number,
    d: number,
    queries: number,
    tile: number,
    states: number,
    stateBytes: number,
    count: number,
    radii: number,
    reaches: number,
    sums: number,
  ): void;
  nearPage(
    page: number,
    d: number,
    m: number,
    z: number,
    bounds: number,
    distances: number,
    stride: number,
    counts: number,
    out: number,
  ): void;
  rowDistances(page: number, d: number, z: number, out: number): void;
  boxDistances(boxes: number, eights: number, d: number, z: number, out: number): void;
  tridiagonalize(a: number, n: number, diagonal: number, off: number, beta: number, work: number): void;
  reflectRows(
    rows: number,
    first: number,
    count: number,
    n: number,
    v: number,
    beta: number,
    k0: number,
    k1: number,
  ): void;
  recordSweeps(
    diagonal: number,
    off: number,
    n: number,
    rotations: number,
    sweeps: number,
    capacity: number,
    state: number,
  ): number;
  applySweeps(
    rows: number,
    stride: number,
    columns: number,
    rotations: number,
    sweeps: number,
    count: number,
  ): void;
  packGroups(
    source: number,
    lanes: number,
    inner: number,
    laneStride: number,
    innerStride: number,
    packed: number,
  ): void;
  multiplyPacked(a: number, b: number, c: number, rows: number, inner: number, columns: number): void;
  transposeInto(source: number, rows: number, columns: number, target: number, stride: number): void;
  dotRows(rows: number, count: number, stride: number, v: number, out: number): void;
  addOuter(second: number, panel: number, count: number, dp: number): void;
  pivotedBasis(
    rest: number,
    count: number,
    stride: number,
    logScale: number,
    work: number,
    basis: number,
    coefficients: number,
    width: number,
    logLength: number,
    most: number,
    least: number,
    margin: number,
    floor: number,
  ): number;
  lowerFactor(c: number, rank: number, width: number, lower: number, stride: number): void;
  gradedEigen(
    lower: number,
    side: number,
    rank: number,
    g: number,
    basis: number,
    stride: number,
    out: number,
    logValues: number,
    work: number,
  ): void;
  pivotedFactor(matrix: number, d: number, stride: number, out: number, work: number): number;
  triangularFactor(rows: number, count: number, d: number, stride: number, out: number, work: number): void;
  addRows(rows: number, count: number, stride: number, factors: number, out: number): void;
  centreRows(rows: number, count: number, stride: number, centre: number, factors: number): void;
  applyRows(rows: number, count: number, stride: number, v: number, out: number, work: number): void;
  dotListed(rows: number, list: number, count: number, stride: number, v: number, out: number): void;
  addListed(rows: number, list: number, count: number, stride: number, factors: number, out: number): void;
  applyListed(
    rows: number,
    list: number,
    weights: number,
    count: number,
    stride: number,
    v: number,
    centre: number,
    out: number,
    work: number,
  ): void;
  applyListedNarrow(
    rows: number,
    list: number,
    weights: number,
    count: number,
    stride: number,
    v: number,
    centre: number,
    unit: number,
    out: number,
    work: number,
  ): void;
  applyListedPair(
    rows: number,
    list: number,
    weights: number,
    count: number,
    stride: number,
    v: number,
    centre: number,
    other: number,
    out: number,
    work: number,
  ): void;
  applyListedNarrowPair(
    rows: number,
    list: number,
    weights: number,
    count: number,
    stride: number,
    v: number,
    centre: number,
    other: number,
    unit: number,
    out: number,
    work: number,
  ): void;
  applyNarrowPair(
    rows: number,
    count: number,
    stride: number,
    v: number,
    factor: number,
    out: number,
    work: number,
  ): void;
  applyRowsPair(rows: number, count: number, stride: number, v: number, out: number, work: number): void;
  dotFourQueries(rows: number, count: number, stride: number, queries: number, out: number): void;
  narrowInto(source: number, length: number, factor: number, target: number): void;
  applyNarrow(
    rows: number,
    count: number,
    stride: number,
    v: number,
    factor: number,
    out: number,
    work: number,
  ): void;
  normalRows(row: number, blocks: number, pairs: number, k0: number, k1: number, out: number): void;
  patchGroup(
    images: number,
    stride: number,
    count: number,
    z: number,
    rows: number,
    columns: number,
    half: number,
    windows: number,
    windowCount: number,
    inv: number,
    states: number,
    work: number,
  ): void;
  featureMean(
    x: number,
    m: number,
    d: number,
    weights: number,
    bias: number,
    p: number,
    output: number,
    outputs: number,
    scale: number,
    hidden: number,
    out: number,
  ): void;
}
