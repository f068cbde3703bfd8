import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Measured, Settings } from './index.ts';
import * as metrics from './index.ts';

const RUNS = 60;
const SETTINGS: Settings = { periodsPerYear: 252, riskFree: 0.02 };
/** Of what follows one another, these know; the rest see a bag of returns. */
const ORDERED = new Set([
  ...metrics
    .list()
    .filter(({ group }) => group === 'drawdown')
    .map(({ name }) => name),
  ...['hurstIndex', 'stability', 'longestWinStreak', 'longestLossStreak', 'smartSharpe', 'cagr'],
]);

/** Basis points, so that ties, zeros and constant stretches come up. */
const oneReturn = fc.integer({ min: -400, max: 400 }).map((basisPoints) => basisPoints / 10_000);
const pairs = fc.array(fc.tuple(oneReturn, oneReturn), { minLength: 1, maxLength: 60 });
const wild = fc.oneof(
  { weight: 6, arbitrary: oneReturn },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constant(-1) },
  { weight: 1, arbitrary: fc.double({ min: -3, max: 50, noNaN: true }) },
);

const own = (rows: readonly (readonly [number, number])[]) => Float64Array.from(rows, ([value]) => value);
const beside = (rows: readonly (readonly [number, number])[]) => Float64Array.from(rows, ([, value]) => value);

function everyForm(): readonly (readonly [metric: string, convention: metrics.ConventionId])[] {
  return metrics
    .list()
    .flatMap(({ name, conventions }) => conventions.map((convention) => [name, convention] as const));
}

function assertClose(got: Measured, want: Measured, relative: number, what: string): void {
  assert.equal(got.reason, want.reason, what);
  if (got.value === null || want.value === null) return;
  const limit = relative * Math.max(1, Math.abs(want.value));
  assert.ok(Math.abs(got.value - want.value) <= limit, `${what}: ${got.value} beside ${want.value}`);
}

describe('every metric by every convention', () => {
  it('gives a finite number, or null with a reason, for whatever returns', () => {
    const rows = fc.array(fc.tuple(wild, wild), { maxLength: 30 });
    fc.assert(
      fc.property(rows, (given) => {
        const sessions = Int32Array.from({ length: given.length + 1 }, (_, k) => 18_000 + k);
        for (const [metric, convention] of everyForm()) {
          const settings = { ...SETTINGS, convention, benchmark: beside(given), sessions };
          const { value, reason } = metrics.call(metric, own(given), settings);
          const isSound = value === null ? typeof reason === 'string' : Number.isFinite(value) && reason === null;
          assert.ok(isSound, `${convention} ${metric}: ${value}, ${reason}`);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('writes to none of its inputs', () => {
    const rows: [number, number][] = [
      [0.02, 0.01],
      [-0.03, -0.01],
      [0.01, 0.02],
      [-0.01, 0.005],
    ];
    const [returns, benchmark] = [own(rows), beside(rows)];
    for (const [metric, convention] of everyForm()) {
      const sessions = Int32Array.of(1, 2, 3, 4, 5);
      metrics.call(metric, returns, { ...SETTINGS, convention, benchmark, sessions });
    }
    assert.deepEqual([returns, benchmark], [own(rows), beside(rows)]);
  });

  it('is the same computed alone or with all the others', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const settings = { ...SETTINGS, benchmark: beside(rows) };
        for (const together of metrics.measureAll(own(rows), settings)) {
          assert.deepEqual(together, metrics.call(together.metric, own(rows), settings));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what the scale of a NAV does', () => {
  it('nothing, to any metric', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: -8, max: 8 }), (rows, exponent) => {
        const nav = metrics.adjustedNav(own(rows));
        const scaled = nav.map((value) => value * 2 ** exponent);
        const settings = { ...SETTINGS, benchmark: beside(rows) };
        const [before, after] = [nav, scaled].map((each) =>
          metrics.measureAll(metrics.navReturns({ nav: each }), settings),
        );
        assert.deepEqual(after, before);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what the order of returns does', () => {
  it('nothing, to the metrics that see a bag of returns', () => {
    fc.assert(
      fc.property(pairs, fc.infiniteStream(fc.nat()), (rows, keys) => {
        const shuffled = rows
          .map((row) => [keys.next().value, row] as const)
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row);
        for (const [metric, convention] of everyForm()) {
          if (ORDERED.has(metric) || (convention === 'qlib' && metric === 'maxDrawdown')) continue;
          const of = (each: [number, number][]) =>
            metrics.call(metric, own(each), { ...SETTINGS, convention, benchmark: beside(each) });
          assertClose(of(shuffled), of(rows), 1e-6, `${convention} ${metric}`);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('changes every metric of drawdowns, streaks and memory', () => {
    const returns = [0.1, -0.08, 0.02, -0.03, 0.05, 0.01, -0.12, 0.04, 0.02, 0.06];
    const sorted = [...returns].sort((a, b) => a - b);
    for (const metric of ORDERED) {
      if (metric === 'cagr') continue;
      const [one, other] = [returns, sorted].map((each) => metrics.call(metric, each, SETTINGS).value);
      assert.notEqual(one, other, metric);
    }
  });
});

describe('what joining two samples does', () => {
  const two = fc.tuple(pairs, pairs);
  const numberOf = (metric: string, returns: Float64Array) => metrics.call(metric, returns, SETTINGS).value!;

  it('multiplies the growth and takes the extremes', () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        const [first, second, both] = [own(a), own(b), own([...a, ...b])];
        const growth = (1 + numberOf('totalReturn', first)) * (1 + numberOf('totalReturn', second)) - 1;
        assert.ok(Math.abs(numberOf('totalReturn', both) - growth) < 1e-9);
        for (const [metric, join] of [
          ['bestReturn', Math.max],
          ['worstReturn', Math.min],
        ] as const) {
          assert.equal(numberOf(metric, both), join(numberOf(metric, first), numberOf(metric, second)));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('never makes a drawdown shallower or shorter', () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        const [first, second, both] = [own(a), own(b), own([...a, ...b])];
        const deepest = Math.min(numberOf('maxDrawdown', first), numberOf('maxDrawdown', second));
        assert.ok(numberOf('maxDrawdown', both) <= deepest + 1e-12);
        assert.ok(numberOf('longestDrawdown', both) >= numberOf('longestDrawdown', first));
      }),
      { numRuns: RUNS },
    );
  });

  it('turns a loss of the first period into a drawdown: the start is a peak', () => {
    for (const convention of ['standard', 'empyrical', 'quantstats', 'vectorbt', 'backtesting', 'qlib'] as const) {
      assert.equal(metrics.maxDrawdown([-0.1, 0.05], { convention }).value?.toFixed(12), '-0.100000000000', convention);
    }
    for (const convention of ['performanceanalytics', 'rqrisk', 'cn'] as const) {
      assert.equal(metrics.maxDrawdown([-0.1, 0.05], { convention }).value?.toFixed(12), '0.100000000000', convention);
    }
  });
});

describe('leverage and benchmarks', () => {
  it('twice the returns have twice the volatility and the same Sharpe ratio', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const doubled = own(rows).map((value) => 2 * value);
        const plain = { periodsPerYear: 252 };
        assertClose(metrics.sharpe(doubled, plain), metrics.sharpe(own(rows), plain), 1e-9, 'sharpe');
        const [once, twice] = [own(rows), doubled].map((each) => metrics.annualVolatility(each, plain).value);
        assert.ok(once === null ? twice === null : Math.abs(twice! - 2 * once!) < 1e-9);
      }),
      { numRuns: RUNS },
    );
  });

  it('a benchmark compared with itself has beta 1, no alpha, no error to divide by', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const benchmark = beside(rows);
        const settings = { periodsPerYear: 252, benchmark };
        const beta = metrics.beta(benchmark, settings);
        if (beta.value === null) return assert.ok(['too_short', 'no_benchmark_move'].includes(beta.reason));
        assert.ok(Math.abs(beta.value - 1) < 1e-12);
        assert.ok(Math.abs(metrics.alpha(benchmark, settings).value!) < 1e-9);
        assert.deepEqual(metrics.informationRatio(benchmark, settings).reason, 'no_dispersion');
        assert.deepEqual(metrics.appraisal(benchmark, settings).reason, 'no_dispersion');
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a rolling metric', () => {
  it('never changes what it said before when more returns come', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 12 }), (rows, window) => {
        const cut = Math.ceil(rows.length / 2);
        for (const metric of ['sharpe', 'maxDrawdown', 'valueAtRisk', 'beta']) {
          const settings = { ...SETTINGS, window };
          const whole = metrics.rolling(metric, own(rows), { ...settings, benchmark: beside(rows) });
          const part = rows.slice(0, cut);
          assert.deepEqual(
            metrics.rolling(metric, own(part), { ...settings, benchmark: beside(part) }),
            whole.slice(0, cut),
          );
        }
      }),
      { numRuns: RUNS },
    );
  });
});
