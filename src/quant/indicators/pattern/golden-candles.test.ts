import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { INDICATORS } from '../catalogue.ts';
import { runBatch } from '../kernel/run.ts';
import { openStream } from '../kernel/stream.ts';

type Golden = {
  readonly ohlc: readonly (readonly number[])[];
  readonly cdl: Readonly<Record<string, { readonly hits: readonly (readonly [bar: number, value: number])[] }>>;
};
const FILE = new URL('../../../../test/golden/quant/talib61-candles12k.json.gz', import.meta.url);
const golden: Golden = JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8'));
const columns = [0, 1, 2, 3].map((k) => Float64Array.from(golden.ohlc, (row) => row[k]!));
const patterns = INDICATORS.filter((indicator) => indicator.group === 'pattern');
/** Streams walk this many bars: every kernel has moved its window many times by then. */
const STREAMED_BARS = 2000;

describe('TA-Lib’s candle patterns on 12,000 bars', () => {
  it('are 61, with 34,266 hits', () => {
    assert.equal(patterns.length, 61);
    assert.equal(Object.keys(golden.cdl).length, 61);
    assert.equal(
      Object.values(golden.cdl).reduce((sum, { hits }) => sum + hits.length, 0),
      34_266,
    );
  });

  for (const pattern of patterns) {
    it(`${pattern.name} finds each of them and nothing else, in batch and in stream`, () => {
      const defaults = pattern.options.map((option) => option.default);
      const got = runBatch(pattern, columns, defaults)[0]!;
      const found = [...got.entries()].filter(([, value]) => value !== 0);
      assert.deepEqual(found, golden.cdl[pattern.name]!.hits);
      const stream = openStream(pattern);
      for (let bar = 0; bar < STREAMED_BARS; bar += 1) {
        assert.equal(stream.update(golden.ohlc[bar]!)[0], got[bar], `bar ${bar}`);
      }
    });
  }
});
