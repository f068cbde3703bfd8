import { tickSource } from '../../src/calendar/schedule/tick-source.ts';
import { wallClockOf } from '../../src/calendar/wall-clock.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import type { Schedule } from '../../src/control/definition/schedule.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import type { Decider } from '../../src/control/run/decider.ts';
import type { SchedulerNotice } from '../../src/control/schedule/notice.ts';
import { Scheduler } from '../../src/control/schedule/scheduler.ts';
import { readTicks } from '../../src/control/state/schedule/read.ts';
import type { Trigger } from '../../src/core/trigger.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { everythingElse } from '../../src/testing/virtual-clock.ts';
import { type Desk, type DeskOptions, openDesk, requestOf } from './desk.ts';

/** A desk whose engine serves for as long as the test wants, with schedules. */
export type ScheduledDesk = Desk & {
  readonly notices: SchedulerNotice[];
  /** Lets time pass. */
  readonly pass: (forMs: number) => Promise<void>;
  /** Asks for a run, and lets time stand until it has been planned: hashing takes real time. */
  readonly ask: (job: string) => Promise<number>;
  /** Asks the engine to go, and waits for it. */
  readonly stop: (graceMs?: number) => Promise<void>;
  /** Moment (relative to `fromMs`) and outcome of each tick, oldest first. */
  readonly outcomes: (schedule: string, fromMs: number) => Promise<readonly (readonly [number, string])[]>;
};

export type ScheduledDeskOptions = DeskOptions & {
  readonly schedules: readonly Schedule[];
  readonly drainGraceMs?: number;
};

export const ticksOf = (trigger: Trigger) => tickSource(trigger, { zoneData: 'test' });
export const offsetMinutesOf = (zone: string, atMs: number): number =>
  wallClockOf(zone).stretchAt(atMs).offsetMs / 60_000;

export async function openScheduledDesk(options: ScheduledDeskOptions): Promise<ScheduledDesk> {
  const desk = await openDesk({ pollMs: 1000, ...options });
  const { store, lease, clock, engine } = desk;
  const { jobs, schedules, assets = [] } = options;
  const project = defineProject({ jobs, schedules, assets });
  const notices: SchedulerNotice[] = [];
  const partitions = new PartitionKeeper({ assets, calendar: partitionCalendar, store });
  const context = { definition: { url: 'file:///desk', version: '1' }, profile: null, layers: [], partitions };
  const notice = (each: SchedulerNotice): void => void notices.push(each);
  const around = { store, lease, clock, project, context, ticksOf, offsetMinutesOf, notice };
  const drain = new AbortController();
  let failure: unknown = null;
  const busy = { calls: 0 };
  const deciders = [counted(new Scheduler(around), busy)];
  const served = engine
    .serve({ drain: drain.signal, deciders, drainGraceMs: options.drainGraceMs ?? 1000 })
    .catch((error: unknown) => {
      failure = error;
    });
  await settled(busy);
  const pass = async (forMs: number): Promise<void> => {
    const untilMs = clock.monotonicMs() + forMs;
    while (clock.monotonicMs() < untilMs) {
      await settled(busy);
      if (failure !== null) throw failure;
      const nextMs = clock.nextInMs();
      const leftMs = untilMs - clock.monotonicMs();
      await clock.advance(nextMs === null || nextMs > leftMs ? leftMs : nextMs);
    }
    await settled(busy);
  };
  return {
    ...desk,
    notices,
    pass,
    async ask(job) {
      const id = await desk.submit({ kind: 'run', data: requestOf(job) });
      await pass(1000);
      while ((await store.request(id))!.answer === null) await everythingElse();
      return id;
    },
    async stop() {
      drain.abort(new Error('stop'));
      await desk.drive(served);
      if (failure !== null) throw failure;
    },
    async outcomes(schedule, fromMs) {
      const rows = (await readTicks(store, schedule)).toReversed();
      return rows.map(({ atMs, outcome }) => [atMs - fromMs, outcome] as const);
    },
  };
}

/** The decider, and whether it is at work: hashing takes real time, in which the virtual one must stand. */
function counted(scheduler: Scheduler, busy: { calls: number }): Decider {
  const count = async <T>(work: Promise<T>): Promise<T> => {
    busy.calls += 1;
    try {
      return await work;
    } finally {
      busy.calls -= 1;
    }
  };
  return {
    begin: () => count(scheduler.begin()),
    decide: () => count(scheduler.decide()),
    take: (request) => count(scheduler.take(request)),
    end: () => count(scheduler.end()),
  };
}

async function settled(busy: { readonly calls: number }): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet = busy.calls === 0 ? quiet + 1 : 0) await everythingElse();
}
