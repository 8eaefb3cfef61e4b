// Runs a list of small experiments with the built package of a checkout, and compares what two of them wrote.
//   node scripts/same-bytes.mjs record CHECKOUT FOLDER [NAME …]   runs, one folder a case
//   node scripts/same-bytes.mjs compare FOLDER FOLDER             names every file that differs
//   node scripts/same-bytes.mjs lost FOLDER FOLDER                names what the second lacks of the first
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { unzipSync } from "fflate";
import { ROOT } from "./source-files.mjs";

const NETWORKS = join(ROOT, "test/fixtures/networks");

/** Settings that several cases share. */
const SHARED = {
  sampling: "sampling.count=40 sampling.steps=30",
  features: "features.p=48 features.harmonics=3 time.horizon=5 time.min=0.01",
  network: "network.hidden=[24] training.steps=40 training.checkpoints.count=2 training.checkpoints.first=10",
  latents: "data.count=250 data.latent=vae:6 vae.hidden=[24] vae.epochs=2 ridge.dim=3",
};

/** The arguments of each case; `@name` is a file of {@link writeInputs}, `$name` are shared settings. */
const CASES = {
  "two-modes": "run two-modes $features $sampling tau=[10,inf] loss.weights=[h,h2] analysis.error_draws=4",
  "high-dimension":
    "run high-dimension $features $sampling tau=[10,inf] data.set=high-dimension:modes=8,d=16,shape=curve,seed=1",
  "training-check": "run training-check $features $sampling tau=[10,40]",
  "thirteen-points-mlp": "run thirteen-points model=mlp $network $sampling study.error_draws=20",
  "mnist-reference": "run mnist-reference $sampling analysis.calibration=300",
  "mnist-latent":
    "run mnist-latent scale=quick $latents $network $sampling study.error_draws=30 study.error_levels=4 analysis.dims=[2,3,auto] analysis.factors=[0.5]",
  "control-points":
    "run control $network $sampling knobs.normal_weight=[4] knobs.tangent_guidance=[0,1] measure.resamples=50",
  "control-latent":
    "run control dataset=mnist-latent $latents $network $sampling knobs.normal_weight=[4] measure.resamples=50",
  stage: "run stage sampling.count=100 sampling.steps=40 features.p=32",
  "stage-perturbed": "run stage model=perturbed perturbed.normal=0.3 sampling.count=100",
  "analyze-samples": "analyze --data @train --samples @made --held-out @held-out",
  "analyze-pca": "analyze --data @train --samples @made --latent pca:1",
  "analyze-digits": "analyze --data mnist:test/1 --samples mnist:test/0 --latent pca:8",
  "analyze-model": `analyze --data synthetic:thirteen-points --model ${NETWORKS}/v-ddpm-cosine.onnx --prediction v --schedule ddpm-cosine --count 40 --steps 25 --dim 1`,
  geometry: "geometry --data @train --at @made --time 0.05 --dim 1",
  ridge: "ridge --data @train --from @made --time 0.05 --dim 1",
  graph: "graph --data @modes --time 0.5",
  rfm: "rfm --data @modes --p 24 --harmonics 2 --horizon 5 --time-min 0.01 --weight h --tau 10,inf",
};

/** Points near a parabola, without a random number. */
function points(count, shift) {
  const rows = Array.from({ length: count }, (_, i) => {
    const s = ((i * 0.6180339887 + shift) % 1) * 4 - 2;
    return `${s},${s * s + 0.05 * Math.sin(37 * i + 9 * shift)}`;
  });
  return `x,y\n${rows.join("\n")}\n`;
}

/** Writes what the cases read. */
function writeInputs(inputs) {
  mkdirSync(inputs, { recursive: true });
  const write = (name, text) => writeFileSync(join(inputs, `${name}.csv`), text);
  write("train", points(240, 0));
  write("made", points(60, 0.3));
  write("held-out", points(80, 0.7));
  write("modes", "x,y\n0,0\n5,0\n0,5\n");
}

function argumentsOf(text, inputs) {
  const words = text.replace(/\$(\w+)/g, (_, name) => SHARED[name]).split(" ");
  return words.flatMap((word) => {
    if (word.startsWith("@")) return [join(inputs, `${word.slice(1)}.csv`)];
    return /^[\w.]+=/.test(word) ? ["--set", word] : [word];
  });
}

const FILES = { geometry: "g.npz", ridge: "r.npz", graph: "g.json", rfm: "m.npz" };

function record(checkout, folder, names) {
  const inputs = join(folder, "inputs");
  writeInputs(inputs);
  let failed = 0;
  for (const [name, text] of Object.entries(CASES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const out = join(folder, name);
    rmSync(out, { recursive: true, force: true });
    const place = FILES[name] ? join(out, FILES[name]) : out;
    if (FILES[name]) mkdirSync(out, { recursive: true });
    const started = process.hrtime.bigint();
    const command = [
      join(checkout, "dist/cli/bin.js"),
      ...argumentsOf(text, inputs),
      "--out",
      place,
      "--quiet",
      "--threads",
      "1",
    ];
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    console.log(`${name}: exit ${status}, ${seconds.toFixed(1)} s ${stderr.trim().split("\n")[0] ?? ""}`);
    if (status !== 0) failed++;
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .filter((name) => !name.startsWith("inputs") && !name.endsWith("environment.json"))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
}

function compare(a, b) {
  const [left, right] = [filesOf(a), filesOf(b)];
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  const place = (text, folder) => text.toString("latin1").replaceAll(folder, "");
  const differ = names.filter((name) => {
    const [one, other] = [left.get(name), right.get(name)];
    return !one || !other || (!one.equals(other) && place(one, a) !== place(other, b));
  });
  for (const name of differ)
    console.log(`${!left.has(name) ? "new    " : !right.has(name) ? "gone   " : "differs"} ${name}`);
  console.log(`${names.length} files, ${differ.length} differ`);
  process.exitCode = differ.length > 0 ? 1 : 0;
}

/** Numbers of the arrays in an archive, by name, as text that two archives can be compared by. */
function arraysOf(bytes) {
  const members = unzipSync(new Uint8Array(bytes));
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, Buffer.from(member).toString("latin1")]),
  );
}

/** What of `old` is not in `now`, as paths: values by key, list items wherever they stand. */
function lostOf(old, now, path = "") {
  if (Array.isArray(old)) {
    if (!Array.isArray(now)) return [path];
    const there = new Set(now.map((item) => JSON.stringify(item)));
    return old.flatMap((item, i) => {
      if (there.has(JSON.stringify(item))) return [];
      const like = now.find((one) => one !== null && typeof one === "object" && keyOf(one) === keyOf(item));
      return like && keyOf(item) !== undefined
        ? lostOf(item, like, `${path}[${keyOf(item)}]`)
        : [`${path}[${i}]`];
    });
  }
  if (old !== null && typeof old === "object") {
    if (now === null || typeof now !== "object") return [path];
    return Object.entries(old).flatMap(([key, value]) => lostOf(value, now[key], `${path}.${key}`));
  }
  return old === now ? [] : [path];
}

function keyOf(item) {
  return item?.id ?? item?.name;
}

/** Whether a file's content is meant for the eye alone, and follows from the others. */
const FOLLOWS = /report\.html$|figures\.npz$/;

function lost(a, b) {
  const [left, right] = [filesOf(a), filesOf(b)];
  let count = 0;
  for (const [name, bytes] of left) {
    const other = right.get(name);
    if (other?.equals(bytes) || FOLLOWS.test(name)) continue;
    const found = other === undefined ? [name] : lostIn(name, [bytes, other], [a, b]);
    for (const path of found.slice(0, 12)) console.log(`lost ${name}: ${path}`);
    if (found.length > 12) console.log(`lost ${name}: … ${found.length} in all`);
    count += found.length;
  }
  const more = [...right.keys()].filter((name) => !left.has(name));
  for (const name of more) console.log(`new  ${name}`);
  console.log(`${left.size} files, ${count} parts lost, ${more.length} files new`);
  process.exitCode = count > 0 ? 1 : 0;
}

function lostIn(name, [old, now], [a, b]) {
  const [one, other] = [old.toString().replaceAll(a, ""), now.toString().replaceAll(b, "")];
  if (one === other) return [];
  if (name.endsWith(".npz")) return lostOf(arraysOf(old), arraysOf(now));
  if (name.endsWith(".json")) return lostOf(JSON.parse(one), JSON.parse(other));
  if (!name.endsWith(".jsonl")) return ["differs"];
  const there = new Set(other.split("\n"));
  return one.split("\n").filter((line) => !there.has(line));
}

const [what, a = "", b = "", ...names] = process.argv.slice(2);
if (what === "record" && b) record(resolve(a), resolve(b), names);
else if (what === "compare" && b) compare(resolve(a), resolve(b));
else if (what === "lost" && b) lost(resolve(a), resolve(b));
else throw new Error("usage: same-bytes.mjs record CHECKOUT FOLDER [NAME …] | compare | lost FOLDER FOLDER");
