/** Points from a file that the reader dropped or chose. */
import type { FileReply, FileRequest } from "./files-worker.ts";

/** Larger files are refused before they are read. */
const MOST_BYTES = 256 * 2 ** 20;
/** Milliseconds after which a file that is still being read is given up. */
const PATIENCE = 30_000;

/**
 * The points of a file, n × 2; where it holds several arrays, `choose` says which (or nothing, to give up).
 * @throws Error in one line that names the file
 */
export async function readPoints(
  file: File,
  choose: (keys: readonly string[]) => Promise<string | undefined>,
): Promise<Float64Array | undefined> {
  if (file.size > MOST_BYTES)
    throw new Error(`${file.name}: expected at most 256 MiB, got ${Math.round(file.size / 2 ** 20)}`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const first = await ask({ name: file.name, bytes });
  if (!("keys" in first)) return pointsOf(first);
  const key = await choose(first.keys);
  return key === undefined ? undefined : pointsOf(await ask({ name: file.name, bytes, key }));
}

function pointsOf(reply: FileReply): Float64Array {
  if ("error" in reply) throw new Error(reply.error);
  if ("keys" in reply) throw new Error("file: expected one array, got several");
  return reply.data;
}

function ask(request: FileRequest): Promise<FileReply> {
  const worker = new Worker(new URL("./files-worker.ts", import.meta.url), { type: "module", name: "files" });
  return new Promise<FileReply>((resolve) => {
    const timer = setTimeout(
      () => resolve({ error: `${request.name}: expected to be read within ${PATIENCE / 1000} s, gave up` }),
      PATIENCE,
    );
    worker.onmessage = ({ data }: MessageEvent<FileReply>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.onerror = (event) => {
      clearTimeout(timer);
      resolve({ error: `${request.name}: ${event.message || "could not be read"}` });
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
