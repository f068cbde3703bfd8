import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Panel, runPanel } from '../quant/index.ts';
import { openPanelThreads, sharedColumn } from './panel-threads.ts';

const SPECS = ['SMA(5)', 'RSI(14)', 'MACD(12,26,9)', 'BBANDS(5,2,2)', 'CDLDOJI', 'ATR(14)'];

describe('openPanelThreads', () => {
  for (const threads of [1, 3]) {
    it(`gives the bits of runPanel with ${threads} thread(s), again and again`, async () => {
      await using pool = openPanelThreads(threads);
      for (const lengths of [[40, 0, 1, 300, 77, 5, 120], [9, 9], []]) {
        const panel = panelOf(lengths);
        assert.deepEqual(await pool.run(panel, SPECS), runPanel(panel, SPECS));
      }
    });
  }

  it('computes on shared columns where they are, and leaves them alone', async () => {
    await using pool = openPanelThreads(2);
    const given = panelOf([50, 60]);
    const close = sharedColumn(given.close!.length);
    close.set(given.close!);
    const results = await pool.run({ offsets: given.offsets, close }, ['EMA(3)']);
    assert.deepEqual(results, runPanel(given, ['EMA(3)']));
    assert.deepEqual(close, given.close);
  });

  it('refuses what runPanel refuses, and works on', async () => {
    await using pool = openPanelThreads(2);
    const panel = panelOf([30]);
    await assert.rejects(() => pool.run(panel, ['SMA(0)']), { code: 'quant.parameter' });
    await assert.rejects(() => pool.run({ offsets: panel.offsets }, ['SMA(3)']), { code: 'quant.input' });
    assert.deepEqual(await pool.run(panel, ['SMA(3)']), runPanel(panel, ['SMA(3)']));
  });
});

/** Zigzags, and a gap in the longest. */
function panelOf(lengths: readonly number[]): Panel {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, k) => {
    offsets[k + 1] = offsets[k]! + length;
  });
  const bars = offsets.at(-1)!;
  const column = (shift: number) =>
    Float64Array.from({ length: bars }, (_, bar) => 50 + shift + ((bar * 37) % 11) / 10);
  const panel = { offsets, open: column(0), high: column(2), low: column(-2), close: column(0.5), volume: column(9) };
  if (bars > 100) panel.close[100] = Number.NaN;
  return panel;
}
