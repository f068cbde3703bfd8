import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { max } from '../operator/max.ts';
import { MIN, min } from '../operator/min.ts';
import { openStream } from './stream.ts';

/** Longer than two of the chunks that windows are taken in. */
const BARS = 2500;

describe('extremes of windows', () => {
  const values = Float64Array.from({ length: BARS }, (_, bar) => Math.round(40 * Math.sin(bar * bar)) / 4);

  for (const period of [2, 3, 5, 14, 64, 127, 128, 129, 300, BARS]) {
    it(`are those of every window of ${period} bars, however they are taken`, () => {
      const [highest, lowest] = [max(values, period), min(values, period)];
      for (let bar = 0; bar < BARS; bar += 1) {
        const window = values.subarray(bar - period + 1, bar + 1);
        const hasValue = bar >= period - 1;
        assert.equal(highest[bar], hasValue ? Math.max(...window) + 0 : Number.NaN, `highest at ${bar}`);
        assert.equal(lowest[bar], hasValue ? Math.min(...window) + 0 : Number.NaN, `lowest at ${bar}`);
      }
    });
  }

  it('are 0 where 0 and -0 are, in a batch and in a stream', () => {
    const zeros = Float64Array.of(-0, 0, -0, -0, 0, -0);
    const stream = openStream(MIN, [2]);
    const streamed = Float64Array.from(zeros, (zero) => stream.update([zero])[0]!);
    assert.deepEqual(min(zeros, 2), Float64Array.of(Number.NaN, 0, 0, 0, 0, 0));
    assert.deepEqual(streamed, min(zeros, 2));
  });
});
