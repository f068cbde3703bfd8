import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openSessionVwap, type SessionBars, sessionVwap } from './session-vwap.ts';

const of = (...values: number[]) => Float64Array.from(values);
const flat = (price: Float64Array, volume: Float64Array, anchor: readonly number[]): SessionBars => ({
  high: price,
  low: price,
  close: price,
  volume,
  anchor,
});

describe('session VWAP', () => {
  it('weighs prices by volume and begins anew with the session', () => {
    // By hand: (10·1 + 13·2) / 3 = 12, variance (1·4 + 2·1) / 3 = 2; the next session knows nothing of it.
    const { vwap, upper, lower } = sessionVwap(flat(of(10, 13, 20, 30), of(1, 2, 5, 5), [1, 1, 2, 2]));
    assert.deepEqual([...vwap], [10, 12, 20, 25]);
    assert.deepEqual([...upper].map(round), [10, 12 + Math.SQRT2, 20, 30].map(round));
    assert.deepEqual([...lower].map(round), [10, 12 - Math.SQRT2, 20, 20].map(round));
  });

  it('puts the bands as many deviations away as told', () => {
    const bars = flat(of(10, 13), of(1, 2), [1, 1]);
    assert.equal(round(sessionVwap(bars, { deviations: 2 }).upper[1]!), round(12 + 2 * Math.SQRT2));
    assert.equal(sessionVwap(bars, { deviations: 0 }).upper[1], 12);
    for (const deviations of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => sessionVwap(bars, { deviations }), { code: 'quant.parameter' });
    }
  });

  it('takes money for what it is: the average of a bar is turnover over volume', () => {
    const bars = { ...flat(of(10, 13), of(1, 2), [1, 1]), turnover: of(11, 22) };
    assert.deepEqual([...sessionVwap(bars).vwap], [11, 11]);
  });

  it('has no value before the first volume of a session, and none for a bar that is not finite', () => {
    const bars = flat(of(10, 11, Number.NaN, 12), of(0, 4, 4, 4), [1, 1, 1, 1]);
    assert.deepEqual([...sessionVwap(bars).vwap], [NaN, 11, NaN, 11.5]);
    const carried = flat(of(10, 99), of(4, 0), [1, 2]);
    assert.deepEqual([...sessionVwap(carried).vwap], [10, NaN]);
  });

  it('keeps its digits at 60 000 with noise of 0.01', () => {
    const price = Float64Array.from({ length: 1000 }, (_, bar) => 60_000 + (bar % 2) / 64);
    const { upper, vwap } = sessionVwap(
      flat(
        price,
        price.map(() => 3),
        new Array(1000).fill(7),
      ),
    );
    // Half the prices stand 1/64 above the others: the deviation is 1/128.
    assert.ok(Math.abs((upper[999]! - vwap[999]!) * 128 - 1) < 1e-8, `${upper[999]! - vwap[999]!}`);
  });

  it('refuses volumes below 0, anchors that are no numbers, columns of two lengths', () => {
    assert.throws(() => sessionVwap(flat(of(1), of(-1), [1])), { code: 'quant.input', message: /volume/ });
    assert.throws(() => sessionVwap(flat(of(1), of(1), [Number.NaN])), { code: 'quant.input', message: /anchor/ });
    assert.throws(() => sessionVwap(flat(of(1, 2), of(1, 2), [1])), { code: 'quant.input' });
    assert.deepEqual([...sessionVwap(flat(of(), of(), [])).vwap], []);
  });

  it('streams the bits of the batch, through peek, clone and save, and never changes a value when more comes', () => {
    const row = fc.record({
      price: fc.integer({ min: 1, max: 500 }),
      volume: fc.nat(9),
      gap: fc.nat(20),
      isNew: fc.nat(7),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), fc.nat(80), (rows, cut) => {
        let session = 0;
        const anchor = rows.map(({ isNew }) => (isNew === 0 ? ++session : session));
        const price = Float64Array.from(rows, ({ price: p, gap }) => (gap === 0 ? Number.NaN : p / 7));
        const bars = flat(
          price,
          Float64Array.from(rows, ({ volume }) => volume),
          anchor,
        );
        const whole = sessionVwap(bars);
        const short = sessionVwap(flat(price.slice(0, cut), bars.volume.slice(0, cut), anchor.slice(0, cut)));
        assert.deepEqual(short.upper, whole.upper.slice(0, cut));
        let stream = openSessionVwap();
        rows.forEach((_, bar) => {
          const values = {
            high: price[bar]!,
            low: price[bar]!,
            close: price[bar]!,
            volume: bars.volume[bar]!,
            anchor: anchor[bar]!,
          };
          stream.peek({ ...values, volume: 1000 });
          if (bar % 5 === 2) stream = stream.clone();
          if (bar % 7 === 3) stream = openSessionVwap({}, structuredClone(stream.save()));
          const point = stream.update(values);
          assert.deepEqual(
            [point.vwap, point.upper, point.lower],
            [whole.vwap[bar], whole.upper[bar], whole.lower[bar]],
          );
        });
        whole.vwap.forEach((value, bar) => {
          assert.ok(!(value < whole.lower[bar]! || value > whole.upper[bar]!));
        });
      }),
    );
  });
});

function round(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}
