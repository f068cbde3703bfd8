import { systemClock } from '../adapters/system/clock.ts';
import { tickSource } from '../calendar/index.ts';
import { wallClockOf } from '../calendar/wall-clock.ts';
import type { SchedulerNotice } from '../control/schedule/notice.ts';
import { Scheduler } from '../control/schedule/scheduler.ts';
import type { EngineLease, StateStore } from '../control/state/store.ts';
import type { TickSource, Trigger } from '../core/trigger.ts';
import { keeperOf } from './partition-keeper.ts';
import type { Workspace } from './workspace.ts';

/** Asks a trigger by this program's calendars and zone data. @throws what is wrong with it */
export function ticksOf(trigger: Trigger): TickSource {
  return tickSource(trigger, { zoneData: process.versions.tz ?? 'unknown' });
}

/** What clocks in the zone show beyond UTC. */
export function offsetMinutesOf(zone: string, atMs: number): number {
  return wallClockOf(zone).stretchAt(atMs).offsetMs / 60_000;
}

export function schedulerOf(around: {
  readonly workspace: Workspace;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly notice: (notice: SchedulerNotice) => void;
}): Scheduler {
  const { workspace, store, lease, notice } = around;
  const { project, definition, profileName: profile, settings } = workspace;
  const partitions = keeperOf(project, store);
  const context = { definition, profile, layers: settings.configLayers, partitions };
  return new Scheduler({ store, lease, clock: systemClock, project, context, ticksOf, offsetMinutesOf, notice });
}
