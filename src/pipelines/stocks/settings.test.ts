import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveConfig } from '../../control/definition/config.ts';
import { configKeys } from '../../control/definition/schema.ts';
import { stockJobs } from './index.ts';
import { dailyFullPipeline } from './jobs.ts';

const set = async (values: Readonly<Record<string, string>>) => {
  const layer = { origin: 'flag', where: '--set', values, isText: true, isStrict: true } as const;
  return (await resolveConfig(dailyFullPipeline, [layer])).steps as Readonly<Record<string, Record<string, unknown>>>;
};

describe('the settings of the stock jobs', () => {
  it('are read from text as people type them', async () => {
    const steps = await set({
      target_stocks: '000001.XSHE,000002.XSHE',
      days_back: '60',
      start_date: '2024-01-02',
      indicators: 'SMA(20),MACD(12,26,9),RSI(14)',
      weights: '{"trend":1,"rsi_14":-0.5}',
      completion: 'linear',
      refetch: 'true',
    });
    const sync = steps.sync_and_complete_ohlcv_data!;
    assert.deepEqual(sync.target_stocks, ['000001.XSHE', '000002.XSHE']);
    assert.deepEqual([sync.days_back, sync.start_date, sync.refetch], [60, '2024-01-02', true]);
    const technical = steps.calculate_technical_indicators!;
    assert.deepEqual(technical.indicators, ['SMA(20)', 'MACD(12,26,9)', 'RSI(14)']);
    assert.deepEqual(steps.calculate_final_scores!.weights, { trend: 1, rsi_14: -0.5 });
    assert.equal(steps.complete_missing_sessions!.completion, 'linear');
  });

  it('refuse what cannot be, by key', async () => {
    for (const [key, value] of [
      ['days_back', 'soon'],
      ['start_date', '2024-02-30'],
      ['completion', 'guess'],
      ['adjust', 'forward'],
      ['rejected_share_max', '2'],
      ['merge_sessions', '0'],
    ] as const) {
      await assert.rejects(set({ [key]: value }), { code: 'config.invalid', message: new RegExp(key) }, key);
    }
    await assert.rejects(set({ target_stock: 'A' }), { code: 'usage.unknown_name', message: /"target_stocks"/ });
  });

  it('say of every key what it does', () => {
    for (const { pipeline } of stockJobs) {
      for (const { op } of pipeline.steps) {
        for (const key of configKeys(op.config) ?? []) assert.ok(key.description, `${op.name}.${key.key}`);
      }
    }
  });
});
