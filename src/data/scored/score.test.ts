import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { writePartition } from '../lake/upsert.ts';
import { lakeForTests, type TestLake } from '../lake-for-tests.ts';
import { frameOf, type RowLiteral } from '../rows-kit.ts';
import { ASSETS } from '../stored/assets.ts';
import { type ScoreOptions, scoreDaily } from './score.ts';
import type { ScoreModel } from './score-session.ts';

const author = { runId: 'run-1', stepKey: 'step', codeVersion: '0', providers: ['test'], simulated: true };
const COLUMNS = {
  close_adj: 'double',
  sma_5: 'double',
  sma_20: 'double',
  rsi_14: 'double',
  roe_ttm: 'double',
} as const;
const SCHEMA = { instrument: 'text', session: 'day', ...COLUMNS } as const;
const model: ScoreModel = {
  weights: { roe_ttm: 3, rsi_14: -1 },
  winsorize: { method: 'none' },
  standardize: { method: 'z' },
  missing: 'renormalise',
  coverageMin: 0.5,
};

async function lakeWith(rows: readonly RowLiteral[]): Promise<TestLake> {
  const lake = lakeForTests();
  const provenance = { asset: 'merged_daily', ...author, inputs: [] };
  const frame = frameOf(SCHEMA, rows);
  const request = { asset: ASSETS.merged_daily, partition: 'all', rows: frame, schema: SCHEMA, provenance };
  await lake.step((draft) => writePartition(draft, request));
  return lake;
}

const row = (instrument: string, roe: number | null, rsi: number | null, session = '2013-03-01'): RowLiteral => ({
  instrument,
  session,
  roe_ttm: roe,
  rsi_14: rsi,
});

const score = (lake: TestLake, change: Partial<ScoreOptions> = {}) =>
  lake.step((draft) => scoreDaily(draft, { model, sessions: 1, columns: COLUMNS, topCount: 10, author, ...change }));

describe('scoreDaily', () => {
  it('weights standardised factors; the parts of a score explain it', async () => {
    // roe 1, 2, 3 and rsi 10, 20, 30 both standardise to -1, 0, 1; weights are 3/4 and -1/4.
    const lake = await lakeWith([row('A', 1, 10), row('B', 2, 20), row('C', 3, 30)]);
    const { top, factors, rows } = await score(lake);
    assert.deepEqual(
      top.map((line) => [line.rank, line.instrument, line.score, line.percentile, line.parts]),
      [
        [1, 'C', 0.5, 100, { roe_ttm: 0.75, rsi_14: -0.25 }],
        [2, 'B', 0, 50, { roe_ttm: 0, rsi_14: -0 }],
        [3, 'A', -0.5, 0, { roe_ttm: -0.75, rsi_14: 0.25 }],
      ],
    );
    assert.deepEqual(
      factors.map((factor) => [factor.name, factor.weight]),
      [
        ['roe_ttm', 0.75],
        ['rsi_14', -0.25],
      ],
    );
    assert.equal(rows, 3);
  });

  it('scores on what there is when a factor has no column, and says which that is', async () => {
    const lake = await lakeWith([row('A', 1, 60), row('B', 2, 40), row('C', 3, 50)]);
    const weights = { roe: 1, pe: 1, oversold: 1 };
    const { absent, top, factors } = await score(lake, { model: { ...model, weights } });
    assert.deepEqual(absent, { pe: 'no column pe_ttm' });
    assert.deepEqual(
      factors.map((factor) => factor.weight),
      [0.5, 0.5],
    );
    // roe: -1, 0, 1; 50 - rsi: -10, 10, 0 standardises to -1, 1, 0.
    assert.deepEqual(
      top.map((line) => [line.instrument, line.score]),
      [
        ['B', 0.5],
        ['C', 0.5],
        ['A', -1],
      ],
    );
    assert.deepEqual(
      top.map((line) => line.rank),
      [1, 1, 3],
    );
  });

  it('gives no score to what too little is known of, and names it', async () => {
    const lake = await lakeWith([row('A', 1, 10), row('B', 2, 20), row('C', null, 30), row('D', null, null)]);
    const { unscored, rows } = await score(lake);
    assert.deepEqual(unscored, { too_few_factors: ['C'], no_factor_has_a_value: ['D'] });
    assert.equal(rows, 2);
    const known = await lake.rows('scores', ASSETS.scores.schema, ['instrument']);
    assert.deepEqual(
      known.map((line) => [line.instrument, line.score_rank, line.coverage]),
      [
        ['A', 2, 1],
        ['B', 1, 1],
      ],
    );
  });

  it('takes the moving average with the fewest bars for the trend', async () => {
    const rows = ['A', 'B', 'C'].map((instrument, k) => ({
      ...row(instrument, null, null),
      close_adj: 10,
      sma_5: [8, 10, 12.5][k]!,
      sma_20: 1,
    }));
    const { top } = await score(await lakeWith(rows), { model: { ...model, weights: { trend: 1 } } });
    // 10 / 8 - 1 = 0.25, 0, 10 / 12.5 - 1 = -0.2.
    assert.deepEqual(
      top.map((line) => line.instrument),
      ['A', 'B', 'C'],
    );
  });

  it('scores each session against its own cross-section, and keeps earlier sessions', async () => {
    const lake = await lakeWith([
      row('A', 1, 10, '2013-02-28'),
      row('B', 2, 20, '2013-02-28'),
      row('A', 20, 10),
      row('B', 10, 10),
    ]);
    await score(lake, { sessions: 2, model: { ...model, weights: { roe_ttm: 1 } } });
    const scores = await lake.rows('scores', ASSETS.scores.schema, ['session', 'instrument']);
    assert.deepEqual(
      scores.map((line) => line.score_rank),
      [2, 1, 1, 2],
    );
    const again = await score(lake, { sessions: 1, model: { ...model, weights: { roe_ttm: 1 } } });
    assert.deepEqual(again.partitionsWritten, []);
    assert.equal(lake.snapshot('scores').rows, 4);
  });

  it('refuses a weight of nothing known, with the nearest name', async () => {
    const lake = await lakeWith([row('A', 1, 10)]);
    await assert.rejects(score(lake, { model: { ...model, weights: { trendd: 1 } } }), { message: /"trend"/ });
    await assert.rejects(score(lake, { model: { ...model, weights: { rsi_14: 0 } } }), { code: 'quant.parameter' });
  });

  it('says that there is nothing when nothing was merged', async () => {
    const { rows, sessions, top } = await score(lakeForTests());
    assert.deepEqual([rows, sessions, top], [0, [], []]);
  });

  it('parts add up to the score for every instrument, whatever is missing', async () => {
    const cell = fc.option(fc.integer({ min: -50, max: 50 }), { nil: null, freq: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 8 }), async (cells) => {
        const lake = await lakeWith(cells.map(([roe, rsi], k) => row(`S${k}`, roe, rsi)));
        const { top } = await score(lake, { topCount: 100 });
        for (const { score: total, parts } of top) {
          const sum = Object.values(parts).reduce<number>((before, part) => before + (part ?? 0), 0);
          assert.ok(Math.abs(sum - total) < 1e-12);
        }
      }),
      { numRuns: 40 },
    );
  });
});
