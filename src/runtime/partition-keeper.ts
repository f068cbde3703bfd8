import type { Project } from '../control/definition/project.ts';
import { PartitionKeeper } from '../control/partition/keeper.ts';
import type { StateReader } from '../control/state/store.ts';
import { partitionCalendar } from './partition-calendar.ts';

/** Knows the slices of the project's assets, by this program's calendars and the names in the state. */
export function keeperOf({ assets }: Pick<Project, 'assets'>, store: Pick<StateReader, 'range'>): PartitionKeeper {
  return new PartitionKeeper({ assets, calendar: partitionCalendar, store });
}
