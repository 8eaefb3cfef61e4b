/** Trajectories read under the schedule that is declared, or refused with the name of the one that their times and noise have. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { InputError } from "../../errors/input-error.ts";
import type { ScheduleDescription } from "../../networks/external/description.ts";
import { type ModelFrame, modelFrame } from "../../networks/external/model-frame.ts";
import { scheduleFlags, scheduleWords } from "../../networks/external/reading-words.ts";
import { otherSchedules } from "../../networks/external/schedules.ts";
import { readTrajectories, type Trajectories } from "../../networks/external/trajectories.ts";
import { checkTrajectories } from "../../networks/external/trajectory-check.ts";

/** A file of trajectories, and what is known of it. */
export interface DeclaredFile {
  readonly file: string;
  readonly declared: ScheduleDescription;
  /** How the file's numbers follow from the data's. */
  readonly units: { readonly scale: number; readonly shift: number };
  /** The data in their own columns, and what the user called them. */
  readonly density: EmpiricalDensity;
  readonly like: string;
}

/**
 * Reads trajectories under the declared schedule.
 * @throws {InputError} where they cannot be read so; it names another schedule where that one fits
 */
export async function readDeclared(
  given: DeclaredFile,
): Promise<{ frame: ModelFrame; trajectories: Trajectories }> {
  const { declared, file } = given;
  try {
    return await readUnder(given, declared);
  } catch (error) {
    if (!(error instanceof InputError && error.what === `${file}:times`)) throw error;
    const fitting = await fittingSchedule(given);
    if (!fitting) throw error;
    throw new InputError(
      scheduleFlags(declared, fitting).join(", "),
      `${scheduleWords(fitting)}, whose times and noise ${file} has`,
      scheduleWords(declared),
    ).because(error);
  }
}

async function readUnder({ file, units, density, like }: DeclaredFile, schedule: ScheduleDescription) {
  const frame = modelFrame(schedule, units);
  return { frame, trajectories: await readTrajectories(file, frame, { columns: density.d, like }) };
}

/** The first other schedule under which the file can be read, and whose noise is there. */
async function fittingSchedule(given: DeclaredFile): Promise<ScheduleDescription | undefined> {
  for (const schedule of otherSchedules(given.declared)) if (await fits(given, schedule)) return schedule;
  return undefined;
}

async function fits(given: DeclaredFile, schedule: ScheduleDescription): Promise<boolean> {
  try {
    const { frame, trajectories } = await readUnder(given, schedule);
    const usable = Array.from({ length: trajectories.count }, (_, q) => q);
    const { density } = given;
    return (await checkTrajectories({ trajectories, schedule, frame, density, usable })).told;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
