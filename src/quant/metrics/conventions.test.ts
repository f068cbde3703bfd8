import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNear, BENCHMARK, RETURNS, readGolden } from './golden-for-tests.ts';
import type { ConventionId, Settings } from './index.ts';
import * as metrics from './index.ts';

/** Another order of additions costs a few units in the last place of each of 755 terms. */
const RELATIVE = 1e-12;

type Case = readonly [metric: string, convention: ConventionId, settings?: Settings];
const CASES: Readonly<Record<string, Case>> = {
  'annual return geometric, N=252': ['annualReturn', 'standard'],
  'annual return geometric, N=250': ['annualReturn', 'cn', { periodsPerYear: 250 }],
  'annual return geometric, N=244': ['annualReturn', 'cn', { periodsPerYear: 244 }],
  'annual return geometric, N=242': ['annualReturn', 'empyrical', { periodsPerYear: 242 }],
  'annual return geometric, N=238': ['annualReturn', 'rqrisk', { periodsPerYear: 238 }],
  'annual return geometric, N=365': ['annualReturn', 'vectorbt', { periodsPerYear: 365 }],
  'annual return arithmetic mean*252': ['annualReturn', 'qlib'],
  'annual vol ddof=1 sqrt252': ['annualVolatility', 'empyrical'],
  'annual vol ddof=0 sqrt252': ['annualVolatility', 'backtrader'],
  'annual vol log returns sqrt252': ['annualVolatility', 'log'],
  'annual vol backtesting.py (compounded formula)': ['annualVolatility', 'backtesting'],
  'Sharpe empyrical (per-period rf simple, ddof1, sqrt252)': ['sharpe', 'empyrical'],
  'Sharpe rqrisk (rf geometric per day)': ['sharpe', 'rqrisk'],
  'Sharpe CAGR form (annual geo - rf)/annual vol  [backtesting.py-like/CN fund sites]': ['sharpe', 'cn'],
  'Sharpe backtesting.py exact': ['sharpe', 'backtesting'],
  'Sharpe PerformanceAnalytics annualized geometric': ['sharpe', 'performanceanalytics'],
  'Sharpe qlib IR mean/std*sqrt238 (rf=0)': ['sharpe', 'qlib', { periodsPerYear: 238, riskFree: 0 }],
  'Sharpe backtrader default style: ddof=0 daily, no annualise': ['sharpe', 'backtrader'],
  'Sortino empyrical (target rf/252, divide by n)': ['sortino', 'empyrical'],
  'Sortino rqrisk (semi-dev about own mean, n-1)': ['sortino', 'rqrisk'],
  'Sortino std of negative returns only (common error)': ['sortino', 'negatives'],
  'Sortino PA per period (MAR=rf/252, full)': ['sortino', 'performanceanalytics'],
  'Sortino backtesting.py': ['sortino', 'backtesting'],
  'max drawdown from NAV': ['maxDrawdown', 'standard'],
  'max drawdown qlib sum mode': ['maxDrawdown', 'qlib'],
  'max drawdown without the starting NAV (old pyfolio/quantstats bug)': ['maxDrawdown', 'quantstats'],
  'Calmar 252': ['calmar', 'empyrical'],
  'IR empyrical excess_sharpe (not annualised)': ['informationRatio', 'empyrical'],
  'IR annualised': ['informationRatio', 'standard'],
  'IR PA: active premium geometric / TE': ['informationRatio', 'performanceanalytics'],
  'IR rqrisk residual': ['informationRatio', 'rqrisk'],
  beta: ['beta', 'empyrical'],
  'alpha empyrical (1+mean)^252-1': ['alpha', 'empyrical'],
  'alpha quantstats mean*252 (rf=0)': ['alpha', 'quantstats'],
  'alpha Jensen annual (rqrisk)': ['alpha', 'rqrisk'],
  'VaR95 historical linear interp (empyrical/numpy)': ['valueAtRisk', 'empyrical'],
  'VaR95 gaussian quantstats mu-1.645*sd(ddof1)': ['valueAtRisk', 'quantstats'],
  'VaR95 gaussian PA sd population': ['valueAtRisk', 'performanceanalytics', { method: 'gaussian' }],
  'CVaR95 empyrical mean of the lowest int((n-1)*.05)+1': ['expectedShortfall', 'empyrical'],
  'CVaR95 quantstats mean below gaussian VaR': ['expectedShortfall', 'quantstats'],
  'omega(0)': ['omega', 'standard'],
  'tail ratio': ['tailRatio', 'empyrical'],
  'up capture empyrical: annual_return(up days)/annual_return(bench up days)': ['upCapture', 'empyrical'],
  'up capture PA (cumulative up / cumulative bench up)': ['upCapture', 'performanceanalytics'],
  'up capture arithmetic mean ratio': ['upCapture', 'arithmetic'],
};

describe('one NAV of 756 points by every convention', () => {
  const golden = readGolden<Record<string, number>>('nav756-conventions.json');

  it('has a case for every number', () => assert.deepEqual(Object.keys(CASES), Object.keys(golden)));

  for (const [label, [metric, convention, settings]] of Object.entries(CASES)) {
    it(label, () => {
      const measured = metrics.call(metric, RETURNS, {
        convention,
        periodsPerYear: 252,
        riskFree: 0.02,
        benchmark: BENCHMARK,
        ...settings,
      });
      assertNear(measured.value, golden[label]!, RELATIVE, label);
      assert.equal(measured.convention, convention);
    });
  }
});
