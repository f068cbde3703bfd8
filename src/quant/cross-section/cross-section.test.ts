import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { percentileRank, rank } from '../statistics/rank.ts';
import { bySection } from './by-section.ts';
import { combine } from './combine.ts';
import { percentileScore } from './percentile-score.ts';
import { standardize } from './standardize.ts';
import { winsorize } from './winsorize.ts';

type Golden = { panel: { columns: string[]; data: (number | string | null)[][] } };
const golden: Golden = JSON.parse(
  gunzipSync(readFileSync(new URL('../../../test/golden/quant/xsec.json.gz', import.meta.url))).toString('utf8'),
);

function column(name: string): Float64Array {
  const at = golden.panel.columns.indexOf(name);
  assert.ok(at >= 0, name);
  return Float64Array.from(golden.panel.data, (row) => (row[at] === null ? Number.NaN : Number(row[at])));
}

/** Rows are sorted by date. */
function sections(): Int32Array {
  const dates = column('date');
  const starts = [...dates.keys()].filter((row) => row === 0 || dates[row] !== dates[row - 1]);
  return Int32Array.from([...starts, dates.length]);
}

describe('one cross-section against pandas, 40 dates x 60 assets', () => {
  const factor = column('factor');
  const cases: readonly [string, (section: Float64Array) => Float64Array][] = [
    ['winsor_mad3', (section) => winsorize(section, { method: 'mad', k: 3 })],
    ['winsor_q', (section) => winsorize(section, { method: 'quantile' })],
    ['winsor_3sigma', (section) => winsorize(section, { method: 'sigma' })],
    // z stands on the winsorised factor.
    ['z', (section) => standardize(winsorize(section, { method: 'mad' }), { method: 'z' })],
    ['robust_z_qlib', (section) => standardize(section, { method: 'robust_z' })],
    ['rank_pct', (section) => percentileRank(section)],
    ['cs_rank_norm_qlib', (section) => standardize(section, { method: 'rank' })],
  ];
  for (const [name, apply] of cases) {
    it(`agrees on ${name}`, () => {
      const got = bySection(factor, sections(), apply);
      const want = column(name);
      assert.ok(want.some(Number.isFinite));
      // The file has 15 decimals; robust z there adds 1e-12 to the MAD.
      for (let row = 0; row < want.length; row += 1) {
        const isSame = Number.isNaN(want[row]!) ? Number.isNaN(got[row]!) : Math.abs(got[row]! - want[row]!) <= 1e-11;
        assert.ok(isSame, `row ${row}: ${got[row]} is not ${want[row]}`);
      }
    });
  }
});

describe('winsorize', () => {
  it('leaves a section without spread alone, and NaN missing', () => {
    const values = Float64Array.of(1, 1, 1, 9, NaN, Infinity);
    assert.deepEqual([...winsorize(values, { method: 'mad' })], [1, 1, 1, 9, NaN, NaN]);
    assert.deepEqual([...winsorize(Float64Array.of(NaN), { method: 'quantile' })], [NaN]);
    assert.deepEqual([...winsorize(new Float64Array(0), { method: 'sigma' })], []);
  });

  it('refuses fences that are not fences', () => {
    const values = Float64Array.of(1, 2);
    assert.throws(() => winsorize(values, { method: 'mad', k: -1 }), { code: 'quant.parameter' });
    assert.throws(() => winsorize(values, { method: 'sigma', k: NaN }), { code: 'quant.parameter' });
    assert.throws(() => winsorize(values, { method: 'quantile', lower: 0.6, upper: 0.4 }), { code: 'quant.parameter' });
  });
});

describe('standardize', () => {
  it('has no score for a section that tells nothing', () => {
    for (const method of ['z', 'robust_z'] as const) {
      assert.deepEqual([...standardize(Float64Array.of(2, 2, 2), { method })], [NaN, NaN, NaN]);
      assert.deepEqual([...standardize(Float64Array.of(2), { method })], [NaN]);
    }
  });

  it('does not see the unit: a positive factor and a constant change nothing', () => {
    const sections_ = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(sections_, (values) => {
        const plain = standardize(Float64Array.from(values), { method: 'z' });
        const moved = standardize(
          Float64Array.from(values, (value) => value * 8 + 3),
          { method: 'z' },
        );
        plain.forEach((score, k) => {
          assert.ok(Object.is(score, moved[k]) || Math.abs(score - moved[k]!) < 1e-9);
        });
      }),
    );
  });
});

describe('rank', () => {
  it('shares ties, orders both ways and skips what is not finite', () => {
    const values = Float64Array.of(30, 10, NaN, 10, 20);
    assert.deepEqual([...rank(values)], [4, 1.5, NaN, 1.5, 3]);
    assert.deepEqual([...rank(values, { ties: 'min', order: 'descending' })], [1, 3, NaN, 3, 2]);
    assert.deepEqual([...rank(values, { ties: 'ordinal' })], [4, 1, NaN, 2, 3]);
  });

  it('scores the worst 0, the best 100 and a lonely value not at all', () => {
    assert.deepEqual([...percentileScore(Float64Array.of(5, NaN, 7, 6))], [0, NaN, 100, 50]);
    assert.deepEqual([...percentileScore(Float64Array.of(5))], [NaN]);
  });
});

describe('combine', () => {
  const factors = { value: Float64Array.of(1, 2, NaN, NaN), quality: Float64Array.of(-1, NaN, 3, NaN) };
  const weights = { value: 3, quality: -1 };

  it('gives a missing factor’s weight to the others and explains every score', () => {
    const { score, coverage, parts } = combine(factors, { weights, coverageMin: 0 });
    assert.deepEqual([...score], [0.75 + 0.25, 2, -3, NaN]);
    assert.deepEqual([...coverage], [1, 0.75, 0.25, 0]);
    assert.deepEqual([...parts.value!], [0.75, 2, NaN, NaN]);
    assert.deepEqual([...parts.quality!], [0.25, NaN, -3, NaN]);
  });

  it('has no score below the coverage floor, and one exactly on it', () => {
    assert.deepEqual([...combine(factors, { weights }).score], [1, 2, NaN, NaN]);
    assert.deepEqual([...combine(factors, { weights, coverageMin: 0.75 }).score], [1, 2, NaN, NaN]);
    assert.deepEqual([...combine(factors, { weights, coverageMin: 0.76 }).score], [1, NaN, NaN, NaN]);
  });

  it('can count a missing factor as average, or refuse to score', () => {
    assert.deepEqual(
      [...combine(factors, { weights, missing: 'average', coverageMin: 0 }).score],
      [1, 1.5, -0.75, NaN],
    );
    assert.deepEqual([...combine(factors, { weights, missing: 'no_score' }).score], [1, NaN, NaN, NaN]);
  });

  it('refuses weights that do not match the factors', () => {
    assert.throws(() => combine(factors, { weights: { value: 1 } }), { code: 'quant.parameter' });
    assert.throws(() => combine(factors, { weights: { ...weights, size: 1 } }), /The factors are value, quality/);
    assert.throws(() => combine(factors, { weights: { value: 0, quality: 0 } }), { code: 'quant.parameter' });
    const short = { ...factors, value: Float64Array.of(1) };
    assert.throws(() => combine(short, { weights }), { code: 'quant.input' });
  });

  it('parts add up to the score, bit for bit', () => {
    const cell = fc.oneof(
      { weight: 4, arbitrary: fc.double({ noNaN: true, min: -4, max: 4 }) },
      fc.constant(Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
        const of = (k: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[k]);
        const result = combine({ a: of(0), b: of(1), c: of(2) }, { weights: { a: 0.5, b: 0.3, c: -0.2 } });
        result.score.forEach((score, row) => {
          const parts = Object.values(result.parts).map((part) => part[row]!);
          const sum = parts.reduce((total, part) => total + (Number.isNaN(part) ? 0 : part), 0);
          if (!Number.isNaN(score)) assert.equal(sum, score);
          else assert.ok(parts.every(Number.isNaN) && result.coverage[row]! < 0.5);
        });
      }),
    );
  });
});
