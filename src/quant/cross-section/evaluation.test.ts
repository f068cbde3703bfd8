import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { correlation, rankCorrelation } from '../statistics/correlation.ts';
import { informationCoefficient, summarizeIc } from './information-coefficient.ts';
import { neutralize } from './neutralize.ts';
import { binTurnover, meanByBin, quantileBins } from './quantiles.ts';
import { rankAutocorrelation } from './rank-autocorrelation.ts';
import { standardize } from './standardize.ts';
import { winsorize } from './winsorize.ts';

type Golden = {
  panel: { columns: string[]; data: (number | string | null)[][] };
  summary: {
    IC: number[];
    rankIC: number[];
    IC_mean: number;
    IC_std_ddof1: number;
    ICIR: number;
    IC_t: number;
    rankIC_mean: number;
    rankICIR: number;
    quantile_mean_returns_by_date: number[][];
    rank_autocorr: (number | null)[];
  };
};
const golden: Golden = JSON.parse(
  gunzipSync(readFileSync(new URL('../../../test/golden/quant/xsec.json.gz', import.meta.url))).toString('utf8'),
);
const column = (name: string) => {
  const at = golden.panel.columns.indexOf(name);
  return Float64Array.from(golden.panel.data, (row) => (row[at] === null ? Number.NaN : Number(row[at])));
};
const dates = column('date');
const starts = [...dates.keys()].filter((row) => row === 0 || dates[row] !== dates[row - 1]);
const offsets = Int32Array.from([...starts, dates.length]);
const sections = (values: Float64Array) => starts.map((begin, k) => values.subarray(begin, offsets[k + 1]!));

function near(got: ArrayLike<number>, want: ArrayLike<number | null>, tolerance = 1e-12): void {
  assert.equal(got.length, want.length);
  for (let k = 0; k < want.length; k += 1) {
    const expected = want[k] ?? Number.NaN;
    const isSame = Object.is(got[k], expected) || Math.abs(got[k]! - expected) <= tolerance;
    assert.ok(isSame, `element ${k}: ${got[k]} is not ${expected}`);
  }
}

describe('factor evaluation against pandas, 40 dates x 60 assets', () => {
  // Coefficients and quintiles stand on the neutralised factor.
  const factor = column('neutral');
  const returns = column('fwd');

  it('agrees on what is left of a factor without industry and size', () => {
    const industry = sections(column('industry'));
    const size = sections(column('mcap').map(Math.log));
    const want = sections(column('neutral'));
    sections(column('factor')).forEach((section, k) => {
      const z = standardize(winsorize(section, { method: 'mad' }), { method: 'z' });
      near(neutralize(z, { groups: industry[k]!, exposures: [size[k]!] }), want[k]!, 1e-10);
    });
  });

  it('agrees on IC, rank IC and their summaries', () => {
    const { summary } = golden;
    const ic = informationCoefficient(factor, returns, offsets);
    const rankIc = informationCoefficient(factor, returns, offsets, 'spearman');
    near(ic, summary.IC);
    near(rankIc, summary.rankIC);
    const { mean, deviation, ratio, t, sessions } = summarizeIc(ic);
    near([mean, deviation, ratio, t], [summary.IC_mean, summary.IC_std_ddof1, summary.ICIR, summary.IC_t]);
    assert.equal(sessions, 40);
    near([summarizeIc(rankIc).mean, summarizeIc(rankIc).ratio], [summary.rankIC_mean, summary.rankICIR]);
  });

  it('agrees with alphalens and qlib on factors with ties and returns with holes', () => {
    const known = JSON.parse(
      readFileSync(new URL('../../../test/golden/quant/ic-alphalens.json', import.meta.url), 'utf8'),
    );
    const byDate = Int32Array.from({ length: known.factor.length / known.assets + 1 }, (_, k) => k * known.assets);
    const factors = Float64Array.from(known.factor);
    const following = Float64Array.from(known.returns, (value) => (value === null ? Number.NaN : Number(value)));
    const rankIc = informationCoefficient(factors, following, byDate, 'spearman');
    near(rankIc, known.alphalens.ic);
    near([summarizeIc(rankIc).ratio, summarizeIc(rankIc).t], [known.alphalens.risk_adjusted, known.alphalens.t]);
    const ic = informationCoefficient(factors, following, byDate);
    near(ic, known.qlib.ic);
    near([summarizeIc(ic).ratio], [known.qlib.icir]);
  });

  it('annualises the ICIR only when it is told what a year is', () => {
    const coefficients = Float64Array.of(0.1, -0.05, 0.2, Number.NaN);
    assert.equal('ratioAnnual' in summarizeIc(coefficients), false);
    const { ratio, ratioAnnual } = summarizeIc(coefficients, { periodsPerYear: 52 });
    assert.equal(ratioAnnual, ratio * Math.sqrt(52));
    for (const periodsPerYear of [0, -252, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => summarizeIc(coefficients, { periodsPerYear }), { code: 'quant.parameter' });
    }
  });

  it('agrees on mean returns by quintile', () => {
    const byDate = sections(returns);
    const got = sections(factor).map((section, k) => [...meanByBin(byDate[k]!, quantileBins(section, 5), 5)]);
    got.forEach((row, k) => {
      near(row, golden.summary.quantile_mean_returns_by_date[k]!);
    });
  });

  it('agrees on the correlation of ranks from one date to the next', () => {
    const byDate = sections(factor);
    const got = byDate.map((section, k) => (k === 0 ? Number.NaN : rankAutocorrelation(byDate[k - 1]!, section)));
    near(got, golden.summary.rank_autocorr);
  });
});

describe('neutralize', () => {
  it('leaves nothing along a group or an exposure', () => {
    const row = fc.record({
      value: fc.integer({ min: -50, max: 50 }),
      group: fc.nat({ max: 3 }),
      size: fc.nat({ max: 20 }),
      beta: fc.nat({ max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        const of = (key: 'value' | 'group' | 'size' | 'beta') => Float64Array.from(rows, (r) => r[key]);
        const exposures = [of('size'), of('beta')];
        const residual = neutralize(of('value'), { groups: of('group'), exposures });
        for (const exposure of exposures)
          assert.ok(Math.abs(residual.reduce((sum, r, k) => sum + r * exposure[k]!, 0)) < 1e-6);
        for (const group of new Set(of('group'))) {
          const sum = residual.reduce((total, r, k) => total + (rows[k]!.group === group ? r : 0), 0);
          assert.ok(Math.abs(sum) < 1e-6, `group ${group}: ${sum}`);
        }
      }),
    );
  });

  it('keeps what is missing missing and takes out the mean without groups', () => {
    const values = Float64Array.of(1, 3, NaN, 8);
    assert.deepEqual([...neutralize(values, {})], [-3, -1, NaN, 4]);
    assert.deepEqual([...neutralize(values, { groups: [1, 1, 1, NaN] })], [-1, 1, NaN, NaN]);
    assert.throws(() => neutralize(values, { groups: [1] }), { code: 'quant.input' });
  });
});

describe('correlation', () => {
  it('is 1 on a line, -1 on a falling one, and nothing without spread', () => {
    const x = Float64Array.of(1, 2, 3, NaN);
    assert.equal(correlation(x, Float64Array.of(2, 4, 6, 9)), 1);
    assert.equal(rankCorrelation(x, Float64Array.of(9, 1, -5, 0)), -1);
    assert.equal(correlation(x, Float64Array.of(2, 2, 2, 2)), Number.NaN);
    assert.equal(correlation(new Float64Array(0), new Float64Array(0)), Number.NaN);
  });
});

describe('quantile bins', () => {
  it('hold their upper edge, and count who joined', () => {
    const bins = quantileBins(Float64Array.of(1, 2, 3, 4, NaN), 2);
    assert.deepEqual([...bins], [1, 1, 2, 2, NaN]);
    assert.equal(binTurnover(bins, Float64Array.of(2, 1, 2, 1, NaN), 1), 0.5);
    assert.deepEqual([...meanByBin(Float64Array.of(1, 3, NaN, 5, 9), bins, 2)], [2, 5]);
    assert.equal(binTurnover(bins, bins, 3), Number.NaN);
    assert.throws(() => quantileBins(bins, 1), { code: 'quant.parameter' });
  });
});
