// Eigenpairs of sums of outer products whose sizes span hundreds of decades: the fast twins of ../../graded/, which says what
// is done and why. Strides are even numbers of doubles; what pads a row is zero.

/** A remainder shorter than this share of its vector is rounding. */
const ROUNDING: f64 = 1e-13;
/** A pivot of a matrix below this share of the first is rounding. */
const SMALLEST_PIVOT: f64 = 1e-15;
/** Rows at a smaller cosine are not turned, and a sweep in which none is larger than the second is the last. */
const ORTHOGONAL: f64 = 1e-15;
const SETTLED: f64 = 1e-14;
const MOST_SWEEPS: i32 = 40;
/** Beyond exp(±300) between two rows a rotation is a shear of the smaller one. */
const APART: f64 = 300;

// @ts-ignore: decorator
@inline function lanes(pair: v128): f64 { return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1); }

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a + o), v128.load(b + o)));
  return lanes(sum);
}

/** a -= factor b. */
// @ts-ignore: decorator
@inline function subtract(a: usize, factor: f64, b: usize, bytes: usize): void {
  const f = f64x2.splat(factor);
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(a + o, f64x2.sub(v128.load(a + o), f64x2.mul(f, v128.load(b + o))));
  }
}

// @ts-ignore: decorator
@inline function scale(a: usize, factor: f64, bytes: usize): void {
  const f = f64x2.splat(factor);
  for (let o: usize = 0; o < bytes; o += 16) v128.store(a + o, f64x2.mul(f, v128.load(a + o)));
}

// @ts-ignore: decorator
@inline function get(array: usize, i: i32): f64 { return load<f64>(array + (<usize>i << 3)); }
// @ts-ignore: decorator
@inline function set(array: usize, i: i32, value: f64): void { store<f64>(array + (<usize>i << 3), value); }

/**
 * Gram-Schmidt on the vectors exp(logScale[i]) rest_i, the longest remainder first (graded/pivoted-basis.ts). `rest` is used up;
 * `work` has room for 2 count doubles. Returns the rank.
 */
export function pivotedBasis(
  rest: usize, count: i32, stride: i32, logScale: usize, work: usize, basis: usize, coefficients: usize, width: i32,
  logLength: usize, most: i32, least: i32, margin: f64, floor: f64,
): i32 {
  const bytes = <usize>stride << 3;
  const shortest = work, lengths = work + (<usize>count << 3);
  for (let i = 0; i < count; i++) {
    const row = rest + <usize>i * bytes;
    const square = dot(row, row, bytes);
    set(shortest, i, ROUNDING * ROUNDING * square);
    set(lengths, i, get(logScale, i) + 0.5 * Math.log(square));
  }
  let rank = 0;
  while (rank < most) {
    let pivot = -1;
    let longest = -Infinity;
    for (let i = 0; i < count; i++) if (get(lengths, i) > longest) { pivot = i; longest = get(lengths, i); }
    if (pivot < 0) break;
    if (rank >= least) {
      const last = least > 0 ? get(logLength, least - 1) : 0;
      if (longest < min(floor, last - margin / 2)) break;
    }
    const direction = basis + <usize>rank * bytes;
    memory.copy(direction, rest + <usize>pivot * bytes, bytes);
    const length = orthonormalise(direction, basis, rank, bytes);
    set(lengths, pivot, -Infinity);
    if (!(length * length > get(shortest, pivot))) continue;
    const log = get(logScale, pivot) + Math.log(length);
    set(logLength, rank, log);
    const along = coefficients + (<usize>(rank * width) << 3);
    removeDirection(rest, count, bytes, direction, logScale, shortest, lengths, log, along);
    set(along, pivot, 1);
    rank++;
  }
  return rank;
}

function orthonormalise(v: usize, rows: usize, count: i32, bytes: usize): f64 {
  for (let pass = 0; pass < 2; pass++) {
    for (let r = 0; r < count; r++) {
      const row = rows + <usize>r * bytes;
      subtract(v, dot(row, v, bytes), row, bytes);
    }
  }
  const length = Math.sqrt(dot(v, v, bytes));
  scale(v, 1 / length, bytes);
  return length;
}

/** Takes a direction out of all that is left; `along` gets what each vector had of it, over exp(log). */
function removeDirection(
  rest: usize, count: i32, bytes: usize, q: usize, logScale: usize, shortest: usize, lengths: usize, log: f64, along: usize,
): void {
  for (let i = 0; i < count; i++) {
    set(along, i, 0);
    if (get(lengths, i) == -Infinity) continue;
    const row = rest + <usize>i * bytes;
    const part = dot(row, q, bytes);
    const f = f64x2.splat(part);
    let sum = f64x2.splat(0);
    for (let o: usize = 0; o < bytes; o += 16) {
      const value = f64x2.sub(v128.load(row + o), f64x2.mul(f, v128.load(q + o)));
      v128.store(row + o, value);
      sum = f64x2.add(sum, f64x2.mul(value, value));
    }
    const square = lanes(sum);
    set(lengths, i, square > get(shortest, i) ? get(logScale, i) + 0.5 * Math.log(square) : -Infinity);
    if (part != 0) set(along, i, part * Math.exp(get(logScale, i) - log));
  }
}

/** L of C = L P with orthonormal rows P; C, `rank` rows of `width` doubles, is used up (graded/graded-frame.ts). */
export function lowerFactor(c: usize, rank: i32, width: i32, lower: usize, stride: i32): void {
  const bytes = <usize>width << 3;
  for (let j = 0; j < rank; j++) {
    const p = c + <usize>j * bytes;
    const length = Math.sqrt(dot(p, p, bytes));
    set(lower, j * stride + j, length);
    scale(p, 1 / length, bytes);
    for (let i = j + 1; i < rank; i++) {
      const row = c + <usize>i * bytes;
      const part = dot(row, p, bytes);
      set(lower, i * stride + j, part);
      set(lower, j * stride + i, 0);
      subtract(row, part, p, bytes);
    }
  }
}

/**
 * Turns `count` rows exp(log[j]) row_j in pairs until all are orthogonal, and the rows of `vectors` with them
 * (graded/one-sided-jacobi.ts). `squares` gets the squares of the rows' lengths.
 */
export function turnRows(rows: usize, vectors: usize, count: i32, stride: i32, log: usize, squares: usize): void {
  const bytes = <usize>stride << 3;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    for (let j = 0; j < count; j++) {
      const row = rows + <usize>j * bytes;
      set(squares, j, dot(row, row, bytes));
    }
    if (!sweepOnce(rows, vectors, count, bytes, log, squares)) return;
  }
}

function sweepOnce(rows: usize, vectors: usize, count: i32, bytes: usize, log: usize, squares: usize): bool {
  let turned = false;
  for (let i = 0; i < count - 1; i++) {
    const a = rows + <usize>i * bytes;
    for (let j = i + 1; j < count; j++) {
      const b = rows + <usize>j * bytes;
      const across = dot(a, b, bytes);
      if (across == 0) continue;
      const own = get(squares, i), other = get(squares, j);
      const cosine = Math.abs(across) / Math.sqrt(own * other);
      if (!(cosine > ORTHOGONAL)) continue;
      turned = turned || cosine > SETTLED;
      const logRatio = get(log, j) - get(log, i);
      let c = 1.0, s = 0.0, up = 0.0, down = 0.0;
      if (logRatio < -APART) down = -across / own;
      else if (logRatio > APART) up = across / other;
      else {
        const e = Math.exp(logRatio);
        const zeta = (other * e - own / e) / (2 * across);
        const size = Math.abs(zeta);
        // Beyond 1e150 the square overflows, and the root is the size itself.
        const root = size < 1e150 ? Math.sqrt(1 + size * size) : size;
        const tangent = (zeta < 0 ? -1.0 : 1.0) / (size + root);
        c = 1 / Math.sqrt(1 + tangent * tangent);
        s = c * tangent;
        up = s * e;
        down = s / e;
        if (s != 0) mix(vectors + <usize>i * bytes, vectors + <usize>j * bytes, bytes, c, s, s, 0, 0);
      }
      mix(a, b, bytes, c, up, down, squares + (<usize>i << 3), squares + (<usize>j << 3));
    }
  }
  return turned;
}

/** a, b = c a - up b, down a + c b; their squares are kept where there is a place for them. */
// @ts-ignore: decorator
@inline function mix(
  a: usize, b: usize, bytes: usize, c: f64, up: f64, down: f64, squareA: usize, squareB: usize,
): void {
  const vc = f64x2.splat(c), vu = f64x2.splat(up), vd = f64x2.splat(down);
  let sa = f64x2.splat(0), sb = sa;
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = v128.load(a + o), y = v128.load(b + o);
    const p = f64x2.sub(f64x2.mul(vc, x), f64x2.mul(vu, y));
    const q = f64x2.add(f64x2.mul(vd, x), f64x2.mul(vc, y));
    v128.store(a + o, p);
    v128.store(b + o, q);
    sa = f64x2.add(sa, f64x2.mul(p, p));
    sb = f64x2.add(sb, f64x2.mul(q, q));
  }
  if (squareA == 0) return;
  store<f64>(squareA, lanes(sa));
  store<f64>(squareB, lanes(sb));
}

/** Rows of `out` = factors times `rows`: `count` × `count` by `count` rows of `stride` doubles. */
export function combineAll(
  factors: usize, count: i32, width: i32, rows: usize, stride: i32, out: usize,
): void {
  const bytes = <usize>stride << 3;
  for (let i = 0; i < count; i++) {
    const target = out + <usize>i * bytes;
    memory.fill(target, 0, bytes);
    for (let j = 0; j < count; j++) {
      const factor = get(factors, i * width + j);
      if (factor != 0) subtract(target, -factor, rows + <usize>j * bytes, bytes);
    }
  }
}

/**
 * Rows f with Σ f fᵀ = the symmetric matrix given on and above the diagonal, largest pivots first (graded/compress-tail.ts); the
 * matrix is used up. Returns how many.
 */
export function pivotedFactor(matrix: usize, d: i32, stride: i32, out: usize): i32 {
  const bytes = <usize>stride << 3;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) set(matrix, i * stride + j, get(matrix, j * stride + i));
    for (let j = d; j < stride; j++) set(matrix, i * stride + j, 0);
  }
  let first = 0.0;
  for (let step = 0; step < d; step++) {
    let p = 0;
    for (let i = 1; i < d; i++) if (get(matrix, i * (stride + 1)) > get(matrix, p * (stride + 1))) p = i;
    const pivot = get(matrix, p * (stride + 1));
    if (step == 0) first = pivot;
    if (!(pivot > SMALLEST_PIVOT * first)) return step;
    const row = out + <usize>step * bytes;
    memory.copy(row, matrix + <usize>p * bytes, bytes);
    scale(row, 1 / Math.sqrt(pivot), bytes);
    for (let i = 0; i < d; i++) subtract(matrix + <usize>i * bytes, get(row, i), row, bytes);
    // What is left of the pivot's row and column is rounding.
    for (let i = 0; i < d; i++) {
      set(matrix, i * stride + p, 0);
      set(matrix, p * stride + i, 0);
    }
  }
  return d;
}
