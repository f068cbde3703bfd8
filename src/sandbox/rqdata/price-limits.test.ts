import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayOfSession, toSession } from '../../core/time.ts';
import { type Board, type LimitQuestion, limitDownCents, limitRule, limitUpCents } from './price-limits.ts';

const TEN = { upPct: 10, downPct: 10 };
const day = (text: string) => dayOfSession(toSession(text));

type Case = { board: Board; on: string; isSt?: boolean; listed?: string; sessionsListed?: number };
function pct({ board, on, isSt = false, listed = '2019-08-01', sessionsListed = 1_000 }: Case): number | null {
  const question: LimitQuestion = { board, isSt, day: day(on), listedDay: day(listed), sessionsListed };
  return limitRule(question)?.upPct ?? null;
}

test('the limits are those that the vendor printed for 2019-04-01', () => {
  // 000001.XSHE: prev_close 12.82, limit_up 14.1, limit_down 11.54; 000002.XSHE: 30.72, 33.79, 27.65.
  assert.deepEqual([limitUpCents(1282, TEN), limitDownCents(1282, TEN)], [1410, 1154]);
  assert.deepEqual([limitUpCents(3072, TEN), limitDownCents(3072, TEN)], [3379, 2765]);
});

test('the limits of a vendor snapshot on 2025-11-25 agree', () => {
  // 000001.XSHE: prev_close 11.6, limit_up 12.76, limit_down 10.44.
  assert.deepEqual([limitUpCents(1160, TEN), limitDownCents(1160, TEN)], [1276, 1044]);
});

test('half a cent is rounded up, on both sides', () => {
  assert.equal(limitUpCents(1005, TEN), 1106, '10.05 * 1.1 = 11.055');
  assert.equal(limitDownCents(1005, TEN), 905, '10.05 * 0.9 = 9.045');
});

test('a price of a few cents still moves by one cent', () => {
  const five = { upPct: 5, downPct: 5 };
  assert.deepEqual([limitUpCents(4, five), limitDownCents(4, five)], [5, 3]);
  assert.equal(limitDownCents(1, five), 1);
});

test('rounding equals exact decimal arithmetic', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 400_000 }), fc.constantFrom(5, 10, 20), (cents, percent) => {
      const rule = { upPct: percent, downPct: percent };
      // In hundredths of a cent the product is a whole number; its last two digits decide.
      const exact = (factor: number) => {
        const text = String(BigInt(cents) * BigInt(factor)).padStart(3, '0');
        return Number(text.slice(0, -2)) + (Number(text.slice(-2)) >= 50 ? 1 : 0);
      };
      assert.equal(limitUpCents(cents, rule), exact(100 + percent));
      assert.equal(limitDownCents(cents, rule), exact(100 - percent));
    }),
  );
});

test('the rules change on their dates', () => {
  assert.equal(pct({ board: 'MainBoard', on: '2025-06-03' }), 10);
  assert.equal(pct({ board: 'MainBoard', on: '2026-07-03', isSt: true }), 5, 'the last session of 5 %');
  assert.equal(pct({ board: 'MainBoard', on: '2026-07-06', isSt: true }), 10, 'the first session of 10 %');
  assert.equal(pct({ board: 'GEM', on: '2020-08-21', listed: '2012-05-08' }), 10);
  assert.equal(pct({ board: 'GEM', on: '2020-08-24', listed: '2012-05-08' }), 20);
  assert.equal(pct({ board: 'GEM', on: '2023-05-08', isSt: true }), 20, 'ST changes nothing on ChiNext');
  assert.equal(pct({ board: 'KSH', on: '2023-05-08', isSt: true }), 20);
});

test('a new listing moves freely for five sessions', () => {
  const main = { board: 'MainBoard', on: '2023-06-01', listed: '2023-06-01' } as const;
  assert.equal(pct({ ...main, sessionsListed: 0 }), null);
  assert.equal(pct({ ...main, on: '2023-06-07', sessionsListed: 4 }), null);
  assert.equal(pct({ ...main, on: '2023-06-08', sessionsListed: 5 }), 10);
  assert.equal(pct({ board: 'KSH', on: '2019-07-22', listed: '2019-07-22', sessionsListed: 0 }), null);
  assert.equal(pct({ board: 'GEM', on: '2020-08-24', listed: '2020-08-24', sessionsListed: 0 }), null);
});

test('a main-board listing before the registration era has a first-session limit and then ten percent', () => {
  const old = { board: 'MainBoard', on: '2023-02-01', listed: '2023-02-01' } as const;
  assert.equal(pct({ ...old, sessionsListed: 0 }), 44);
  assert.equal(pct({ ...old, on: '2023-02-02', sessionsListed: 1 }), 10);
});
