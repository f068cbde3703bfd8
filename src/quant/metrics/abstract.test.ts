import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import type { Settings } from './index.ts';
import * as metrics from './index.ts';

const RETURNS = [0.01, -0.02, 0.03, 0.005, -0.01, 0.02];

function codeOf(act: () => unknown): readonly [code: string, named: string] {
  try {
    act();
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    const facts = error.facts as Record<string, string>;
    return [error.code, facts.parameter ?? facts.input ?? facts.name ?? ''];
  }
  return assert.fail('nothing was thrown');
}

/** What a configuration file could hold: nothing has checked its types. */
const unchecked = (settings: Readonly<Record<string, unknown>>): Settings => settings as Settings;

describe('the catalogue', () => {
  it('names every metric, alias and convention once, with standard first', () => {
    const names = metrics.list().flatMap(({ name, aliases }) => [name, ...aliases].map((each) => each.toLowerCase()));
    assert.equal(new Set(names).size, names.length);
    for (const { name, conventions } of metrics.list()) {
      assert.equal(conventions[0], 'standard', name);
      assert.equal(new Set(conventions).size, conventions.length, name);
    }
  });

  it('finds a metric by its name, an alias, and in any spelling', () => {
    for (const name of ['maxDrawdown', 'max_drawdown', 'MAX-DRAWDOWN', 'Max drawdown', 'mdd']) {
      assert.equal(metrics.call(name, RETURNS).metric, 'maxDrawdown', name);
    }
  });

  it('has each metric as a function of the same name', () => {
    const exported = metrics as Readonly<Record<string, unknown>>;
    for (const { name } of metrics.list()) assert.equal(typeof exported[name], 'function', name);
  });

  it('says what was used', () => {
    const { value, ...rest } = metrics.call('sharpe', [...RETURNS, Number.NaN], { convention: 'qlib' });
    assert.equal(typeof value, 'number');
    assert.deepEqual(rest, {
      metric: 'sharpe',
      convention: 'qlib',
      reason: null,
      periodsPerYear: 238,
      points: 7,
      missing: 1,
      isExtrapolated: true,
    });
  });
});

describe('what is annual', () => {
  it('depends on the convention: nothing is called annual that is not', () => {
    const settings = { periodsPerYear: 242, benchmark: RETURNS.map((value) => value / 2) };
    const of = (metric: string, convention: metrics.ConventionId) =>
      metrics.call(metric, RETURNS, { ...settings, convention });
    for (const [metric, convention] of [
      ['sharpe', 'backtrader'],
      ['sortino', 'performanceanalytics'],
      ['informationRatio', 'empyrical'],
      ['upCapture', 'arithmetic'],
      ['martin', 'quantstats'],
      ['maxDrawdown', 'standard'],
    ] as const) {
      const { periodsPerYear, isExtrapolated } = of(metric, convention);
      assert.deepEqual([metric, periodsPerYear, isExtrapolated], [metric, null, false]);
    }
    assert.equal(of('sharpe', 'empyrical').periodsPerYear, 242);
    assert.equal(metrics.upCapture(RETURNS, { convention: 'arithmetic', benchmark: RETURNS }).value, 1);
  });
});

describe('settings that cannot be', () => {
  const cases: readonly (readonly [metric: string, settings: Settings, code: string, named: string])[] = [
    ['sharp', {}, 'usage.unknown_name', 'sharp'],
    ['sharpe', unchecked({ riskfree: 0.02 }), 'usage.unknown_name', 'riskfree'],
    ['sharpe', {}, 'quant.parameter', 'periodsPerYear'],
    ['sharpe', { periodsPerYear: 0 }, 'quant.parameter', 'periodsPerYear'],
    ['sharpe', { periodsPerYear: -252 }, 'quant.parameter', 'periodsPerYear'],
    ['sharpe', { periodsPerYear: Number.NaN }, 'quant.parameter', 'periodsPerYear'],
    ['painIndex', { convention: 'qlib' }, 'quant.parameter', 'convention'],
    ['sharpe', unchecked({ convention: 'ibm' }), 'quant.parameter', 'convention'],
    ['sharpe', unchecked({ convention: 'toString' }), 'quant.parameter', 'convention'],
    ['sharpe', { periodsPerYear: 252, riskFree: Number.NaN }, 'quant.parameter', 'riskFree'],
    ['sharpe', { periodsPerYear: 252, riskFree: -1 }, 'quant.parameter', 'riskFree'],
    ['sharpe', { periodsPerYear: 252, riskFree: { perPeriod: Float64Array.of(0.01) } }, 'quant.input', 'perPeriod'],
    ['omega', { mar: 0.05 }, 'quant.parameter', 'periodsPerYear'],
    ['omega', { periodsPerYear: 252, mar: -10 }, 'quant.parameter', 'mar'],
    ['valueAtRisk', { confidence: 1.5 }, 'quant.parameter', 'confidence'],
    ['valueAtRisk', { confidence: '0.95' }, 'quant.parameter', 'confidence'],
    ['valueAtRisk', { method: 'montecarlo' }, 'quant.parameter', 'method'],
    ['kappa', { order: 0 }, 'quant.parameter', 'order'],
    ['beta', {}, 'quant.input', 'benchmark'],
    ['beta', { benchmark: [0.01] }, 'quant.input', 'benchmark'],
    ['beta', { benchmark: [0.01, 0, 0, 0, 0, Infinity] }, 'quant.input', 'benchmark'],
    ['cagr', {}, 'quant.input', 'sessions'],
    ['cagr', { sessions: Int32Array.of(1, 2, 3) }, 'quant.input', 'sessions'],
    ['cagr', { sessions: Int32Array.of(1, 2, 3, 3, 5, 6, 7) }, 'quant.input', 'sessions'],
    ['cagr', { sessions: Int32Array.of(7, 6, 5, 4, 3, 2, 1) }, 'quant.input', 'sessions'],
    ['maxDrawdown', { pointsMin: 1 }, 'quant.parameter', 'pointsMin'],
    ['maxDrawdown', { pointsMax: 2.5 }, 'quant.parameter', 'pointsMax'],
  ];
  for (const [metric, settings, code, named] of cases) {
    it(`${metric} ${JSON.stringify(settings)} -> ${code} at ${named}`, () => {
      assert.deepEqual(
        codeOf(() => metrics.call(metric, RETURNS, settings)),
        [code, named],
      );
    });
  }

  it('names the nearest metric and setting', () => {
    assert.throws(() => metrics.call('sharp', RETURNS), /sharpe/);
    assert.throws(() => metrics.call('sharpe', RETURNS, unchecked({ riskfree: 0.02 })), /riskFree/);
  });
});

describe('returns that cannot be', () => {
  it('infinite ones are an error that says where', () => {
    for (const value of [Infinity, -Infinity]) {
      assert.throws(() => metrics.meanReturn([0.01, value]), /at 1/);
    }
  });

  it('missing ones are skipped, or refused when asked', () => {
    assert.equal(metrics.meanReturn([0.01, Number.NaN, 0.03]).value, 0.02);
    assert.throws(() => metrics.meanReturn([0.01, Number.NaN], { missing: 'refuse' }), /at 1/);
  });

  it('none at all, or only missing ones, have no metric: empty', () => {
    for (const returns of [[], [Number.NaN, Number.NaN]]) {
      const settings = { periodsPerYear: 252, benchmark: returns, sessions: new Int32Array(returns.length) };
      for (const { name } of metrics.list()) {
        const sessions = Int32Array.from(returns, (_, k) => k);
        const { value, reason, points } = metrics.call(name, returns, { ...settings, sessions });
        assert.deepEqual([value, reason, points], [null, 'empty', 0], name);
      }
    }
  });

  it('one return has a mean, a total and a drawdown, and no deviation', () => {
    const one = (metric: string) => metrics.call(metric, [-0.1], { periodsPerYear: 252 });
    assert.equal(one('meanReturn').value, -0.1);
    assert.equal(one('maxDrawdown').value, 0.9 - 1);
    for (const metric of ['standardDeviation', 'annualVolatility', 'sharpe', 'sortino', 'hurstIndex']) {
      assert.deepEqual([metric, one(metric).reason], [metric, 'too_short']);
    }
  });

  it('constant ones have no dispersion, also when rounding makes them differ', () => {
    const constant = new Float64Array(500).fill(0.01);
    const rounded = metrics.navReturns({ nav: constant.map((_, k) => 1.01 ** k) });
    assert.ok(new Set(rounded).size > 1, 'the returns of rounded values do differ');
    for (const returns of [constant, rounded]) {
      for (const metric of ['sharpe', 'skewness', 'kurtosis', 'smartSharpe', 'probabilisticSharpe', 'hurstIndex']) {
        const { reason } = metrics.call(metric, returns, { periodsPerYear: 252 });
        assert.deepEqual([metric, reason], [metric, 'no_dispersion']);
      }
      assert.equal(metrics.annualVolatility(returns, { periodsPerYear: 252 }).value, 0);
      assert.equal(metrics.sortino(returns, { periodsPerYear: 252 }).reason, 'no_downside');
      assert.equal(metrics.calmar(returns, { periodsPerYear: 252 }).reason, 'no_drawdown');
    }
  });

  it('returns at the target, but for rounding, are on neither side of it', () => {
    const rounded = metrics.navReturns({ nav: Array.from({ length: 200 }, (_, k) => 1.01 ** k) });
    const settings = { periodsPerYear: 252, mar: { perPeriod: 0.01 } };
    assert.ok(
      rounded.some((value) => value < 0.01),
      'some are below it',
    );
    for (const metric of ['sortino', 'omega', 'omegaSharpe', 'kappa']) {
      assert.deepEqual([metric, metrics.call(metric, rounded, settings).reason], [metric, 'no_downside']);
    }
    assert.equal(metrics.downsideDeviation(rounded, settings).value, 0);
  });

  it('a benchmark that never moves has no beta', () => {
    const settings = { periodsPerYear: 252, benchmark: new Float64Array(RETURNS.length).fill(0.001) };
    for (const metric of ['beta', 'alpha', 'treynor', 'correlation', 'famaBeta', 'jensenAlpha']) {
      assert.deepEqual([metric, metrics.call(metric, RETURNS, settings).reason], [metric, 'no_benchmark_move']);
    }
  });

  it('losing everything is -1; losing more has no growth', () => {
    const settings = { periodsPerYear: 252 };
    assert.equal(metrics.annualReturn([0.1, -1, 0.5], settings).value, -1);
    assert.equal(metrics.maxDrawdown([0.1, -1, 0.5]).value, -1);
    for (const metric of ['totalReturn', 'annualReturn', 'maxDrawdown', 'calmar', 'stability']) {
      assert.deepEqual([metric, metrics.call(metric, [0.1, -1.2, -1.2], settings).reason], [metric, 'ruined']);
    }
  });
});

describe('lengths that are asked for', () => {
  const returns = Float64Array.from({ length: 59 }, (_, k) => (k % 3) / 100 - 0.008);

  it('59 points are too short for 60, and 60 are not', () => {
    const settings = { periodsPerYear: 252, pointsMin: 60 };
    const short = metrics.sharpe(returns.subarray(1), settings);
    assert.deepEqual([short.points, short.value, short.reason], [59, null, 'too_short']);
    const enough = metrics.sharpe(returns, settings);
    assert.deepEqual([enough.points, enough.reason], [60, null]);
  });

  it('the newest points count when there are more than the most', () => {
    const settings = { periodsPerYear: 252, benchmark: returns.map((value) => value / 2), riskFree: 0.01 };
    const newest = metrics.measureAll(returns, { ...settings, pointsMax: 21 });
    const cut = { ...settings, benchmark: settings.benchmark.subarray(39) };
    assert.deepEqual(newest, metrics.measureAll(returns.subarray(39), cut));
    assert.ok(newest.every(({ points }) => points === 21));
  });

  it('a column of rates is cut with the returns', () => {
    const rates = returns.map((_, k) => k / 1e5);
    const whole = { periodsPerYear: 252, pointsMax: 11, riskFree: { perPeriod: rates } };
    const { value } = metrics.sharpe(returns, whole);
    const excess = returns.map((each, k) => each - rates[k]!).subarray(49);
    assert.ok(Math.abs(value! - metrics.sharpe(excess, { periodsPerYear: 252 }).value!) < 1e-12);
  });

  it('less than a year makes an annual figure an extrapolation, a year does not', () => {
    const of = (periodsPerYear: number) => metrics.annualReturn(returns, { periodsPerYear }).isExtrapolated;
    assert.deepEqual([of(60), of(59)], [true, false]);
    assert.equal(metrics.maxDrawdown(returns, { convention: 'empyrical' }).isExtrapolated, false);
  });
});

describe('all metrics at once', () => {
  it('leaves out what has no benchmark, and refuses it when it was asked for by name', () => {
    const names = metrics.measureAll(RETURNS, { periodsPerYear: 252 }).map(({ metric }) => metric);
    assert.ok(names.includes('sharpe') && !names.includes('beta') && !names.includes('cagr'));
    assert.throws(() => metrics.measureAll(RETURNS, { periodsPerYear: 252 }, ['sharpe', 'beta']), /benchmark/);
  });

  it('falls back to the standard where the convention has no such metric, and says so', () => {
    const by = metrics.measureAll(RETURNS, { convention: 'empyrical' }, ['sharpe', 'painIndex', 'painRatio']);
    assert.deepEqual(
      by.map(({ convention }) => convention),
      ['empyrical', 'standard', 'standard'],
    );
    assert.equal(by[2]!.periodsPerYear, 252);
  });

  it('refuses a convention that nobody has', () => {
    assert.throws(() => metrics.measureAll(RETURNS, unchecked({ convention: 'ibm' })), /"ibm"/);
  });

  it('takes null for a period without a return, never for one of 0, and refuses what is no number', () => {
    const settings = { convention: 'empyrical' } as const;
    const missing = metrics.call('sharpe', [0.01, Number.NaN, 0.02, -0.01], settings);
    assert.deepEqual(metrics.call('sharpe', [0.01, null, 0.02, -0.01], settings), missing);
    assert.throws(() => metrics.call('sharpe', [0.01, '0.02'] as never, settings), { code: 'quant.input' });
  });
});
