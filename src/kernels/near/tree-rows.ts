/** The rows about each query of a tile, by way of boxes: pages that may hold some are looked through in compiled memory. */
import { squareToRow } from "../../arrays/rows.ts";
import type { PointSet } from "../kernels.ts";
import { float32, int32 } from "../shared.ts";
import type { Wasm } from "../wasm/instance.ts";
import {
  afresh,
  type Collector,
  type CollectorInput,
  collectRow,
  createCollector,
  type NearRowsInput,
  tidy,
} from "./collector.ts";
import { boundOf, pageLength, rowTree, scaledQuery } from "./row-tree.ts";
import { BOX_ROWS } from "./split-rows.ts";

/** A tree as a task is given it: empty arrays where there is none. */
export interface TreeArguments {
  order: Int32Array;
  pages: Float32Array;
  pageBoxes: Float32Array;
  columns: Int32Array;
  centre: Float64Array;
  scale: number;
}

const [PAGE] = BOX_ROWS;
/** Rows of the nearest page, beyond those that count, that a first limit is taken from: some may stand in one place. */
const FIRST = 8;
/** Multiplications from which on making the boxes pays, and what they are for. */
const LEAST_WORK = 5e8;
const LEAST_ROWS = 8192;
const MOST_DIMS = 256;

const NONE: TreeArguments = {
  order: int32(0),
  pages: float32(0),
  pageBoxes: float32(0),
  columns: int32(0),
  centre: new Float64Array(0),
  scale: 1,
};

/** The boxes where they pay for m queries; the request alone says so. */
export function treeFor(points: PointSet, m: number): TreeArguments {
  const { n, d } = points;
  if (n < LEAST_ROWS || d > MOST_DIMS || m * n * d < LEAST_WORK) return NONE;
  return { ...rowTree(points) };
}

/** Tells whether a query needs no more looking: it has too many rows. */
export type GivesUp = (near: Collector) => boolean;

/** Collectors of the queries `first, …, first + count - 1`; those given up on are left as they were then. */
export function treeRows(
  wasm: Wasm,
  input: CollectorInput & TreeArguments,
  { first, count, givesUp = () => false }: { first: number; count: number; givesUp?: GivesUp },
): Collector[] {
  const tile = openTile(wasm, input, { first, count });
  const { views, all } = tile;
  const visit = (page: number) => {
    let at = 0;
    for (const looking of all) {
      const end = at + views.counts[looking.q];
      if (end > at) lookAt(input, views, { looking, page, at, end, givesUp });
      at = end;
    }
  };
  eachPage(wasm, input, { tile, visit });
  return all.map(({ near }) => near);
}

/** Queries beside the pages, with first limits. */
export function openTile(
  wasm: Wasm,
  input: CollectorInput & TreeArguments,
  { first, count }: { first: number; count: number },
): Tile {
  const room = allocate(wasm, input, count);
  const views = viewsOf(wasm, input, room);
  const all = Array.from({ length: count }, (_, q) => startOf(input, views, { first, q }));
  measurePages(wasm, input, room);
  const tile = { room, views, all };
  setFirstLimits(wasm, input, tile);
  return tile;
}

/** Looks through the pages that may hold rows within a bound; `views.counts` then says how many each query has there. */
export function eachPage(
  wasm: Wasm,
  { d, order, pages }: NearRowsInput & TreeArguments,
  { tile: { room, views, all }, visit }: { tile: Tile; visit: (page: number) => void },
): void {
  const length = pageLength(d);
  for (let page = 0; page * PAGE < order.length; page++) {
    if (!all.some(({ q }) => views.distances[q * room.pages + page] <= views.bounds[q])) continue;
    views.page.set(pages.subarray(page * length, (page + 1) * length));
    const distances = room.distances + 4 * page;
    const places = [room.counts, room.places] as const;
    wasm.exports.nearPage(
      ...([room.page, d, room.count, room.z, room.bounds, distances, 4 * room.pages] as const),
      ...places,
    );
    visit(page);
  }
}

/** One query beside the pages. */
interface Looking {
  readonly near: Collector;
  /** Its place in the tile. */
  readonly q: number;
  readonly point: Float64Array;
  /** In the pages' coordinates. */
  readonly scaled: Float32Array;
}

/** Byte offsets in compiled memory. */
interface Room {
  readonly count: number;
  /** Pages, up to a whole number of eights. */
  readonly pages: number;
  readonly page: number;
  readonly z: number;
  readonly bounds: number;
  readonly distances: number;
  readonly counts: number;
  readonly places: number;
  readonly boxes: number;
}

function allocate(wasm: Wasm, { d, pageBoxes, order }: NearRowsInput & TreeArguments, count: number): Room {
  wasm.reset();
  const pages = 8 * Math.ceil(order.length / PAGE / 8);
  const numbers = (length: number) => wasm.allocate(Math.ceil(length / 2));
  return {
    count,
    pages,
    page: numbers(pageLength(d)),
    z: numbers(count * d),
    bounds: numbers(count),
    distances: numbers(count * pages),
    counts: numbers(count),
    places: numbers(count * PAGE),
    boxes: numbers(pageBoxes.length),
  };
}

/** The same places as arrays, and their scale. */
function viewsOf(wasm: Wasm, { d, pageBoxes, scale }: NearRowsInput & TreeArguments, room: Room) {
  const numbers = (offset: number, length: number) =>
    new Float32Array(wasm.exports.memory.buffer, offset, length);
  numbers(room.boxes, pageBoxes.length).set(pageBoxes);
  return {
    scale,
    pages: room.pages,
    page: numbers(room.page, pageLength(d)),
    z: numbers(room.z, room.count * d),
    bounds: numbers(room.bounds, room.count),
    distances: numbers(room.distances, room.count * room.pages),
    counts: wasm.int32(room.counts, room.count),
    places: wasm.int32(room.places, room.count * PAGE),
    rowDistances: numbers(room.places, PAGE),
  };
}

type Views = ReturnType<typeof viewsOf>;

function startOf(
  input: CollectorInput & TreeArguments,
  { z }: Views,
  { first, q }: { first: number; q: number },
): Looking {
  const { d, queries } = input;
  const point = queries.subarray((first + q) * d, (first + q + 1) * d);
  const scaled = z.subarray(q * d, (q + 1) * d);
  scaledQuery(scaled, input, point);
  return { near: createCollector(input, first + q), q, point, scaled };
}

/** Distances of all queries to the boxes of all pages. */
function measurePages(wasm: Wasm, { d }: NearRowsInput, { count, pages, boxes, z, distances }: Room): void {
  for (let q = 0; q < count; q++) {
    wasm.exports.boxDistances(boxes, pages / 8, d, z + 4 * q * d, distances + 4 * q * pages);
  }
}

/** Queries in compiled memory, and where they are there. */
export interface Tile {
  readonly room: Room;
  readonly views: Views;
  readonly all: readonly Looking[];
}

/** First limits, each from the rows of the nearest page, which are not kept. */
function setFirstLimits(wasm: Wasm, input: NearRowsInput & TreeArguments, { room, views, all }: Tile): void {
  const { d } = input;
  const length = pageLength(d);
  const nearest = all.map(({ q }) => nearestPage(views, q));
  const order = Array.from(all.keys()).sort((i, j) => nearest[i] - nearest[j]);
  let inside = -1;
  for (const i of order) {
    const page = nearest[i];
    if (page !== inside) views.page.set(input.pages.subarray(page * length, (page + 1) * length));
    inside = page;
    wasm.exports.rowDistances(room.page, d, room.z + 4 * i * d, room.places);
    const near = smallestOf(views.rowDistances, input.keep + FIRST);
    setFirstLimit(input, views, { looking: all[i], page, near });
  }
}

/** The page whose box is nearest. */
export function nearestPage({ distances, pages }: Views, q: number): number {
  let best = q * pages;
  for (let at = best + 1; at < (q + 1) * pages; at++) if (distances[at] < distances[best]) best = at;
  return best - q * pages;
}

/** Places of the `count` smallest numbers. */
function smallestOf(values: Float32Array, count: number): Int32Array {
  const places = new Int32Array(Math.min(count, values.length));
  let found = 0;
  for (let i = 0; i < values.length; i++) {
    if (found === places.length && !(values[i] < values[places[found - 1]])) continue;
    let k = found < places.length ? found++ : found - 1;
    for (; k > 0 && values[places[k - 1]] > values[i]; k--) places[k] = places[k - 1];
    places[k] = i;
  }
  return places;
}

interface FirstRows {
  readonly looking: Looking;
  readonly page: number;
  readonly near: Int32Array;
}

function setFirstLimit(
  input: NearRowsInput & TreeArguments,
  views: Views,
  { looking, page, near: places }: FirstRows,
): void {
  const { near, point } = looking;
  const trial = afresh(near);
  for (const place of places) {
    const row = input.order[page * PAGE + place];
    if (row >= 0) collectRow(trial, row, squareToRow(input, row, point));
  }
  near.limit = trial.limit;
  setBound(views, looking);
}

function setBound({ bounds, scale }: Views, { near, q, scaled }: Looking): void {
  bounds[q] = boundOf(near.limit, { z: scaled, scale });
}

/** Rows of a page that may be near a query. */
interface Candidates {
  readonly looking: Looking;
  readonly page: number;
  readonly at: number;
  readonly end: number;
  readonly givesUp: GivesUp;
}

/** Takes those in that are. */
function lookAt(
  input: NearRowsInput & TreeArguments,
  views: Views,
  { looking, page, at, end, givesUp }: Candidates,
): void {
  const { near, point } = looking;
  const before = near.limit;
  for (let i = at; i < end; i++) {
    const row = input.order[page * PAGE + views.places[i]];
    if (row >= 0) collectRow(near, row, squareToRow(input, row, point));
  }
  tidy(near);
  if (givesUp(near)) views.bounds[looking.q] = -1;
  else if (near.limit !== before) setBound(views, looking);
}
