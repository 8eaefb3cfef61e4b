import { sceneDefaults } from "ridgescope/scene";
import { describe, expect, test } from "vitest";
import type { Reply, Request } from "../../src/compute/protocol.ts";
import {
  createWorkerClient,
  NoAnswer,
  type WorkerClient,
  type WorkerLike,
} from "../../src/compute/worker-client.ts";
import { lastOf, present } from "../../src/present.ts";

const config = sceneDefaults();

/** A worker that answers when the test says so. */
class FakeWorker implements WorkerLike {
  onmessage: WorkerLike["onmessage"] = null;
  onerror: WorkerLike["onerror"] = null;
  readonly asked: Request[] = [];
  readonly transfers: unknown[] = [];
  isEnded = false;

  postMessage(request: Request, transfer?: unknown): void {
    if (this.isEnded) throw new Error("asked after its end");
    this.asked.push(request);
    this.transfers.push(transfer);
  }
  terminate(): void {
    this.isEnded = true;
  }
  say(reply: Reply): void {
    this.onmessage?.call(this as never, { data: reply } as MessageEvent<Reply>);
  }
  answer(value: unknown, at = -1): void {
    this.say({ id: present(this.asked.at(at)).id, answer: value });
  }
  crash(message: string): void {
    this.onerror?.call(this as never, { message } as ErrorEvent);
  }
}

function setUp(): { client: WorkerClient; workers: FakeWorker[]; last: () => FakeWorker } {
  const workers: FakeWorker[] = [];
  const client = createWorkerClient(() => {
    workers.push(new FakeWorker());
    return lastOf(workers);
  });
  return { client, workers, last: () => lastOf(workers) };
}

/** How a promise ended, once it has. */
const endOf = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error: Error) => (error instanceof NoAnswer ? error.why : `error: ${error.message}`),
  );
const landscape = (time: number) => ({ config, time, graph: false });

describe("a client", () => {
  test("starts its worker when it is first asked, and asks one question at a time in their order", async () => {
    const { client, workers, last } = setUp();
    expect([workers.length, client.idle]).toEqual([0, true]);
    const ends = [
      endOf(client.ask("tree", { config })),
      endOf(client.ask("landscape", landscape(1))),
      endOf(client.ask("landscape", landscape(2), { channel: "film" })),
    ];
    expect([last().asked.map(({ name }) => name), client.idle]).toEqual([["tree"], false]);
    last().answer("tree");
    expect(last().asked.map(({ name }) => name)).toEqual(["tree", "landscape"]);
    last().answer("first");
    last().answer("second");
    expect(await Promise.all(ends)).toEqual(["tree", "first", "second"]);
    expect(last().asked.map(({ ask }) => (ask as { time?: number }).time)).toEqual([undefined, 1, 2]);
    expect([workers.length, client.idle]).toEqual([1, true]);
  });

  test("asks only the newest of those that wait on a channel, and never drops the one that runs", async () => {
    const { client, last } = setUp();
    const ends = [1, 2, 3, 4].map((time) => endOf(client.ask("landscape", landscape(time))));
    const film = endOf(client.ask("landscape", landscape(9), { channel: "film" }));
    last().answer("one");
    expect((lastOf(last().asked).ask as { time: number }).time).toBe(4);
    last().answer("four");
    last().answer("nine");
    expect(await Promise.all(ends)).toEqual(["one", "superseded", "superseded", "four"]);
    expect([await film, last().asked.length]).toEqual(["nine", 3]);
  });

  test("tells progress of the question that runs to whom it concerns", async () => {
    const { client, last } = setUp();
    const told: unknown[] = [];
    const end = client.ask("tree", { config }, { onProgress: (...now) => told.push(now) });
    const { id } = last().asked[0];
    last().say({ id, what: "merging", done: 1, total: 3 });
    last().say({ id: id + 7, what: "another", done: 1, total: 3 });
    last().answer(0);
    last().say({ id, what: "late", done: 3, total: 3 });
    expect([await end, told]).toEqual([0, [["merging", 1, 3]]]);
  });
});

describe("a client whose worker fails", () => {
  test("passes an error on, and goes on with the next question", async () => {
    const { client, workers, last } = setUp();
    const ends = [endOf(client.ask("tree", { config })), endOf(client.ask("landscape", landscape(1)))];
    last().say({ id: last().asked[0].id, error: "data.points: expected at least one point, got none" });
    last().answer("fine");
    expect(await Promise.all(ends)).toEqual([
      "error: data.points: expected at least one point, got none",
      "fine",
    ]);
    expect(workers).toHaveLength(1);
  });

  test("starts another worker where one has fallen", async () => {
    const { client, workers, last } = setUp();
    const ends = [endOf(client.ask("tree", { config })), endOf(client.ask("landscape", landscape(1)))];
    last().crash("out of memory");
    expect([workers.length, workers[0].isEnded, last().asked[0].name]).toEqual([2, true, "landscape"]);
    last().answer("fine");
    expect(await Promise.all(ends)).toEqual(["error: out of memory", "fine"]);
    const silent = endOf(client.ask("tree", { config }));
    last().crash("");
    expect(await silent).toBe("error: the worker could not start");
  });
});

describe("a client that is cancelled, or cannot ask", () => {
  test("ends what runs and waits when it is cancelled, and can be asked again", async () => {
    const { client, workers, last } = setUp();
    const ends = [endOf(client.ask("tree", { config })), endOf(client.ask("landscape", landscape(1)))];
    client.cancel();
    expect(await Promise.all(ends)).toEqual(["cancelled", "cancelled"]);
    expect([workers[0].isEnded, client.idle]).toEqual([true, true]);
    const again = endOf(client.ask("tree", { config }));
    // what the old one still says concerns nobody
    workers[0].answer("old");
    workers[0].crash("old");
    expect([workers.length, last().isEnded]).toEqual([2, false]);
    last().answer("new");
    expect(await again).toBe("new");
  });

  test("keeps a worker at rest, and what it knows, when it is cancelled", async () => {
    const { client, workers, last } = setUp();
    client.cancel();
    const end = endOf(client.ask("tree", { config }));
    last().answer(1);
    await end;
    client.cancel();
    expect([workers.length, last().isEnded]).toEqual([1, false]);
  });

  test("rejects what cannot be sent, and a worker that cannot be made, and goes on", async () => {
    const { client, last } = setUp();
    const fine = endOf(client.ask("tree", { config }));
    last().answer("fine");
    expect(await fine).toBe("fine");
    last().postMessage = () => {
      throw new Error("could not be cloned");
    };
    const failed = endOf(client.ask("tree", { config }));
    expect([await failed, client.idle]).toEqual(["error: could not be cloned", true]);
    let isBroken = true;
    const fresh = new FakeWorker();
    const other = createWorkerClient(() => {
      if (isBroken) throw new Error("no workers here");
      return fresh;
    });
    expect(await endOf(other.ask("tree", { config }))).toBe("error: no workers here");
    isBroken = false;
    const end = endOf(other.ask("tree", { config }));
    fresh.answer("now");
    expect(await end).toBe("now");
  });

  test("hands buffers over where it is told to", () => {
    const { client, last } = setUp();
    const buffer = new ArrayBuffer(8);
    void client.ask("tree", { config }, { transfer: [buffer] });
    expect(last().transfers).toEqual([[buffer]]);
  });
});
