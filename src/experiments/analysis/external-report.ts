/** The reports of analyses of a model and of trajectories: how they were read, then samples and dynamics. */
import { lastOf } from "../../arrays/present.ts";
import type { Dynamics } from "../../dynamics/dynamics.ts";
import { readingWords, scheduleWords } from "../../networks/external/reading-words.ts";
import type { ReadAs, SelfCheck } from "../../networks/external/self-check.ts";
import { dataVariance } from "../../schedule/noise-level.ts";
import { brief, percent } from "../../text/numbers.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { formFigures, formsSection, formsSentences, noFormsSection } from "./closed-forms-report.ts";
import { reportFollowed } from "./followed-report.ts";
import type { ModelAnalysisRun } from "./model.ts";
import type { TrajectoryAnalysisRun } from "./trajectories.ts";

/** The report of an analysis of a model. */
export async function reportModel(
  run: ModelAnalysisRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const notes = [
    readingNote(run),
    ...checkNotes(run.check),
    samplingNote(run),
    ...fewerNotes(run.dynamics, run.config.sampling.count, "samples"),
  ];
  const figures = {
    self_check_error: run.check.declared.error,
    self_check_miscalibration: run.check.miscalibration,
  };
  const subject = { notes, figures: { ...figures, ...formFigures(run.forms) }, doubts: doubtsOf(run.check) };
  const closed = {
    besides: formsSentences(run.forms),
    sections: [await formsSection(run.forms, run.judged)],
  };
  return reportFollowed(run, { ...subject, ...closed }, context);
}

/** The report of an analysis of trajectories. */
export function reportTrajectories(
  run: TrajectoryAnalysisRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { alike, told } = run.check;
  const doubts = [
    ...(told ? [] : ["The noise in these states cannot be told, and the schedule is taken as declared"]),
    ...(alike.length === 0
      ? []
      : [`These states cannot tell the declared schedule from ${alike.map(scheduleWords).join(", or ")}`]),
  ];
  const notes = [...trajectoryNotes(run), ...doubts.map((doubt) => `${doubt}.`)];
  return reportFollowed(run, { notes, doubts, sections: [noFormsSection("recorded trajectories")] }, context);
}

function readingNote({ config: { model }, check: { declared } }: ModelAnalysisRun): string {
  const { scale, shift } = model.data;
  const moved = shift === 0 ? "" : ` ${shift < 0 ? "−" : "+"} ${Math.abs(shift)}`;
  const units = scale === 1 && shift === 0 ? "" : ` What it sees is ${scale} x${moved} of the data's x.`;
  return `${model.source} is read as predicting ${model.prediction} under schedule ${scheduleWords(model.schedule)}; at large noise it agrees with the exact prediction of the data to a relative error of ${brief(declared.error)}.${units}`;
}

/** What the check leaves open, for the verdict. */
function doubtsOf({ alike }: SelfCheck): string[] {
  return alike.length === 0 ? [] : [`The data cannot tell the declared reading from ${alternatives(alike)}`];
}

function alternatives(readings: readonly ReadAs[]): string {
  return readings.map(readingWords).join(", or ");
}

/** Beyond this a rescaling of the predictions would take 10 % off the loss. */
const MISCALIBRATED = 0.1;

function checkNotes({ alike, miscalibration }: SelfCheck): string[] {
  return [
    ...(alike.length === 0
      ? []
      : [
          `Read as ${alternatives(alike)} the model takes the noise out of the data as well as read as declared: the data cannot tell.`,
        ]),
    ...(miscalibration <= MISCALIBRATED
      ? []
      : [
          `No known reading fits better, but rescaled predictions would take ${percent(1 - Math.exp(-miscalibration), 0)} off the model's loss: it is undertrained, or was trained with a schedule that is not known (--schedule betas=FILE).`,
        ]),
  ];
}

function samplingNote({ config: { sampling }, times }: ModelAnalysisRun): string {
  const { steps, solver, stochasticity, final } = sampling;
  const taken = times.length - 1;
  const fewer = taken < steps ? ` (of ${steps} asked for, as the schedule has no more levels)` : "";
  const end =
    final === "denoised"
      ? "finished samples are the model's prediction of the clean point at the last time"
      : "finished samples are the state at the last time, divided by a";
  return `Sampled in ${taken} steps${fewer} of the ${solver} solver, η = ${stochasticity}, from OU time ${brief(times[0])} to ${brief(lastOf(times))} of the data; ${end}.`;
}

/** Says so where not all of `count` were followed. */
function fewerNotes(dynamics: Dynamics | undefined, count: number, what: string): string[] {
  const followed = dynamics?.reachTime.length ?? count;
  if (followed === count) return [];
  return [`Dynamics are those of the first ${followed} ${what}, as memory takes no more in this dimension.`];
}

function trajectoryNotes(run: TrajectoryAnalysisRun): string[] {
  const { source, count, levels } = run.trajectories;
  const { schedule, stochasticity } = run.config.trajectories;
  const noise = Math.sqrt(dataVariance(lastOf(levels).own.level)) / run.frame.scale;
  const ends = {
    "last state": "the last state, which has no noise",
    "last predicted clean points": "the last predicted clean points (x0), as the last state has noise",
    "last state, noise and all": `the last state divided by a, noise of standard deviation ${brief(noise)} (data units) included, as there are no predicted clean points`,
  };
  return [
    `${source} holds ${count} trajectories at ${levels.length} noise levels of schedule ${scheduleWords(schedule)}; finished samples are ${ends[run.finished.from]}.`,
    `The predicted distance takes the trajectories to be those of a sampler with η = ${stochasticity}, and is coarse where there are few levels.`,
    ...fewerNotes(run.dynamics, count, "trajectories"),
  ];
}
