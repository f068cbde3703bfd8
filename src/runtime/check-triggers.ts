import { wallClockOf } from '../calendar/wall-clock.ts';
import { zonedText } from '../calendar/wall-times.ts';
import { resolveConfig } from '../control/definition/config.ts';
import { findJob, type Project } from '../control/definition/project.ts';
import type { Schedule } from '../control/definition/schedule.ts';
import { configLayerOf } from '../control/schedule/run-plans.ts';
import { isTapelineError, TapelineError } from '../core/errors.ts';
import type { TickSource, Trigger } from '../core/trigger.ts';
import { ticksOf } from './schedules.ts';
import type { Settings } from './settings.ts';
import { momentsOf } from './simulation/moments.ts';

/** Something to be checked, and what to say when it is well. */
export type TriggerCheck = { readonly what: string; readonly check: () => Promise<string> };

/** Every schedule, and every sensor that waits for moments: their triggers are asked, and held against the rest. */
export function checksOfTriggers(
  { project, settings }: { readonly project: Project; readonly settings: Pick<Settings, 'configLayers'> },
  nowMs: number,
): readonly TriggerCheck[] {
  const ofSchedules = project.schedules.map((schedule) => ({
    what: `schedule ${schedule.name}`,
    async check() {
      const source = ticksOf(schedule.trigger);
      const detail = nextText(source, nowMs);
      checkJitter(schedule, source, nowMs);
      await resolveConfig(findJob(project, schedule.job), [configLayerOf(schedule), ...settings.configLayers]);
      return detail;
    },
  }));
  const ofSensors = project.sensors.flatMap((sensor) => {
    const trigger: Trigger | null = momentsOf(sensor);
    if (trigger === null) return [];
    return [{ what: `sensor ${sensor.name}`, check: async () => nextText(ticksOf(trigger), nowMs) }];
  });
  return [...ofSchedules, ...ofSensors];
}

/** @throws calendar.beyond_horizon when not even the next tick is known */
function nextText(source: TickSource, nowMs: number): string {
  const clock = wallClockOf(source.zone);
  const next = source.next(nowMs);
  const due = next === null ? 'never due again' : `next ${zonedText(clock, next.atMs)}`;
  return source.horizonMs === null ? due : `${due}, known until ${zonedText(clock, source.horizonMs)}`;
}

/** Gaps between so many ticks tell the rhythm. */
const TICKS_LOOKED_AT = 50;

/** @throws definition.invalid for a run that may begin after the tick that follows its own */
function checkJitter({ name, policy }: Schedule, source: TickSource, nowMs: number): void {
  if (policy.jitterMs === 0) return;
  const gapMs = shortestGap(source, nowMs);
  if (policy.jitterMs < gapMs) return;
  const where = `Schedule "${name}"`;
  const problem = `jitter is ${policy.jitterMs} ms, but its ticks come ${gapMs} ms apart: runs would change places`;
  throw new TapelineError('definition.invalid', { facts: { where, problem, wayOut: 'Write a shorter jitter.' } });
}

function shortestGap(source: TickSource, nowMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let [atMs, count] = [nowMs, 0]; count < TICKS_LOOKED_AT; count += 1) {
    const next = knownNext(source, atMs);
    if (next === null) break;
    if (count > 0) least = Math.min(least, next - atMs);
    atMs = next;
  }
  return least;
}

function knownNext(source: TickSource, afterMs: number): number | null {
  try {
    return source.next(afterMs)?.atMs ?? null;
  } catch (error) {
    if (isTapelineError(error) && error.code === 'calendar.beyond_horizon') return null;
    throw error;
  }
}
