/** PyTorch beside us: a script of ours in a Python process that stays between rounds, where there is a Python with torch. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A script that answers every line it is given with a line of numbers. */
export interface Peer {
  ask(line: string | number): Promise<number[]>;
  close(): void;
}

/** What reports say where there is no peer. */
export const NO_PEER = "not measured: no Python with torch here";

/** Starts a script; undefined where there is no torch. */
export function torchPeer(script: string, args: readonly (string | number)[]): Peer | undefined {
  const python = ["python3", "/usr/bin/python3"].find(
    (name) => spawnSync(name, ["-c", "import torch"], { stdio: "ignore" }).status === 0,
  );
  if (python === undefined) return undefined;
  const child = spawn(python, ["-c", script, ...args.map(String)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const [answer] = (await once(lines, "line")) as [string];
      return answer.split(" ").map(Number);
    },
    close: () => child.kill(),
  };
}
