import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { tickTexts, valueText } from './number-text.ts';
import { scaleOf } from './scale.ts';
import { sessionTicks } from './session-ticks.ts';
import { linearTicks, logTicks } from './ticks.ts';

const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true, noDefaultInfinity: true });

describe('linearTicks', () => {
  test('are the numbers that a person would write on the axis', () => {
    assert.deepEqual(linearTicks(18.7, 24.2, 7), [19, 20, 21, 22, 23, 24]);
    assert.deepEqual(linearTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1].slice(0, 6));
    assert.deepEqual(linearTicks(-0.31, 0.02, 4), [-0.3, -0.2, -0.1, 0]);
    assert.deepEqual(linearTicks(0, 13e6, 3), [0, 5e6, 10e6]);
  });

  test('lie within the range, a nice step apart, and are not more than asked for by more than one', () => {
    fc.assert(
      fc.property(
        finite,
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (min, range, count) => {
          const max = min + range;
          fc.pre(max > min && range > Math.abs(min) * 1e-6);
          const ticks = linearTicks(min, max, count);
          const slack = range * 1e-6;
          assert.ok(ticks.every((tick) => tick >= min - slack && tick <= max + slack));
          assert.ok(ticks.length <= count + 1, `${ticks.length} of ${count}`);
          const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
          if (ticks.length < 2) return;
          const digits = Number((step / 10 ** Math.floor(Math.log10(step) + 1e-9)).toPrecision(3));
          assert.ok([1, 2, 2.5, 5, 10].includes(digits), `a step of ${step}`);
        },
      ),
    );
  });

  test('are none for a range that is none', () => {
    assert.deepEqual([linearTicks(1, 1, 5), linearTicks(2, 1, 5), linearTicks(Number.NaN, 1, 5)], [[], [], []]);
  });
});

describe('logTicks', () => {
  test('are 1, 2 and 5 of each power of ten where there is room', () => {
    assert.deepEqual(logTicks(1, 100, 7), [1, 2, 5, 10, 20, 50, 100]);
    assert.deepEqual(logTicks(1, 1e6, 8), [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
  });

  test('are plain ticks where the range is narrow, and none at or below zero', () => {
    assert.deepEqual(logTicks(10, 14, 5), [10, 11, 12, 13, 14]);
    assert.deepEqual([logTicks(0, 10, 5), logTicks(-1, 10, 5)], [[], []]);
  });
});

describe('scaleOf', () => {
  const place = { top: 10, bottom: 110 };

  test('puts larger values higher, and all of the range inside', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const { y } = scaleOf({ kind: 'linear', min, max, ...place });
        assert.ok(y(max) <= y(min));
        assert.ok(y(max) >= 10 - 1e-6 && y(min) <= 110 + 1e-6);
      }),
    );
  });

  test('puts a value that never changes into the middle, zero too', () => {
    for (const value of [0, 5, -3, 1e9]) {
      assert.equal(
        Math.round(scaleOf({ kind: 'linear', min: value, max: value, ...place }).y(value)),
        60,
        String(value),
      );
    }
    assert.equal(Math.round(scaleOf({ kind: 'log', min: 7, max: 7, ...place }).y(7)), 60);
  });

  test('lets bars stand on their foot: zero is the edge where nothing is below it', () => {
    assert.equal(scaleOf({ kind: 'linear', min: 0, max: 9, ...place }).y(0), 110);
    assert.equal(scaleOf({ kind: 'linear', min: -9, max: 0, ...place }).y(0), 10);
  });

  test('gives equal ratios equal distances on a logarithmic axis, and no place to zero', () => {
    const { y } = scaleOf({ kind: 'log', min: 1, max: 100, ...place });
    assert.ok(Math.abs(y(1) - y(10) - (y(10) - y(100))) < 1e-9);
    assert.ok(Number.isNaN(y(0)) && Number.isNaN(y(-1)));
  });
});

describe('numbers', () => {
  test('have the digits of their kind, in the units of the language', () => {
    assert.equal(valueText(1234.5, 'price'), '1,234.50');
    assert.equal(valueText(0.12345, 'price'), '0.1235');
    assert.equal(valueText(-0.0734, 'percent'), '−7.34%');
    assert.equal(valueText(12_345_678, 'count'), '12.3M');
    assert.equal(valueText(123_456_789, 'count', 'zh'), '1.23亿');
    assert.equal(valueText(null, 'price'), '–');
    assert.equal(valueText(-0.000001, 'number'), '0.0000');
  });

  test('of one axis have the same decimals and the same unit', () => {
    assert.deepEqual(tickTexts([0, 0.5, 1], 'price'), ['0.0', '0.5', '1.0']);
    assert.deepEqual(tickTexts([-0.2, -0.1, 0], 'percent'), ['−20%', '−10%', '0%']);
    assert.deepEqual(tickTexts([0, 5e6, 1e7], 'count'), ['0', '5M', '10M']);
    assert.deepEqual(tickTexts([0, 2.5e7], 'count', 'zh'), ['0', '2,500万']);
  });
});

describe('sessionTicks', () => {
  const weekdays = (from: number, count: number) =>
    Array.from({ length: count * 2 }, (_, k) => from + k)
      .filter((day) => ((day % 7) + 11) % 7 < 5)
      .slice(0, count);
  const of = (sessions: readonly number[], language: 'en' | 'zh' = 'en') => {
    const x = (bar: number) => ((bar + 0.5) * 900) / sessions.length;
    return sessionTicks({ sessions, x, left: 0, right: 900, fontSize: 11, language });
  };

  test('name days, months or years, by how many there are', () => {
    assert.deepEqual(
      of([19723, 19724, 19725]).map(({ text }) => text),
      ['2024-01-01', '01-02', '01-03'],
    );
    assert.deepEqual(
      of(weekdays(19723, 120)).map(({ text }) => text),
      ['Feb 2024', 'Mar', 'Apr', 'May', 'Jun'],
    );
    assert.deepEqual(of(weekdays(19723, 120), 'zh').map(({ text }) => text)[0], '2024年2月');
    assert.ok(of(weekdays(11000, 5000)).every(({ isYear, text }) => isYear && /^\d{4}$/.test(text)));
  });

  test('never touch, whatever the sessions are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 300 }), (steps) => {
        let day = 10_000;
        const sessions = steps.map((step) => {
          day += step;
          return day;
        });
        const ticks = of(sessions);
        if (sessions.length > 0) assert.ok(ticks.length > 0);
        ticks.slice(1).forEach((tick, index) => {
          const before = ticks[index]!;
          assert.ok(
            tick.x - before.x > ((tick.text.length + before.text.length) * 6.6) / 2,
            `${before.text} ${tick.text}`,
          );
        });
      }),
    );
  });
});
