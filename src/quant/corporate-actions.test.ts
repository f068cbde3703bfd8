import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adjust, factorPerSession } from './adjustment.ts';
import { exFactors } from './corporate-actions.ts';

const sessions = Int32Array.of(10, 11, 12, 15, 16);
const closes = Float64Array.of(20, 20, 10, 10, 9);
const day = (exDate: number) => Int32Array.of(exDate);
const of = (...values: number[]) => Float64Array.from(values);

describe('factors from corporate actions', () => {
  it('a split of 2 for 1 doubles, a dividend of 1 on 10 is 10/9', () => {
    const table = exFactors(sessions, closes, { exDates: Int32Array.of(12, 16), bonus: of(1, 0), cash: of(0, 1) });
    assert.deepEqual([...table.factors], [2, 10 / 9]);
    assert.deepEqual([...table.cumulative], [2, 20 / 9]);
  });

  it('rights at 8, three for ten, and cash of 0.5 on a close of 20: (20 - 0.5 + 2.4) / 1.3', () => {
    const actions = { exDates: day(12), rights: of(0.3), rightsPrice: of(8), cash: of(0.5) };
    assert.ok(Math.abs(exFactors(sessions, closes, actions).factors[0]! - (20 * 1.3) / 21.9) < 1e-15);
  });

  it('makes the return over an ex-date what a holder had', () => {
    const { exDates, cumulative } = exFactors(sessions, closes, {
      exDates: Int32Array.of(12, 16),
      bonus: of(1, 0),
      cash: of(0, 1),
    });
    const adjusted = adjust(closes, factorPerSession(sessions, exDates, cumulative), 'backward');
    // Nothing was won or lost: 20 became two of 10, and 10 became 9 and 1 in cash.
    for (const price of adjusted) assert.ok(Math.abs(price - 20) < 1e-12, `${price}`);
  });

  it('leaves out what is not in force: before the first close, after the last session', () => {
    for (const exDate of [9, 10, 17])
      assert.equal(exFactors(sessions, closes, { exDates: day(exDate), bonus: of(1) }).exDates.length, 0);
    // Between sessions it is in force from the next one on.
    assert.deepEqual([...exFactors(sessions, closes, { exDates: day(13), bonus: of(1) }).exDates], [13]);
    assert.equal(exFactors(new Int32Array(0), of(), { exDates: day(1), bonus: of(1) }).exDates.length, 0);
  });

  it('refuses a dividend above the price, days out of order, columns of two lengths', () => {
    const wrong = [
      { exDates: day(12), cash: of(20) },
      { exDates: day(12), bonus: of(-1) },
      { exDates: day(12), cash: of(Number.NaN) },
      { exDates: Int32Array.of(12, 12), cash: of(1, 1) },
      { exDates: day(12), cash: of(1, 1) },
    ];
    for (const actions of wrong) assert.throws(() => exFactors(sessions, closes, actions), { code: 'quant.input' });
  });
});
