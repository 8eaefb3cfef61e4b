/** Where the time of the main thread goes (`--cpu-profile`), for Chrome's developer tools and other viewers. */
import { Session } from "node:inspector/promises";

/**
 * Runs `work` under V8's sampling profiler. Worker threads and native libraries show as the time that is waited for them.
 * @returns what `work` gives, and the profile as the text of a `.cpuprofile`
 */
export async function withCpuProfile<T>(work: () => Promise<T>): Promise<{ value: T; profile: string }> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
    const value = await work();
    const { profile } = await session.post("Profiler.stop");
    return { value, profile: JSON.stringify(profile) };
  } finally {
    session.disconnect();
  }
}
