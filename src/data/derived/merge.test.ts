import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import { lakeForTests, type TestLake } from '../lake-for-tests.ts';
import { pageOf } from '../rows-kit.ts';
import { storeBars } from '../stored/store-bars.ts';
import { validateBars } from '../validated/validate-bars.ts';
import { mergeDaily } from './merge.ts';
import { deriveTechnical } from './technical.ts';

const calendar = calendarOf('XNYS');
const author = { runId: 'run-1', stepKey: 'step', codeVersion: '0', providers: ['test'], simulated: true };
const asOfMs = Date.parse('2013-03-05T00:00:00Z');
const asOfDay = dayOfSession(toSession('2013-03-04'));

async function lakeWith(closes: Readonly<Record<string, Readonly<Record<string, number>>>>): Promise<TestLake> {
  const lake = lakeForTests();
  const rows = Object.entries(closes).flatMap(([instrument, own]) =>
    Object.entries(own).map(([session, close]) => ({
      instrument,
      session,
      open: close,
      high: close,
      low: close,
      close,
      volume: 7,
    })),
  );
  const context = { calendar, lastSession: toSession('2013-03-04'), listings: null };
  const { accepted } = validateBars([await pageOf('bars', rows)], context);
  await lake.step((draft) => storeBars(draft, accepted, { calendar, suspended: new Map(), author, asOfMs }));
  return lake;
}

describe('mergeDaily', () => {
  it('puts bars and indicators of the latest sessions side by side, missing cells missing', async () => {
    const lake = await lakeWith({
      A: { '2012-12-31': 1, '2013-01-02': 2, '2013-01-03': 4 },
      B: { '2013-01-03': 5 },
      C: { '2012-12-31': 9 },
    });
    const how = { calendar, asOfMs, asOfDay, allowInterpolated: false, shards: 0, compact: false, author };
    const { columns } = await lake.step((draft) =>
      deriveTechnical(draft, { ...how, indicators: ['SMA(2)'], adjust: 'none' }),
    );
    const merge = { instruments: [], sessions: 2, asOfMs, allowInterpolated: false, technical: columns, author };
    const fundamental = { pe_ttm: 'double', quarter: 'text' } as const;
    const merged = await lake.step((draft) => mergeDaily(draft, { ...merge, fundamental }));
    const schema = { instrument: 'text', session: 'day', ...merged.columns } as const;
    const rows = await lake.rows('merged_daily', schema, ['instrument', 'session']);
    assert.deepEqual(
      rows.map((row) => [row.instrument, row.session, row.close, row.sma_2, row.pe_ttm, row.quarter]),
      [
        ['A', '2013-01-02', 2, 1.5, null, null],
        ['A', '2013-01-03', 4, 3, null, null],
        ['B', '2013-01-03', 5, null, null, null],
      ],
    );
    assert.deepEqual([merged.rows, merged.instruments], [3, 2]);
  });

  it('keeps to the instruments that are wanted', async () => {
    const lake = await lakeWith({ A: { '2013-01-02': 2 }, B: { '2013-01-02': 5 }, C: { '2013-01-02': 9 } });
    const options = { sessions: 2, asOfMs, allowInterpolated: false, technical: {}, fundamental: {}, author };
    const merged = await lake.step((draft) => mergeDaily(draft, { ...options, instruments: ['C', 'A'] }));
    assert.deepEqual([merged.rows, merged.instruments], [2, 2]);
  });

  it('reaches over a year’s end for its sessions', async () => {
    const lake = await lakeWith({ A: { '2012-12-28': 1, '2012-12-31': 2, '2013-01-02': 3 } });
    const options = {
      instruments: [],
      sessions: 2,
      asOfMs,
      allowInterpolated: false,
      technical: {},
      fundamental: {},
      author,
    };
    assert.equal((await lake.step((draft) => mergeDaily(draft, options))).rows, 2);
    assert.equal((await lake.step((draft) => mergeDaily(draft, { ...options, sessions: 99 }))).rows, 3);
  });

  it('says that there is nothing', async () => {
    const options = {
      instruments: [],
      sessions: 2,
      asOfMs,
      allowInterpolated: false,
      technical: {},
      fundamental: {},
      author,
    };
    const merged = await lakeForTests().step((draft) => mergeDaily(draft, options));
    assert.deepEqual([merged.state, merged.because], ['nothing_to_compute', 'no bars are known at the as-of']);
  });
});
