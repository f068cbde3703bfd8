import type { TickOutcome } from '../../control/schedule/decide.ts';
import type { Unknown } from '../../runtime/simulation/simulate.ts';
import type { Assumption } from '../../runtime/simulation/stub-project.ts';
import { durationText } from '../format.ts';

type Outcome = TickOutcome['outcome'];

/** What the engine that stays says, and what became of ticks. */
export const engineEn = {
  isStandby: (pid: number, host: string) => `Engine ${pid} on ${host} has this folder; taking over when it is gone.`,
  isUp: (schedules: number, pid: number) =>
    `Up with ${schedules} ${schedules === 1 ? 'schedule' : 'schedules'}, pid ${pid}. Ctrl-C stops it in order, a second one at once.`,
  isUpDetached: (pid: number, log: string) =>
    `Up in the background, pid ${pid}. Its log: ${log}. Stop it with: tapeline down`,
  draining: (runs: number) =>
    runs === 0
      ? 'Stops: nothing works.'
      : `Stops: starts nothing more, waits for ${runs} ${runs === 1 ? 'run' : 'runs'}.`,
  isDown: 'Down.',
  nobodyUp: 'Nobody is up here.',
  waitsFor: (pid: number, jobs: readonly string[]) =>
    jobs.length === 0 ? `Asked pid ${pid} to stop.` : `Asked pid ${pid} to stop; it waits for ${jobs.join(', ')}.`,
  stillDraining: (pid: number) => `Pid ${pid} goes on stopping by itself.`,
  runBegins: (job: string, by: string) => `${job} begins (${by})`,
  runEnds: (job: string, outcome: string, duration: string) => `${job} ${outcome} after ${duration}`,
  tick: (schedule: string, at: string, outcome: string) => `${schedule}  tick of ${at}: ${outcome}`,
  broken: (schedule: string, message: string) => `Schedule ${schedule} is left alone: ${message}`,
  columns: ['schedule', 'job', 'due', 'next', 'last tick', 'outcome'],
  decisionColumns: ['tick', 'session', 'outcome', 'run'],
  paused: (by: string, since: string) => `paused by ${by} since ${since}`,
  pausedShort: 'paused',
  never: 'never again',
  resumed: (name: string) => `Schedule ${name} goes on.`,
  pausedNow: (name: string) => `Schedule ${name} is paused. Its ticks are recorded, nothing runs.`,
  noSchedules: 'No schedule is defined.',
  noTicks: 'No tick yet.',
  decided: 'Last decisions',
  next: 'Next ticks',
  policy: 'What happens to a tick',
  grace: (text: string | null) =>
    text === null
      ? 'it runs however late it comes up'
      : `it runs if it comes up at most ${text} late, else it is misfired`,
  coalesce: {
    latest: 'of several missed ticks the latest runs, the others are coalesced into it',
    earliest: 'of several missed ticks the earliest runs, the others are coalesced into it',
    none: 'every missed tick runs by itself',
  },
  overlap: (limit: number, what: 'skip' | 'queueOne' | 'cancelOther' | number) => {
    const busy = `while ${limit === 1 ? 'a run' : `${limit} runs`} of the job ${limit === 1 ? 'is' : 'are'} open, `;
    if (what === 'skip') return `${busy}it is skipped`;
    if (what === 'queueOne') return `${busy}one waits, further ones are skipped`;
    if (what === 'cancelOther') return `${busy}it cancels them and takes their place`;
    return `${busy}up to ${what} wait, further ones are skipped`;
  },
  catchUp: (count: number) => `at most ${count} missed ticks are looked at one by one, older ones are summed up`,
  jitter: (text: string) => `its run starts up to ${text} after it, always the same for the same tick`,
  outcomes: {
    fired: 'fired',
    coalesced: 'coalesced into a later or earlier tick',
    misfired: 'misfired: too late',
    skipped_overlap: 'skipped: a run of the job was open',
    queued_overlap: 'queued behind an open run',
    skipped_paused: 'skipped: the schedule was paused',
    skipped_window: 'skipped: beyond the catch-up cap',
    failed_to_plan: 'no run could be planned',
  } satisfies Readonly<Record<Outcome, string>>,
  late: (late: string, grace: string) => `misfired: ${late} late, grace ${grace}`,
  manySkipped: (count: number, isAtLeast: boolean) =>
    `${isAtLeast ? 'more than ' : ''}${count} ticks skipped by the catch-up cap`,
  lookedUntil: (at: string) =>
    `Ticks were looked at up to ${at}; what came since is decided when somebody is up again.`,
  why: {
    runs_now: 'It runs now.',
    queued: 'A run of it waits in the queue.',
    no_schedule: 'No schedule makes runs of it.',
    paused: 'Its schedule is paused.',
    not_due: 'It is not due yet.',
    never_due: 'Its schedule is never due again.',
    broken: 'Its trigger cannot be asked.',
    engine_down: 'Nobody is up: schedules make runs only while "tapeline up" works.',
    engine_other: 'A command works here, not "tapeline up": it makes no runs of schedules.',
    last_tick: 'Its last tick made no run.',
    last_run: 'Its last tick made a run.',
    clock_ahead: 'The clock ran ahead: ticks up to its cursor are decided already.',
  },
  clockStepped: (at: string, byMs: number) =>
    `The clock was set ${byMs < 0 ? 'back' : 'forward'} by ${durationText(Math.abs(byMs))}; it was noticed at ${at}.`,
  simulation: {
    scheduleColumns: ['schedule', 'job', 'ticks', 'first (UTC)', 'last (UTC)'],
    sensorColumns: ['sensor', 'watches', 'runs', 'alarms', 'failures', 'first (UTC)', 'last (UTC)'],
    jobColumns: ['job', 'runs', 'outcomes', 'by'],
    load: (most: number, hours: string) =>
      most === 0
        ? 'Nothing would run.'
        : `At most ${most} ${most === 1 ? 'run' : 'runs'} at once, in the hours from ${hours} UTC.`,
    change: { same: 'the same', changed: 'changed', added: 'new', removed: 'gone' },
    assumed: (assumed: Assumption | Unknown) => {
      switch (assumed.kind) {
        case 'condition_holds':
          return `Assumed: the condition of ${assumed.job}/${assumed.step} holds.`;
        case 'map_is_empty':
          return `Unknown: how many items ${assumed.job}/${assumed.step} gets; none here.`;
        case 'ready_after':
          return assumed.afterMs === 0
            ? `Assumed: ${assumed.sensor} finds everything ready at once.`
            : `Assumed: ${assumed.sensor} finds everything ready after ${durationText(assumed.afterMs)}.`;
        case 'publishes':
          return assumed.jobs.length === 0
            ? `Unknown: who publishes ${assumed.asset}; nobody here.`
            : `Assumed: every success of ${assumed.jobs.join(', ')} publishes ${assumed.asset}.`;
        case 'never_looks':
          return `Unknown: what ${assumed.sensor} would see (${assumed.watches}); nothing here.`;
        case 'not_paused':
          return `${assumed.name} starts paused; it runs here.`;
        case 'beyond_horizon':
          return `Unknown: what ${assumed.name} does after ${assumed.from}: its calendar ends there.`;
      }
    },
  },
} as const;
