import { days, doubles, type Frame, flags, type Schema, text } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { concatRows, keepRows, selectColumns, sortRows } from '../rows.ts';
import type { LakeQuery } from '../stored/lake.ts';
import { assertKnownBy } from './known-by.ts';

export type BarQuery = {
  /** Columns besides instrument and session. */
  readonly columns: Schema;
  readonly asOfMs: number;
  readonly instruments?: LakeQuery['instruments'];
  readonly from?: SessionDay;
  /** Interpolated bars used a later price: they are left out unless someone insists. */
  readonly allowInterpolated: boolean;
};

export type BarsRead = {
  /** In the order (instrument, session); suspended sessions have no bar. */
  readonly bars: Frame;
  readonly leftOut: { readonly suspended: number; readonly interpolated: number; readonly notYetKnown: number };
};

const KEY = { instrument: 'text', session: 'day' } as const;
const MARKS = { suspended: 'flag', filled_by: 'text', known_at: 'instant' } as const;

/**
 * Bars as they were known at the as-of: a bar revised later is read as it was before. Carried bars (`ffill`) are in from
 * the bar on that closed their gap: the last close is what anyone saw on that day, and before nobody would have filled it.
 *
 * reads  ohlcv_daily, ohlcv_daily_superseded
 */
export async function readBarsAsOf(draft: Draft, query: BarQuery): Promise<BarsRead> {
  const schema = { ...KEY, ...query.columns, ...MARKS };
  const current = await draft.lake.read(draft.files('ohlcv_daily'), lakeQuery(schema, query));
  const isKnown = Uint8Array.from(doubles(current, 'known_at'), (known) => (known <= query.asOfMs ? 1 : 0));
  const known = keepRows(current, isKnown);
  const notYetKnown = current.rows - known.rows;
  const bars = notYetKnown === 0 ? known : await withEarlier(draft, known, schema, query);
  const kept = keepTraded(bars, query.allowInterpolated);
  assertKnownBy('ohlcv_daily', doubles(kept.bars, 'known_at'), query.asOfMs);
  return { bars: selectColumns(kept.bars, { ...KEY, ...query.columns }), leftOut: { ...kept.leftOut, notYetKnown } };
}

function lakeQuery(columns: Schema, { instruments, from }: BarQuery): LakeQuery {
  return {
    columns,
    orderBy: ['instrument', 'session'],
    ...(instruments === undefined ? {} : { instruments }),
    ...(from === undefined ? {} : { days: { column: 'session', from } }),
  };
}

/** Puts back what bars said at the as-of that were revised since. */
async function withEarlier(draft: Draft, known: Frame, schema: Schema, query: BarQuery): Promise<Frame> {
  const columns = { ...schema, superseded_at: 'instant' } as const;
  const files = draft.files('ohlcv_daily_superseded');
  const earlier = await draft.lake.read(files, { ...lakeQuery(schema, query), columns });
  const [knownAt, supersededAt] = [doubles(earlier, 'known_at'), doubles(earlier, 'superseded_at')];
  const wasCurrent = knownAt.map((at, row) => (at <= query.asOfMs && supersededAt[row]! > query.asOfMs ? 1 : 0));
  const restored = keepRows(earlier, Uint8Array.from(wasCurrent));
  return sortRows(concatRows(schema, [known, restored]), ['instrument', 'session']);
}

function keepTraded(bars: Frame, allowInterpolated: boolean) {
  const suspended = flags(bars, 'suspended');
  const { codes, dictionary } = text(bars, 'filled_by');
  const linear = dictionary.indexOf('linear');
  const leftOut = { suspended: 0, interpolated: 0 };
  const keep = new Uint8Array(bars.rows);
  for (let row = 0; row < bars.rows; row += 1) {
    if (suspended[row] === 1) leftOut.suspended += 1;
    else if (!allowInterpolated && linear !== -1 && codes[row] === linear) leftOut.interpolated += 1;
    else keep[row] = 1;
  }
  return { bars: keepRows(bars, keep), leftOut };
}

/** The newest session among these rows; null when there are none. */
export function newestSession(bars: Frame): SessionDay | null {
  let newest = -Infinity;
  for (const day of days(bars, 'session')) if (day > newest) newest = day;
  return bars.rows === 0 ? null : newest;
}
