import { days, type Frame, flags, NO_TEXT, text } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { runsOf } from '../rows.ts';

/** Which sessions of which instruments have a bar: instrument k owns `offsets[k] .. offsets[k+1]-1`, ascending. */
export type Coverage = {
  readonly instruments: readonly string[];
  readonly offsets: Int32Array;
  readonly days: Int32Array;
  /** 1 where the bar was filled in here, by ffill or by interpolation. */
  readonly filled: Uint8Array;
  readonly suspended: Uint8Array;
};

const COLUMNS = { instrument: 'text', session: 'day', suspended: 'flag', filled_by: 'text' } as const;

/** Reads only keys and marks, no prices: 16 bytes a bar. */
export async function readCoverage(draft: Draft): Promise<Coverage> {
  const files = draft.files('ohlcv_daily');
  return coverageOf(await draft.lake.read(files, { columns: COLUMNS, orderBy: ['instrument', 'session'] }));
}

export function coverageOf(bars: Frame): Coverage {
  const filledBy = text(bars, 'filled_by');
  const isFill = filledBy.dictionary.map((how) => how !== 'vendor');
  const { names, offsets } = runsOf(text(bars, 'instrument'));
  return {
    instruments: names,
    offsets: bars.rows === 0 ? Int32Array.of(0) : offsets,
    days: days(bars, 'session'),
    filled: Uint8Array.from(filledBy.codes, (code) => (code !== NO_TEXT && isFill[code] ? 1 : 0)),
    suspended: flags(bars, 'suspended'),
  };
}

export type Held = {
  readonly days: Int32Array;
  readonly filled: Uint8Array;
  readonly suspended: Uint8Array;
};

const NOTHING: Held = { days: new Int32Array(0), filled: new Uint8Array(0), suspended: new Uint8Array(0) };

/** What is held of each instrument, by name. */
export function heldByInstrument(coverage: Coverage): (instrument: string) => Held {
  const place = new Map(coverage.instruments.map((name, k) => [name, k]));
  return (instrument) => {
    const k = place.get(instrument);
    if (k === undefined) return NOTHING;
    const [begin, end] = [coverage.offsets[k]!, coverage.offsets[k + 1]!];
    return {
      days: coverage.days.subarray(begin, end),
      filled: coverage.filled.subarray(begin, end),
      suspended: coverage.suspended.subarray(begin, end),
    };
  };
}

/** The oldest session with a delivered bar; null when there is none. Nothing is ever filled before it. */
export function firstDelivered({ days: sessions, filled }: Held): SessionDay | null {
  for (let k = 0; k < sessions.length; k += 1) if (filled[k] === 0) return sessions[k]!;
  return null;
}

/** The newest session with a delivered bar, fills not counted; null when there is none. */
export function lastDelivered({ days: sessions, filled }: Held): SessionDay | null {
  for (let k = sessions.length - 1; k >= 0; k -= 1) if (filled[k] === 0) return sessions[k]!;
  return null;
}
