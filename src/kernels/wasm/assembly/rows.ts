// Products with a tall matrix of few hundred columns, four rows at a time. The number of rows is a multiple of 4 and the
// stride a multiple of 4 doubles; what is missing is filled with zeros.

// @ts-ignore: decorator
@inline function sum(pair: v128): f64 { return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1); }

/** out[r] = row r · v. */
export function dotRows(rows: usize, count: i32, stride: i32, v: usize, out: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    dotFour(rows, step, v, out);
    rows += step << 2;
    out += 32;
  }
}

/** out += Σ factors[r] row r. */
export function addRows(rows: usize, count: i32, stride: i32, factors: usize, out: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    addFour(rows, step, factors, out);
    rows += step << 2;
    factors += 32;
  }
}

/** out += Σ row r (row r · v): each row is read once. `work` holds 4 doubles. */
export function applyRows(rows: usize, count: i32, stride: i32, v: usize, out: usize, work: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    dotFour(rows, step, v, work);
    addFour(rows, step, work, out);
    rows += step << 2;
  }
}

/** row r = factors[r] (row r - centre). */
export function centreRows(rows: usize, count: i32, stride: i32, centre: usize, factors: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r++) {
    const f = v128.load64_splat(factors);
    for (let j: usize = 0; j < step; j += 16) {
      v128.store(rows + j, f64x2.mul(f, f64x2.sub(v128.load(rows + j), v128.load(centre + j))));
    }
    rows += step;
    factors += 8;
  }
}

// @ts-ignore: decorator
@inline function dotFour(r0: usize, step: usize, v: usize, out: usize): void {
  const r1 = r0 + step, r2 = r1 + step, r3 = r2 + step;
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let j: usize = 0; j < step; j += 32) {
    const x = v128.load(v + j), y = v128.load(v + j, 16);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(r0 + j), x));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(r1 + j), x));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(r2 + j), x));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(r3 + j), x));
    s0 = f64x2.add(s0, f64x2.mul(v128.load(r0 + j, 16), y));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(r1 + j, 16), y));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(r2 + j, 16), y));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(r3 + j, 16), y));
  }
  store<f64>(out, sum(s0));
  store<f64>(out, sum(s1), 8);
  store<f64>(out, sum(s2), 16);
  store<f64>(out, sum(s3), 24);
}

// @ts-ignore: decorator
@inline function addFour(r0: usize, step: usize, factors: usize, out: usize): void {
  const r1 = r0 + step, r2 = r1 + step, r3 = r2 + step;
  const f0 = v128.load64_splat(factors), f1 = v128.load64_splat(factors, 8);
  const f2 = v128.load64_splat(factors, 16), f3 = v128.load64_splat(factors, 24);
  for (let j: usize = 0; j < step; j += 32) {
    let left = f64x2.add(f64x2.mul(f0, v128.load(r0 + j)), f64x2.mul(f1, v128.load(r1 + j)));
    let right = f64x2.add(f64x2.mul(f2, v128.load(r2 + j)), f64x2.mul(f3, v128.load(r3 + j)));
    v128.store(out + j, f64x2.add(v128.load(out + j), f64x2.add(left, right)));
    left = f64x2.add(f64x2.mul(f0, v128.load(r0 + j, 16)), f64x2.mul(f1, v128.load(r1 + j, 16)));
    right = f64x2.add(f64x2.mul(f2, v128.load(r2 + j, 16)), f64x2.mul(f3, v128.load(r3 + j, 16)));
    v128.store(out + j, f64x2.add(v128.load(out + j, 16), f64x2.add(left, right)), 16);
  }
}
