import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FILL } from './cells.ts';
import { type CompletionPolicy, complete } from './complete.ts';
import { completeBars } from './complete-bars.ts';

const N = Number.NaN;
const { observed: o, missing: m, forward: f, linear: l, time: t } = FILL;

/** Consecutive days unless given. */
function series(values: number[], more: { days?: number[]; suspended?: number[]; exDate?: number[] } = {}) {
  return {
    values: Float64Array.from(values),
    sessions: Int32Array.from(more.days ?? values.keys()),
    ...(more.suspended === undefined ? {} : { suspended: Uint8Array.from(more.suspended) }),
    ...(more.exDate === undefined ? {} : { exDate: Uint8Array.from(more.exDate) }),
  };
}

describe('complete', () => {
  it('carries forward, at most `limit` cells of a gap, known at their own session', () => {
    const { values, method, knownAt } = complete(series([N, 1, N, N, N, 5, N]), { method: 'forward', limit: 2 });
    assert.deepEqual([...values], [N, 1, 1, 1, N, 5, 5]);
    assert.deepEqual([...method], [m, o, f, f, m, o, f]);
    assert.deepEqual([...knownAt], [-1, 1, 2, 3, -1, 5, 6]);
  });

  it('interpolates by position, inside only, known at the right neighbour', () => {
    const { values, method, knownAt } = complete(series([N, 1, N, N, 4, N]), { method: 'linear' });
    assert.deepEqual([...values], [N, 1, 2, 3, 4, N]);
    assert.deepEqual([...method], [m, o, l, l, o, m]);
    assert.deepEqual([...knownAt], [-1, 1, 4, 4, 4, -1]);
  });

  it('interpolates by calendar days: pandas gives 1.43 and 2.71 for days 0, 1, 4, 7', () => {
    const { values, method } = complete(series([1, N, N, 4], { days: [0, 1, 4, 7] }), { method: 'time' });
    assert.deepEqual(
      [...values].map((value) => value.toFixed(2)),
      ['1.00', '1.43', '2.71', '4.00'],
    );
    assert.deepEqual([...method], [o, t, t, o]);
  });

  it('draws over the first `limit` cells of a gap, as pandas', () => {
    assert.deepEqual([...complete(series([1, N, N, 4]), { method: 'linear', limit: 1 }).values], [1, 2, N, 4]);
    assert.deepEqual([...complete(series([1, N, 3]), { method: 'linear', limit: 0 }).values], [1, N, 3]);
  });

  it('passes nothing over a suspension, and fills nothing inside it', () => {
    const gappy = series([1, N, N, N, 5], { suspended: [0, 0, 1, 0, 0] });
    assert.deepEqual([...complete(gappy, { method: 'forward' }).values], [1, 1, N, N, 5]);
    assert.deepEqual([...complete(gappy, { method: 'linear' }).values], [1, N, N, N, 5]);
  });

  it('passes nothing over an ex-date, whose own price may be carried on', () => {
    const onMissing = series([10, N, N, 5], { exDate: [0, 0, 1, 0] });
    assert.deepEqual([...complete(onMissing, { method: 'forward' }).values], [10, 10, N, 5]);
    assert.deepEqual([...complete(onMissing, { method: 'time' }).values], [10, N, N, 5]);
    const onObserved = series([10, N, 5, N, 7], { exDate: [0, 0, 1, 0, 0] });
    assert.deepEqual([...complete(onObserved, { method: 'linear' }).values], [10, N, 5, 6, 7]);
  });

  it('leaves holes alone when asked to, and says so', () => {
    const { values, method } = complete(series([1, N, Infinity]), { method: 'none' });
    assert.deepEqual([...values], [1, N, N]);
    assert.deepEqual([...method], [o, m, m]);
  });

  it('refuses unsorted sessions, unequal lengths and limits below 0', () => {
    const policy: CompletionPolicy = { method: 'forward' };
    assert.throws(() => complete(series([1, 2], { days: [3, 3] }), policy), { code: 'quant.input' });
    assert.throws(() => complete(series([1, 2], { days: [3] }), policy), { code: 'quant.input' });
    assert.throws(() => complete(series([1]), { ...policy, limit: -1 }), { code: 'quant.parameter' });
  });

  it('uses nothing from after knownAt, and never touches an observed cell', () => {
    const cell = fc.option(fc.integer({ min: 1, max: 50 }), { nil: N, freq: 2 });
    const row = fc.record({ value: cell, suspended: fc.nat({ max: 1 }), exDate: fc.nat({ max: 1 }) });
    const policies = fc.constantFrom<CompletionPolicy['method']>('forward', 'linear', 'time');
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 30, size: 'max' }),
        policies,
        fc.integer({ min: 0, max: 4 }),
        (rows, method, limit) => {
          const whole = series(
            rows.map((r) => r.value),
            {
              suspended: rows.map((r) => r.suspended & r.exDate),
              exDate: rows.map((r) => r.exDate),
            },
          );
          const filled = complete(whole, { method, limit });
          filled.values.forEach((value, k) => {
            if (filled.method[k] === o) assert.equal(value, whole.values[k]);
            if (Number.isNaN(value)) return;
            const last = filled.knownAt[k]! + 1;
            const cut = {
              values: whole.values.slice(0, last),
              sessions: whole.sessions.slice(0, last),
              suspended: whole.suspended!.slice(0, last),
              exDate: whole.exDate!.slice(0, last),
            };
            assert.equal(complete(cut, { method, limit }).values[k], value, 'cutting what came later changes nothing');
          });
        },
      ),
    );
  });
});

describe('completeBars', () => {
  const bars = {
    sessions: Int32Array.of(0, 1, 2),
    open: Float64Array.of(10, N, 12),
    high: Float64Array.of(12, N, 16),
    low: Float64Array.of(9, N, 11),
    close: Float64Array.of(11, N, 15),
  };

  it('fills a flat bar at the last close, or draws every price', () => {
    const flat = completeBars(bars, { method: 'forward' });
    assert.deepEqual([flat.open[1], flat.high[1], flat.low[1], flat.close[1], flat.method[1]], [11, 11, 11, 11, f]);
    const drawn = completeBars(bars, { method: 'linear' });
    assert.deepEqual([drawn.open[1], drawn.high[1], drawn.low[1], drawn.close[1]], [11, 14, 10, 13]);
    assert.deepEqual([...drawn.knownAt], [0, 2, 2]);
  });

  it('treats a bar without a close as missing, whatever else it has', () => {
    const half = { ...bars, open: Float64Array.of(10, 99, 12) };
    assert.equal(completeBars(half, { method: 'linear' }).open[1], 11);
    assert.equal(completeBars(half, { method: 'none' }).open[1], N);
  });
});
