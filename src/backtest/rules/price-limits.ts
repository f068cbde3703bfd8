import { calendarOf } from '../../calendar/calendar.ts';
import { dayOfSession, sessionOfDay } from '../../core/time.ts';
import { roundHalfUp, toTick } from '../rounding.ts';
import { rowPerBar } from './dated.ts';
import type { PriceLimits } from './rules.ts';

/** The highest and lowest price of each bar; NaN where there is no limit. */
export type LimitColumns = { readonly up: Float64Array; readonly down: Float64Array };

export type LimitedBars = {
  readonly sessions: Int32Array;
  /** The close of the session before, less what the ex-date took; NaN: not known, so no limit. */
  readonly reference: Float64Array;
  readonly isSpecial: Uint8Array | undefined;
  readonly listingDay: number | null;
};

/**
 * Daily limits from the table of a board: the reference price times one plus or minus the band, halves up, on the tick.
 *
 * source  exchange rules; 4.26 * 1.1 = 4.686 -> 4.69
 */
export function limitColumns(limits: PriceLimits, tick: number, bars: LimitedBars): LimitColumns {
  const count = bars.sessions.length;
  const [up, down] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count).fill(Number.NaN)];
  const rows = rowPerBar('The table of price limits', limits.bands, bars.sessions);
  const freeUntil = firstLimitedDay(limits, bars.listingDay);
  for (let bar = 0; bar < count; bar += 1) {
    const row = limits.bands[rows[bar]!];
    const band = (bars.isSpecial?.[bar] === 1 ? row?.special : row?.band) ?? null;
    const reference = bars.reference[bar]!;
    if (band === null || Number.isNaN(reference) || bars.sessions[bar]! < freeUntil) continue;
    up[bar] = limitPrice(reference, 1 + band, tick);
    down[bar] = limitPrice(reference, 1 - band, tick);
  }
  return { up, down };
}

/** Bands have at most four decimals. */
const BAND_SCALE = 10_000;

function limitPrice(reference: number, factor: number, tick: number): number {
  const ticks = Math.round(toTick(reference, tick, 'nearest') / tick);
  const limit = roundHalfUp((ticks * Math.round(factor * BAND_SCALE)) / BAND_SCALE);
  return toTick(limit * tick, tick, 'nearest');
}

/** The first day on which a listing of that day has a limit. */
function firstLimitedDay({ freeSessions, venue }: PriceLimits, listingDay: number | null): number {
  if (listingDay === null) return -Infinity;
  const listed = sessionOfDay(listingDay);
  const sessions = freeSessions.findLast(({ listedFrom }) => listedFrom <= listed)?.sessions ?? 0;
  return sessions === 0 ? -Infinity : dayOfSession(calendarOf(venue).next(listed, sessions));
}
