/** Where runs come from: a server beside the page, a folder that was picked, or one that was dropped. */
import type { RunSource } from "./types.ts";

/** A file with its path below what was picked or dropped. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

/** Files of a run directory that the view may read. */
const USED = /^(summary\.json|config\.json|arrays\/[\w-][\w.-]*\.npz)$/;

/** Runs that are served beside the page at `base`, which ends with a slash. @throws where the list cannot be read */
export async function servedRuns(base: string): Promise<RunSource[]> {
  const response = await fetch(`${base}index.json`);
  if (!response.ok) throw new Error(`The list of runs could not be read (${response.status}).`);
  const { runs } = (await response.json()) as {
    runs: { name: string; title: string; files: { path: string }[] }[];
  };
  return runs.map(({ name, title, files }) => ({
    name,
    title,
    // Whole, as a worker takes addresses for relative to its own file.
    from: { url: new URL(`${base}${encodeURIComponent(name)}/`, document.baseURI).href },
    paths: files.map(({ path }) => path),
  }));
}

/**
 * Run directories among files: every folder with a summary.json.
 * @throws where there is none
 */
export function runsAmong(files: readonly PlacedFile[]): RunSource[] {
  const folders = files.flatMap(({ path }) => {
    const match = /^(.*\/)?summary\.json$/.exec(path);
    return match ? [match[1] ?? ""] : [];
  });
  if (folders.length === 0)
    throw new Error("run directory: expected a folder with a summary.json, got none among the files.");
  const nameOf = (folder: string) => folder.split("/").at(-2) ?? "run";
  return [...new Set(folders)].sort().map((folder, _, all) => {
    const own = new Map<string, File>();
    for (const { path, file } of files)
      if (path.startsWith(folder) && USED.test(path.slice(folder.length)))
        own.set(path.slice(folder.length), file);
    const title = folder === "" ? nameOf(folder) : folder.slice(0, -1);
    const isOnly = all.filter((other) => nameOf(other) === nameOf(folder)).length === 1;
    return {
      // two folders of one name are told apart by where they lie
      name: isOnly ? nameOf(folder) : title,
      title,
      from: { files: own },
      paths: [...own.keys()].sort(),
    };
  });
}

/** Runs to choose from after `found` was added: of two with one name the newer stays. */
export function mergedRuns(found: readonly RunSource[], known: readonly RunSource[]): RunSource[] {
  const names = new Set(found.map(({ name }) => name));
  return [...found, ...known.filter(({ name }) => !names.has(name))];
}

/** Files of a picker that takes folders. */
export function pickedFiles(list: FileList): PlacedFile[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** All files below what was dropped. To be called while the event is handled. */
export async function droppedFiles(transfer: DataTransfer): Promise<PlacedFile[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ path: file.name, file }));
  return (await Promise.all(entries.map(filesBelow))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<PlacedFile[]> {
  const unreadable = (error: Error) => new Error(`${entry.fullPath}: could not be read (${error.message})`);
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, (error) => reject(unreadable(error))),
    );
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: PlacedFile[] = [];
  // A reader gives at most a hundred entries at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, (error) => reject(unreadable(error))),
    );
    if (some.length === 0) return found;
    found.push(...(await Promise.all(some.map(filesBelow))).flat());
  }
}
