import { sceneDefaults } from "ridgescope/scene";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answers } from "../../src/compute/answers.ts";
import type { Reply, Request } from "../../src/compute/protocol.ts";
import { serve } from "../../src/compute/serve.ts";
import { lastOf, present } from "../../src/present.ts";

const config = sceneDefaults();
const said: { reply: Reply; transfer: unknown[] }[] = [];
/** What a worker's own scope has. */
const scope = {
  onmessage: null as ((event: { data: Request }) => void) | null,
  postMessage: (reply: Reply, { transfer }: { transfer: unknown[] }) => said.push({ reply, transfer }),
};

beforeAll(() => {
  Object.assign(globalThis, { self: scope });
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, "self");
});

/** Sends questions, and waits for as many answers. */
async function conversation(answers: Answers, ...requests: Request[]): Promise<Reply[]> {
  said.length = 0;
  serve(answers);
  for (const data of requests) present(scope.onmessage)({ data });
  const isDone = () => said.filter(({ reply }) => !("what" in reply)).length === requests.length;
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 1));
  return said.map(({ reply }) => reply);
}

describe("a worker", () => {
  test("answers one question after another, also where the first takes longer", async () => {
    let running = 0;
    const tree = async () => {
      running++;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running--;
      return "tree" as never;
    };
    const classes = async () => {
      expect(running).toBe(0);
      return "classes" as never;
    };
    const replies = await conversation(
      { tree, classes },
      { id: 1, name: "tree", ask: { config } },
      { id: 2, name: "classes", ask: { config, finals: new Float64Array(0) } },
    );
    expect(replies).toEqual([
      { id: 1, answer: "tree" },
      { id: 2, answer: "classes" },
    ]);
  });

  test("says in words what went wrong, and goes on", async () => {
    const replies = await conversation(
      {
        tree: () => Promise.reject(new RangeError("modes: expected fewer")),
        classes: () => Promise.reject("just words"),
      },
      { id: 1, name: "tree", ask: { config } },
      { id: 2, name: "classes", ask: { config, finals: new Float64Array(0) } },
      { id: 3, name: "networkFile", ask: { config } },
    );
    expect(replies).toEqual([
      { id: 1, error: "modes: expected fewer" },
      { id: 2, error: "just words" },
      { id: 3, error: "networkFile: expected a question of this worker, got another" },
    ]);
  });

  test("tells the start at once, and then not more often than a reader can see", async () => {
    const tree: NonNullable<Answers["tree"]> = async (_, progress) => {
      for (let i = 0; i < 1000; i++) progress("merging", i, 1000);
      await new Promise((resolve) => setTimeout(resolve, 60));
      progress("merging", 1000, 1000);
      return { times: new Float64Array(1000), points: [], parents: [] };
    };
    const replies = await conversation({ tree }, { id: 4, name: "tree", ask: { config } });
    expect(replies[0]).toEqual({ id: 4, what: "merging", done: 0, total: 1000 });
    expect(replies.at(-2)).toEqual({ id: 4, what: "merging", done: 1000, total: 1000 });
    expect(replies.length).toBeLessThan(20);
    const last = lastOf(said);
    expect(last.transfer).toEqual([(last.reply as { answer: { times: Float64Array } }).answer.times.buffer]);
  });
});
