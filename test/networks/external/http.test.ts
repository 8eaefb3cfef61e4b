import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { createDensity } from "../../../src/density/empirical-density.ts";
import { posterior } from "../../../src/density/posterior.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import { describedByServer, describeModel, openHttpModel } from "../../../src/networks/external/index.ts";
import { createRng } from "../../../src/random/rng.ts";
import { veLevel } from "../../../src/schedule/noise-level.ts";
import { runInProcess } from "../../cli/in-process.ts";
import { npy, npyWithHeader, temporaryFolder, writeBytes } from "../../data/build.ts";
import { pythonWithNumpy } from "../../support/python.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const folder = temporaryFolder();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    handler(request, response, Buffer.concat(chunks));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const open = (source: string, change: object = {}) =>
  openHttpModel({ source, dtype: "float64", timeout: 10, ...change }, 2);

describe("a server's model", () => {
  it("is sent the points and the time, and its numbers are taken", async () => {
    const seen: string[] = [];
    const url = await serve((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${body.length} ${body.toString("latin1", 10, 70).trim()}`);
      response.end(body);
    });
    const x = createRng(0).normals(2 * 513);
    expect(await open(`${url}/model`).predict(x, 0.1 + 0.2)).toEqual(x);
    expect(seen).toEqual([
      "POST /model?t=0.30000000000000004 8320 {'descr': '<f8', 'fortran_order': False, 'shape': (512, 2),",
      "POST /model?t=0.30000000000000004 144 {'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }",
    ]);
    const image = await open(url, { shape: [1, 2, 1], dtype: "float32" }).predict(x.subarray(0, 4), 7);
    expect(image).toEqual(Float64Array.from(Float32Array.from(x.subarray(0, 4))));
    expect(seen.at(-1)).toBe("POST /?t=7 144 {'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 2,");
  });

  it("may describe itself", async () => {
    const described = await serve((request, response) => {
      response.end(request.url === "/base/info" ? '{"prediction":"x0","schedule":"edm"}' : "{");
    });
    expect(await describeModel(`${described}/base/`)).toEqual({ prediction: "x0", schedule: "edm" });
    await expect(describedByServer(described, 5)).rejects.toThrow(
      `${described} (/info): expected a JSON object that describes the model, got "{"`,
    );
    const silent = await serve((_request, response) => {
      response.statusCode = 404;
      response.end("no");
    });
    expect(await describeModel(silent)).toEqual({});
  });

  const floats = npy([1, 2, 3, 4], [2, 2]);
  const integers = npyWithHeader(
    "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }\n",
    Buffer.from(BigInt64Array.of(1n, 2n, 3n, 4n).buffer),
  );
  it.each<[string, Handler, RegExp]>([
    [
      "an error",
      (_, response) => {
        response.statusCode = 500;
        response.end("<h1>Traceback</h1>\n<p>out of memory</p>");
      },
      /: expected status 200, got 500 \("Traceback out of memory"\)$/,
    ],
    [
      "another shape",
      (_, response) => void response.end(npy([1, 2, 3, 4], [4, 1])),
      /expected an answer of shape \(2, 2\), got \(4, 1\)$/,
    ],
    [
      "fewer points",
      (_, response) => void response.end(npy([1, 2], [1, 2])),
      /shape \(2, 2\), got \(1, 2\)$/,
    ],
    ["integers", (_, response) => void response.end(integers), /\(answer\): expected floats, got dtype i8$/],
    [
      "no array",
      (_, response) => void response.end("hello world"),
      /\(answer\): expected an \.npy file, got no NumPy signature$/,
    ],
    ["nothing", (_, response) => void response.end(), /\(answer\): expected at least 8 bytes, got 0/],
    [
      "a part of an array",
      (_, response) => void response.end(floats.subarray(0, floats.length - 9)),
      /\(answer\): expected \d+ bytes for shape \(2, 2\), got \d+$/,
    ],
    [
      "too much",
      (_, response) => {
        response.on("error", () => {});
        response.end(Buffer.alloc(1 << 20));
      },
      /expected an answer of at most \d+ bytes, got more$/,
    ],
    [
      "a wrong length",
      (_, response) => {
        response.setHeader("content-length", "100000");
        response.write(floats);
        response.destroy();
      },
      /expected a server that answers, got /,
    ],
    [
      "the end of the connection",
      (request) => void request.socket.destroy(),
      /expected a server that answers, got ECONNRESET$/,
    ],
    ["silence", () => {}, /expected an answer within 0\.3 s, got none$/],
    [
      "an endless answer",
      (_, response) => void response.write(floats),
      /expected an answer within 0\.3 s, got none$/,
    ],
  ])("that answers with %s is refused in one line", async (_what, handler, message) => {
    const url = await serve(handler);
    const timeout = message.source.includes("0\\.3 s") ? 0.3 : 30;
    await expect(open(url, { timeout }).predict(new Float64Array(4), 1)).rejects.toThrow(message);
  });

  it("must be there, at an address", async () => {
    await expect(describeModel("http://127.0.0.1:1")).rejects.toThrow(
      "http://127.0.0.1:1: expected a server that answers, got ECONNREFUSED",
    );
    for (const address of ["https://127.0.0.1:1", "http://", "http://user@127.0.0.1"])
      expect(() => open(address)).toThrow("--model: expected an address like http://127.0.0.1:8000, got");
  });
});

describe("the server of docs/bring-your-own.md", () => {
  let url = "";
  let stop: () => void = () => {};
  beforeAll(async () => {
    const text = readFileSync(new URL("../../../docs/bring-your-own.md", import.meta.url), "utf8");
    const code = present(
      [...text.matchAll(/^```python\n([\s\S]*?)^```$/gm)].find(([, block]) => block.includes("HTTPServer")),
    )[1];
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    url = `http://127.0.0.1:${port}`;
    const server = spawn(pythonWithNumpy(), [writeBytes(folder, "server.py", code), String(port)], {
      stdio: "ignore",
    });
    stop = () => void server.kill();
    for (let left = 100; left > 0; left--) {
      const up = await describeModel(url).then(
        () => true,
        () => false,
      );
      if (up) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the server of the documentation does not start");
  });
  afterAll(() => stop());

  it("answers with the exact score of its two points", async () => {
    expect(await describeModel(url)).toEqual({ prediction: "x0", schedule: "edm" });
    const kernels = await createKernels({ threads: 1 });
    const density = createDensity(kernels, { data: Float64Array.of(-3, 0, 3, 0), n: 2, d: 2 });
    const x = createRng(2).normals(40);
    const found = await open(url).predict(x, 1.7);
    const exact = (await posterior(density, veLevel(1.7), { x })).posteriorMean;
    kernels.close();
    expect(Math.max(...found.map((value, i) => Math.abs(value - exact[i])))).toBeLessThan(1e-12);
  });

  it("is analyzed from end to end: everything is memorised", async () => {
    const out = `${folder}/report`;
    const args = [
      "analyze",
      "--data",
      "synthetic:two-modes",
      "--model",
      url,
      "--count",
      "60",
      "--steps",
      "30",
    ];
    const { code, stderr } = await runInProcess(...args, "--dim", "1", "--out", out, "--quiet");
    expect([code, stderr]).toEqual([0, ""]);
    const { classes, falsification, figures } = JSON.parse(readFileSync(`${out}/summary.json`, "utf8")) as {
      classes: { memorised: { fraction: number } };
      falsification: Record<string, unknown>;
      figures: { self_check_error: number };
    };
    expect(classes.memorised.fraction).toBe(1);
    expect(Object.keys(falsification)).toEqual(["F1", "F2"]);
    expect(figures.self_check_error).toBeLessThan(1e-6);
  });
});

it("a server that dies on the way ends the command with 2, one line, and nothing left behind", async () => {
  const out = `${folder}/died`;
  let left = 8;
  const url = await serve((request, response, body) => {
    if (request.method === "GET") {
      response.statusCode = 404;
      response.end();
    } else if (left-- > 0) response.end(echoOfTwoModes(request, body));
    else request.socket.destroy();
  });
  const args = [
    "analyze",
    "--data",
    "synthetic:two-modes",
    "--model",
    url,
    "--prediction",
    "x0",
    "--schedule",
    "edm",
  ];
  const { code, stdout, stderr } = await runInProcess(
    ...args,
    "--count",
    "20",
    "--dim",
    "1",
    "--out",
    out,
    "--quiet",
  );
  expect(stderr).toBe(`ridgescope: ${url}: expected a server that answers, got ECONNRESET\n`);
  expect([code, stdout, existsSync(out)]).toEqual([2, "", false]);
});

/** The exact mean of x_0 of (±3, 0) at noise σ: 3 tanh(3 x / σ²). */
function echoOfTwoModes(request: IncomingMessage, body: Buffer): Buffer {
  const sigma = Number(new URL(present(request.url), "http://here").searchParams.get("t"));
  const start = 10 + body.readUInt16LE(8);
  const x = new Float32Array(body.buffer.slice(body.byteOffset + start, body.byteOffset + body.length));
  const values = Array.from(x, (value, i) => (i % 2 === 0 ? 3 * Math.tanh((3 * value) / sigma ** 2) : 0));
  return npy(values, [x.length / 2, 2]);
}
