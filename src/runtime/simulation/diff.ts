import { dateInZone } from '../../calendar/zone.ts';
import type { Project } from '../../control/definition/project.ts';
import { isTapelineError } from '../../core/errors.ts';
import { instantText } from '../../core/time.ts';
import type { DueTick, TickSource, Trigger } from '../../core/trigger.ts';
import { ticksOf } from '../schedules.ts';
import { momentsOf } from './moments.ts';

/** What a changed definition does to the ticks of a schedule, or the moments of a sensor, in a stretch of time. */
export type TickDiff = {
  readonly name: string;
  readonly change: 'same' | 'changed' | 'added' | 'removed';
  /** Ticks of one session, or one date of its zone, that come at another time. */
  readonly moved: readonly { readonly of: string; readonly from: string; readonly to: string }[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

type Stretch = { readonly fromMs: number; readonly toMs: number };

/** @throws what is wrong with a trigger of either */
export function diffTicks(before: Project, after: Project, stretch: Stretch): readonly TickDiff[] {
  const [old, now] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.map((name) => {
    const [was, is] = [ticksIn(old.get(name), stretch), ticksIn(now.get(name), stretch)];
    const matched = match(was, is);
    const isSame = matched.moved.length + matched.added.length + matched.removed.length === 0;
    const change = !old.has(name) ? 'added' : !now.has(name) ? 'removed' : isSame ? 'same' : 'changed';
    return { name, change, ...matched };
  });
}

function byName({ schedules, sensors }: Project): ReadonlyMap<string, Trigger> {
  const moments = sensors.flatMap((sensor) => {
    const trigger = momentsOf(sensor);
    return trigger === null ? [] : [[sensor.name, trigger] as const];
  });
  return new Map([...schedules.map(({ name, trigger }) => [name, trigger] as const), ...moments]);
}

/** A tick and what it belongs to: its session, or its date. */
type Placed = { readonly of: string; readonly atMs: number };

function ticksIn(trigger: Trigger | undefined, { fromMs, toMs }: Stretch): readonly Placed[] {
  if (trigger === undefined) return [];
  const source = ticksOf(trigger);
  const untilMs = Math.min(toMs, source.horizonMs ?? toMs);
  return between(source, fromMs - 1, untilMs).map(({ atMs, session }) => ({
    of: session ?? dateInZone(source.zone, atMs),
    atMs,
  }));
}

function between(source: TickSource, afterMs: number, untilMs: number): readonly DueTick[] {
  try {
    return source.between({ afterMs, untilMs, limit: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (isTapelineError(error) && error.code === 'calendar.beyond_horizon') return [];
    throw error;
  }
}

function match(was: readonly Placed[], is: readonly Placed[]): Pick<TickDiff, 'moved' | 'added' | 'removed'> {
  const [wasAt, isAt] = [new Set(was.map(({ atMs }) => atMs)), new Set(is.map(({ atMs }) => atMs))];
  const gone = Map.groupBy(
    was.filter(({ atMs }) => !isAt.has(atMs)),
    ({ of }) => of,
  );
  const moved: { of: string; from: string; to: string }[] = [];
  const added: string[] = [];
  for (const { of, atMs } of is) {
    if (wasAt.has(atMs)) continue;
    const from = gone.get(of)?.shift();
    if (from === undefined) added.push(instantText(atMs));
    else moved.push({ of, from: instantText(from.atMs), to: instantText(atMs) });
  }
  const removed = [...gone.values()].flat().map(({ atMs }) => instantText(atMs));
  return { moved, added, removed };
}
