import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import { type AdjustedCloseSeries, decimalsOfPrices, type ExEvent, exEventsOfAdjustedClose } from './adjusted-close.ts';

type GoldenEvent = { session: Session; exFactor: number | null; exFactorMin: number; exFactorMax: number };
const golden: Readonly<Record<string, { rows: number; events: readonly GoldenEvent[] }>> = JSON.parse(
  readFileSync(new URL('../../../test/golden/demo/corporate-actions.json', import.meta.url), 'utf8'),
).instruments;

function bundled(file: string): readonly Readonly<Record<string, string>>[] {
  const bytes = readFileSync(new URL(`../../../demo/prices/${file}`, import.meta.url));
  const [header, ...lines] = gunzipSync(bytes).toString('utf8').trimEnd().split('\n');
  const names = header!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell])));
}

function seriesOf(rows: readonly (readonly [string, number, number])[], decimals: number): AdjustedCloseSeries {
  return {
    days: Int32Array.from(rows, ([session]) => dayOfSession(session as Session)),
    close: Float64Array.from(rows, ([, close]) => close),
    adjClose: Float64Array.from(rows, ([, , adjClose]) => adjClose),
    decimals,
  };
}

const stocks = bundled('us-stocks.csv.gz');
for (const [symbol, { rows, events }] of Object.entries(golden)) {
  test(`finds the ${events.length} ex-events of ${symbol} on their days and no other`, () => {
    const own = stocks.filter((row) => row.Symbol === symbol);
    assert.equal(own.length, rows);
    const cells = own.map((row) => [row.Date!, Number(row.Close), Number(row['Adj Close'])] as const);
    const found = exEventsOfAdjustedClose(seriesOf(cells, 2));
    assert.deepEqual(
      found.map((event) => sessionOfDay(event.exDay)),
      events.map((event) => event.session),
    );
    for (const [i, event] of found.entries()) assertNear(event, events[i]!);
  });
}

function assertNear(event: ExEvent, expected: GoldenEvent): void {
  const { exFactor, exFactorMin, exFactorMax, exDay, exDayMin, exDayMax } = event;
  assert.ok(exDayMin === exDay && exDay === exDayMax, `${expected.session}: the day is certain in these series`);
  assert.ok(exFactorMin <= exFactor && exFactor <= exFactorMax, `${expected.session}: estimate within its bounds`);
  assert.ok(
    exFactorMin <= expected.exFactorMax && expected.exFactorMin <= exFactorMax,
    `${expected.session}: bounds meet`,
  );
  if (expected.exFactor === null) return;
  assert.ok(
    exFactorMin <= expected.exFactor && expected.exFactor <= exFactorMax,
    `${expected.session}: fact within bounds`,
  );
  const width = Math.max(expected.exFactorMax - expected.exFactorMin, 1e-5);
  assert.ok(Math.abs(exFactor - expected.exFactor) < width, `${expected.session}: ${exFactor} is ${expected.exFactor}`);
}

test('finds no event in an index', () => {
  const cells = bundled('sp500.csv.gz').map((row) => [row.date!, Number(row.close), Number(row.adjclose)] as const);
  assert.deepEqual(exEventsOfAdjustedClose(seriesOf(cells, 6)), []);
});

type Plan = {
  readonly prices: readonly number[];
  readonly factors: ReadonlyMap<number, number>;
  readonly decimals: number;
};

/** Adjusted closes as vendors make them: the raw close over the product of all later factors, then printed. */
function published(
  { prices, factors, decimals }: Plan,
  print = (value: number) => Number(value.toFixed(decimals)),
): AdjustedCloseSeries {
  let later = 1;
  const adjClose = new Float64Array(prices.length);
  for (let i = prices.length - 1; i >= 0; i -= 1) {
    adjClose[i] = print(prices[i]! / later);
    later *= factors.get(i) ?? 1;
  }
  return {
    days: Int32Array.from(prices, (_, i) => 10_000 + i),
    close: Float64Array.from(prices, print),
    adjClose,
    decimals,
  };
}

const planOf = (tick: fc.Arbitrary<number>, factor: fc.Arbitrary<number>) =>
  fc
    .record({
      ticks: fc.array(tick, { minLength: 30, maxLength: 120 }),
      factors: fc.array(factor, { maxLength: 4 }),
      decimals: fc.constantFrom(2, 3, 4),
    })
    .map(({ ticks, factors, decimals }): Plan => {
      const spacing = Math.floor(ticks.length / (factors.length + 1));
      const at = factors.map((value, k) => [(k + 1) * spacing, value] as const);
      return { prices: ticks.map((price) => price / 100), factors: new Map(at), decimals };
    });

const dear = fc.integer({ min: 2000, max: 9000 });
const dearOrCheap = fc.oneof(dear, fc.integer({ min: 20, max: 300 }));
const small = fc.double({ min: 0.98, max: 1.02, noNaN: true });
const large = fc.oneof(
  fc.double({ min: 1.05, max: 1.5, noNaN: true }),
  fc.double({ min: 0.6, max: 0.95, noNaN: true }),
);

function assertBounds(found: readonly ExEvent[], truth: readonly (readonly [number, number])[]): void {
  for (const [i, event] of found.entries()) {
    const [row, factor] = truth[i]!;
    const told = JSON.stringify(event);
    assert.ok(event.exDayMin <= 10_000 + row && 10_000 + row <= event.exDayMax, `row ${row} in ${told}`);
    assert.ok(event.exDayMin <= event.exDay && event.exDay <= event.exDayMax, told);
    assert.ok(event.exFactorMin <= factor && factor <= event.exFactorMax, `${factor} in ${told}`);
    assert.ok(event.exFactorMin <= event.exFactor && event.exFactor <= event.exFactorMax, told);
  }
}

test('finds every event well above the rounding, its day and factor within the stated bounds', () => {
  fc.assert(
    fc.property(planOf(dear, large), (plan) => {
      const found = exEventsOfAdjustedClose(published(plan));
      assert.equal(found.length, plan.factors.size);
      assertBounds(found, [...plan.factors]);
    }),
    { numRuns: 150 },
  );
});

test('keeps its bounds near the rounding whenever it sees as many events as there are', () => {
  let compared = 0;
  fc.assert(
    fc.property(planOf(dearOrCheap, small), (plan) => {
      const found = exEventsOfAdjustedClose(published(plan));
      if (found.length !== plan.factors.size) return;
      compared += found.length;
      assertBounds(found, [...plan.factors]);
    }),
    // A seed whose cases hold rows that narrow a neighbouring level from either side, so that a wrong core is seen.
    { numRuns: 500, seed: 6 },
  );
  assert.ok(compared > 100, `compared ${compared} events`);
});

test('reports no more events than there are, however small those are', () => {
  fc.assert(
    fc.property(planOf(dearOrCheap, small), (plan) => {
      assert.ok(exEventsOfAdjustedClose(published(plan)).length <= plan.factors.size);
    }),
    { numRuns: 150 },
  );
});

test('does not see an event within the rounding', () => {
  const prices = Array.from({ length: 40 }, (_, i) => 2 + (i % 5) / 100);
  const found = exEventsOfAdjustedClose(published({ prices, factors: new Map([[20, 1.0001]]), decimals: 2 }));
  assert.deepEqual(found, []);
});

test('gives the days in which a step may lie, and the likeliest, where cheap rows leave several open', () => {
  const prices = Array.from({ length: 60 }, (_, i) => (i < 26 ? 20 : i < 34 ? 2 : 2000));
  const found = exEventsOfAdjustedClose(published({ prices, factors: new Map([[30, 1 / 0.995]]), decimals: 2 }));
  assert.equal(found.length, 1);
  const { exDay, exDayMin, exDayMax, exFactorMin, exFactorMax } = found[0]!;
  assert.deepEqual([exDayMin, exDay, exDayMax], [10_026, 10_030, 10_034], 'half a percent of 2 is a cent');
  assert.ok(
    exFactorMin <= 1 / 0.995 && 1 / 0.995 <= exFactorMax,
    'the open rows do not narrow the levels they may not belong to',
  );
});

test('takes single-precision noise in six printed decimals for noise', () => {
  const prices = Array.from({ length: 300 }, (_, i) => 2800 + ((i * 37) % 101) / 10);
  const plan: Plan = { prices, factors: new Map([[150, 1.7]]), decimals: 6 };
  const found = exEventsOfAdjustedClose(published(plan, (value) => Number(Math.fround(value).toFixed(6))));
  assert.deepEqual(
    found.map((event) => event.exDay),
    [10_150],
  );
});

test('skips unreadable rows and puts the event on the first readable one after', () => {
  const plan: Plan = { prices: [50, 51, 52, 53, 54, 55], factors: new Map([[3, 2]]), decimals: 2 };
  const { days, close, adjClose, decimals } = published(plan);
  adjClose[1] = Number.NaN;
  close[3] = 0;
  const found = exEventsOfAdjustedClose({ days, close, adjClose, decimals });
  assert.deepEqual(
    found.map((event) => event.exDay),
    [10_004],
  );
});

test('reads one wrong adjusted close as two events that cancel', () => {
  const { days, close, adjClose, decimals } = published({
    prices: [50, 51, 52, 53, 54],
    factors: new Map(),
    decimals: 2,
  });
  adjClose[2] = 26;
  const found = exEventsOfAdjustedClose({ days, close, adjClose, decimals });
  assert.deepEqual(
    found.map((event) => event.exDay),
    [10_002, 10_003],
  );
  assert.ok(Math.abs(found[0]!.exFactor * found[1]!.exFactor - 1) < 1e-9);
});

test('has nothing to say about no rows', () => {
  assert.deepEqual(exEventsOfAdjustedClose(seriesOf([], 2)), []);
});

test('treats unequal lengths, descending days and impossible decimals as bugs', () => {
  const series = published({ prices: [50, 51], factors: new Map(), decimals: 2 });
  assert.throws(() => exEventsOfAdjustedClose({ ...series, close: new Float64Array(1) }), /one value per row/);
  assert.throws(() => exEventsOfAdjustedClose({ ...series, days: Int32Array.of(2, 1) }), /descend/);
  assert.throws(() => exEventsOfAdjustedClose({ ...series, decimals: 2.5 }), /decimals/);
});

test('tells the printed decimals from the values', () => {
  assert.equal(decimalsOfPrices(Float64Array.of(130.31, 438, Number.NaN, 27.7)), 2);
  assert.equal(decimalsOfPrices(Float64Array.of(1438.359985)), 6);
  assert.equal(decimalsOfPrices(Float64Array.of(12, 13)), 0);
  assert.equal(decimalsOfPrices(Float64Array.of(1 / 3)), 8);
});
