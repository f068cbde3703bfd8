import { parsedBuilder } from '../../../data/source/parsed-builder.ts';
import { BAR_INTERVALS, PREDICTION_SCHEMAS, type PredictionRequest } from '../../../data/source/predictions.ts';
import type { Parsed, RawBody } from '../../../data/source/source.ts';
import { malformed, readJson, type Where } from '../../http/json-body.ts';
import { eachRecord, instantIn, numberIn, Refused } from '../json-records.ts';

/** Cells of a row; more may follow, fewer are no row. */
const CELLS = 11;

/** The page as it came: a list of lists. @throws source.malformed */
export function pageOf(body: Uint8Array, where: Where): readonly unknown[] {
  const page = readJson(body, where);
  if (Array.isArray(page)) return page;
  throw malformed(where, 'JSON that is no list of klines');
}

/**
 * When the last row of a page begins, to go on from there; null where there is none. Rows of instants that have not come
 * are left out: going on from such a one would leave a hole behind.
 */
export function lastBeginMs(page: readonly unknown[], beforeMs: number): number | null {
  const begins = page.map((row) => (Array.isArray(row) && typeof row[0] === 'number' ? row[0] : Number.NaN));
  const past = begins.filter((begin) => begin < beforeMs);
  return past.length === 0 ? null : Math.max(...past);
}

/**
 * Rows of `[begin, "open", "high", "low", "close", "volume", end, "turnover", trades, …]`. The interval that had not ended
 * when the page was fetched is handed on as not closed: its values will change.
 *
 * @throws source.malformed
 */
export function mapKlines(body: RawBody<PredictionRequest>): Parsed {
  const { request, about } = body;
  const where = { source: about.source, what: 'klines' };
  const out = parsedBuilder(PREDICTION_SCHEMAS.klines);
  if (request.kind !== 'klines') throw malformed(where, `a body of ${request.kind}`);
  const [instrument] = request.instruments;
  const lengthMs = BAR_INTERVALS[request.interval];
  eachRecord(pageOf(body.body, where), out, (row, line) => {
    if (!Array.isArray(row) || row.length < CELLS) throw new Refused('a row of fewer than eleven cells');
    const [begin, open, high, low, close, volume, end, turnover, trades] = row;
    const beginMs = instantIn(begin, 'open time', 1);
    const endMs = instantIn(end, 'close time', 1) + 1;
    if (endMs - beginMs !== lengthMs) throw new Refused(`it lasts ${endMs - beginMs} ms, an interval has ${lengthMs}`);
    if (beginMs < request.fromMs || beginMs >= request.toMs) throw new Refused('it was not asked for');
    out.row(line, [
      instrument!,
      request.interval,
      beginMs,
      endMs,
      numberIn(open, 'open'),
      numberIn(high, 'high'),
      numberIn(low, 'low'),
      numberIn(close, 'close'),
      numberIn(volume, 'volume'),
      numberIn(turnover, 'quote volume'),
      numberIn(trades, 'trades'),
      endMs <= about.fetchedAtMs ? 1 : 0,
    ]);
  });
  return out.build();
}
