/** The schedules that a declared one may be taken for. */
import { NAMED_SCHEDULES, timeInputsOf } from "../../schedule/model-clock.ts";
import type { ScheduleDescription } from "./description.ts";

/** The other known schedules and time inputs, with as many steps as the declared one. */
export function otherSchedules(declared: ScheduleDescription): ScheduleDescription[] {
  const { name: own, time: ownTime = "native", betas } = declared;
  const steps = Array.isArray(betas) ? betas.length : declared.steps;
  const names = own === "betas" ? [own, ...NAMED_SCHEDULES] : NAMED_SCHEDULES;
  return names.flatMap((name) =>
    timeInputsOf(name)
      .filter((time) => name !== own || time !== ownTime)
      .map((time) => ({ ...(name === own ? declared : steps !== undefined && { steps }), name, time })),
  );
}
