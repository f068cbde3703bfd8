import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNear, BENCHMARK, RETURNS, readGolden } from './golden-for-tests.ts';
import type { Settings } from './index.ts';
import * as metrics from './index.ts';

type SetName = 'nav756' | 'nav756_rf2' | 'bacon' | 'managers_HAM1_SP500';
type Golden = Readonly<Record<'n' | 'scale' | 'Rf' | 'MAR', number> & Record<string, number>>;
type Set = { readonly golden: Golden; readonly own: Float64Array; readonly beside: Float64Array };
const golden = readGolden<Record<SetName, Golden>>('performanceanalytics.json');
const bacon = readGolden<{ portfolio: number[]; benchmark: number[] }>('bacon.json');
const managers = readGolden<{ ham1: number[]; sp500: number[] }>('managers.json');
const SETS: Readonly<Record<string, Set>> = {
  nav756: { golden: golden.nav756, own: RETURNS, beside: BENCHMARK },
  nav756_rf2: { golden: golden.nav756_rf2, own: RETURNS, beside: BENCHMARK },
  bacon: {
    golden: golden.bacon,
    own: Float64Array.from(bacon.portfolio),
    beside: Float64Array.from(bacon.benchmark),
  },
  managers_HAM1_SP500: {
    golden: golden.managers_HAM1_SP500,
    own: Float64Array.from(managers.ham1),
    beside: Float64Array.from(managers.sp500),
  },
};
/** Under which name and settings each of R's numbers is ours; the call in R had no rate where it says so. */
const NO_RATE: Settings = { riskFree: 0 };
const HISTORICAL: Settings = { method: 'historical' };
const GAUSSIAN: Settings = { method: 'gaussian' };
const METRICS: Readonly<Record<string, readonly [metric: string, settings?: Settings]>> = {
  cum: ['totalReturn'],
  annGeom: ['annualReturn'],
  annArith: ['annualReturn', { convention: 'arithmetic' }],
  mean: ['meanReturn'],
  sd: ['standardDeviation'],
  annSd: ['annualVolatility'],
  sharpeStdDev: ['sharpePerPeriod'],
  sharpeAnnGeom: ['sharpe', { chaining: 'arithmetic' }],
  sharpeAnnArith: ['sharpe', { chaining: 'arithmetic' }],
  sharpeVaR95: ['sharpeOfValueAtRisk'],
  sharpeES95: ['sharpeOfExpectedShortfall'],
  maxDD: ['maxDrawdown'],
  avgDD: ['averageDrawdown'],
  avgLength: ['averageDrawdownLength'],
  avgRecovery: ['averageRecovery'],
  calmar: ['calmar'],
  sterling: ['sterling'],
  burke: ['burke', NO_RATE],
  burkeMod: ['burke', { ...NO_RATE, scale: 'modified' }],
  ulcer: ['ulcerIndex'],
  pain: ['painIndex'],
  martin: ['martin', NO_RATE],
  painRatio: ['painRatio', NO_RATE],
  ddDev: ['downsideDeviation'],
  ddDevSubset: ['downsideDeviation', { denominator: 'subset' }],
  semiDev: ['semiDeviation'],
  ddPotential: ['downsidePotential'],
  sortino: ['sortino'],
  upsidePotentialRatio: ['upsidePotentialRatio'],
  omegaSharpe: ['omegaSharpe'],
  omega: ['omega'],
  kappa3: ['kappa'],
  bernardoLedoit: ['bernardoLedoit'],
  skewMoment: ['skewness'],
  skewFisher: ['skewness', { method: 'fisher' }],
  skewSample: ['skewness', { method: 'sample' }],
  kurtExcess: ['kurtosis'],
  kurtMoment: ['kurtosis', { method: 'moment' }],
  kurtFisher: ['kurtosis', { method: 'fisher' }],
  kurtSample: ['kurtosis', { method: 'sample' }],
  kurtSampleExcess: ['kurtosis', { method: 'sample_excess' }],
  VaRhist95: ['valueAtRisk', HISTORICAL],
  VaRgauss95: ['valueAtRisk', GAUSSIAN],
  VaRmod95: ['valueAtRisk'],
  EShist95: ['expectedShortfall', HISTORICAL],
  ESgauss95: ['expectedShortfall', GAUSSIAN],
  ESmod95: ['expectedShortfall'],
  CDaR95: ['conditionalDrawdown'],
  hurst: ['hurstIndex'],
  adjSharpe: ['adjustedSharpe'],
  skewKurt: ['skewnessKurtosisRatio'],
  DRatio: ['dRatio'],
  meanAbsDev: ['meanAbsoluteDeviation'],
  rachev: ['rachevRatio'],
  alpha: ['alpha'],
  beta: ['beta'],
  betaBull: ['betaBull'],
  betaBear: ['betaBear'],
  timingRatio: ['timingRatio'],
  epsilon: ['epsilon'],
  jensen: ['jensenAlpha'],
  cor: ['correlation'],
  r2: ['rSquared'],
  trackingError: ['trackingError'],
  activePremium: ['activePremium'],
  infoRatio: ['informationRatio'],
  treynor: ['treynor'],
  m2: ['mSquared'],
  specificRisk: ['specificRisk'],
  systematicRisk: ['systematicRisk'],
  totalRisk: ['totalRisk'],
  appraisal: ['appraisal'],
  selectivity: ['selectivity'],
  netSelectivity: ['netSelectivity'],
  famaBeta: ['famaBeta'],
  upCapture: ['upCapture'],
  downCapture: ['downCapture'],
  upNumber: ['upNumber'],
  downNumber: ['downNumber'],
  upPercent: ['upPercent'],
  downPercent: ['downPercent'],
  psr: ['probabilisticSharpe', NO_RATE],
  minTRL: ['missingTrackRecord', NO_RATE],
};
const INPUTS = ['n', 'scale', 'Rf', 'MAR'];
/** The numbers of R were written with 15 digits; HAM1's rate with as many, which its excess is sensitive to. */
const DIGITS = 2e-12;

describe('PerformanceAnalytics 2.1.0 on four sets', () => {
  it('has every number of every set', () => {
    for (const [name, set] of Object.entries(SETS)) {
      assert.deepEqual(
        Object.keys(set.golden).filter((key) => !INPUTS.includes(key)),
        Object.keys(METRICS),
        name,
      );
      assert.equal(set.own.length, set.golden.n);
    }
  });

  for (const [name, set] of Object.entries(SETS)) {
    for (const [key, [metric, settings]] of Object.entries(METRICS)) {
      it(`${name}: ${key} is ${metric}`, () => {
        const { value } = metrics.call(metric, set.own, {
          convention: 'performanceanalytics',
          periodsPerYear: set.golden.scale,
          riskFree: { perPeriod: set.golden.Rf },
          mar: { perPeriod: set.golden.MAR },
          benchmark: set.beside,
          ...settings,
        });
        assertNear(value, set.golden[key]!, DIGITS, key);
      });
    }
  }

  it('HAM1 with a rate of its own in each month has the Sharpe ratio that R prints in its tables', () => {
    const { ham1, riskFree } = readGolden<{ ham1: number[]; riskFree: number[] }>('managers.json');
    const { value } = metrics.sharpe(ham1, {
      convention: 'performanceanalytics',
      periodsPerYear: 12,
      riskFree: { perPeriod: Float64Array.from(riskFree) },
    });
    assert.equal(value?.toFixed(4), '1.0675');
  });

  it('the five deepest drawdowns of nav756 are dated and counted as R does', () => {
    type Row = Readonly<Record<'From' | 'Trough' | 'To' | 'Depth' | 'Length' | 'To Trough' | 'Recovery', string>>;
    const rows = readGolden<{ nav756_drawdowns: Row[] }>('performanceanalytics.json').nav756_drawdowns;
    const dateOf = (point: number) => new Date(Date.UTC(2021, 0, 4 + point)).toISOString().slice(0, 10);
    const ours = metrics.deepestEpisodes(metrics.drawdownEpisodes(RETURNS), 5).map((episode) => ({
      From: dateOf(episode.peak + 1),
      Trough: dateOf(episode.trough),
      To: dateOf(episode.recovery!),
      Depth: String(Number(episode.depth.toFixed(4))),
      Length: String(episode.length),
      'To Trough': String(episode.toTrough),
      Recovery: String(episode.toRecovery),
    }));
    assert.deepEqual(ours, rows);
  });
});
