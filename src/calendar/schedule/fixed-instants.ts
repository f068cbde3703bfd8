import { assert, TapelineError } from '../../core/errors.ts';
import { durationMs } from '../../core/time.ts';
import type { IntervalTrigger, OnceTrigger } from '../../core/trigger.ts';
import type { Ticks } from '../ticks.ts';

const EVERY_MIN_MS = 1000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Real time from an anchor on, whatever clocks on walls do: the anchor is the first tick. @throws usage.trigger */
export function intervalTicks({ every, anchor }: IntervalTrigger): Ticks {
  const anchorMs = readInstant(anchor);
  const everyMs = readEvery(every);
  return instantTicks((afterMs) => {
    if (afterMs < anchorMs) return anchorMs;
    return anchorMs + (Math.floor((afterMs - anchorMs) / everyMs) + 1) * everyMs;
  });
}

/** @throws usage.trigger */
export function onceTicks({ once }: OnceTrigger): Ticks {
  const onceMs = readInstant(once);
  return instantTicks((afterMs) => (afterMs < onceMs ? onceMs : Infinity));
}

function instantTicks(next: (afterMs: number) => number): Ticks {
  return {
    zone: 'UTC',
    knownAfterMs: -Infinity,
    knownToMs: Infinity,
    first: (afterMs, untilMs) => {
      const atMs = next(afterMs);
      return atMs <= untilMs && Number.isFinite(atMs) ? { atMs, session: null, note: null } : null;
    },
    nonTicks: () => [],
    calendars: [],
    readsZoneData: false,
    beyond: () => assert(false, 'an instant has no horizon') as never,
  };
}

/** An instant with offset, of a date that exists. @throws usage.trigger */
export function readInstant(text: string): number {
  const atMs = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number];
  const isReal = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
  if (Number.isFinite(atMs) && isReal) return atMs;
  throw new TapelineError('usage.trigger', { facts: { part: 'instant', got: text } });
}

function readEvery(every: IntervalTrigger['every']): number {
  const everyMs = durationMs(every);
  if (Number.isInteger(everyMs) && everyMs >= EVERY_MIN_MS) return everyMs;
  throw new TapelineError('usage.trigger', { facts: { part: 'every', got: String(every) } });
}
