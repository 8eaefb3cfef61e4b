/** Reads one file of points in a worker, so that a large or hostile one does not hold up the page. */
import { arrayNames, readMatrixBytes } from "ridgescope/data/browser";

/** What the worker is sent, and what it answers. */
export interface FileRequest {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Chooses one of several arrays. */
  readonly key?: string;
}

/** Points, a choice of arrays that has to be made first, or why there are none. */
export type FileReply =
  | { readonly data: Float64Array; readonly rows: number; readonly columns: number }
  | { readonly keys: readonly string[] }
  | { readonly error: string };

/** More rows than this cannot be shown in the plane. */
const MOST_ROWS = 20_000;

self.onmessage = async ({ data: { name, bytes, key } }: MessageEvent<FileRequest>) => {
  self.postMessage(await read(name, bytes, key).catch((error: Error) => ({ error: error.message })));
};

async function read(name: string, bytes: Uint8Array, key?: string): Promise<FileReply> {
  const keys = await arrayNames(name, bytes);
  if (keys.length > 1 && key === undefined) return { keys };
  const chosen = key ?? keys[0];
  const { data, rows, columns } = await readMatrixBytes(name, bytes, {
    maxRows: MOST_ROWS,
    ...(chosen === undefined ? {} : { key: chosen }),
  });
  if (columns !== 2)
    throw new Error(
      `${name}: expected 2 columns for the plane, got ${columns}; runs in more dimensions are in the view Runs`,
    );
  return { data, rows, columns };
}
