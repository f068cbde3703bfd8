import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { call } from '../abstract.ts';
import { indicatorNamed } from '../conventions.ts';
import type { Indicator, InputName } from '../kernel/definition.ts';
import { checkOptions } from '../kernel/options.ts';
import { evaluate } from '../kernel/run.ts';
import { parseIndicator } from '../spec.ts';
import * as tdx from './functions.ts';

const GOLDEN = new URL('../../../../test/golden/quant/', import.meta.url);
type Column = readonly (number | null)[];

const bars: Readonly<Record<string, number[]>> = read('ohlcv600.json');
const terminal: { readonly out: Readonly<Record<string, Column>> } = read('tdx600.json');
const mytt: {
  readonly inputs: Readonly<Record<'condition' | 'other' | 'share', number[]>>;
  readonly calls: Readonly<Record<string, { readonly options: number[]; readonly out: Column[] }>>;
} = read('tdx-mytt.json.gz');

const listed: {
  readonly calls: readonly { readonly name: string; readonly options: number[]; readonly out: Column[] }[];
} = read('tdx-terminal.json.gz');

function read<Value>(name: string): Value {
  const bytes = readFileSync(new URL(name, GOLDEN));
  return JSON.parse(name.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8'));
}

const column = (name: string) => Float64Array.from(bars[name]!);
const [open, high, low, close, volume] = [
  column('open'),
  column('high'),
  column('low'),
  column('close'),
  column('volume'),
];

describe('tdx, against pandas with the terminal’s formulas', () => {
  it('MACD has the bar of twice the distance', () => {
    const { dif, dea, macd } = tdx.MACD(close);
    near(dif, terminal.out.DIF!, 1e-9);
    near(dea, terminal.out.DEA!, 1e-9);
    near(macd, terminal.out.MACD!, 1e-9);
  });

  it('KDJ begins with the first raw value', () => {
    const { k, d, j } = tdx.KDJ({ high, low, close });
    near(k, terminal.out.K!, 1e-9);
    near(d, terminal.out.D!, 1e-9);
    near(j, terminal.out.J!, 1e-9);
    assert.equal(k.findIndex(Number.isFinite), 8);
  });

  it('RSI of 6 begins with the first move', () => near(tdx.RSI(close, { n: 6 }), terminal.out.RSI6!, 1e-9));
});

/** What MyTT has under another rule, said in docs/indicators.md. */
const OTHERWISE: Readonly<Record<string, (want: number, bar: number) => boolean>> = {
  // It counts from the first bar where the condition has not been true yet.
  BARSLAST: (_, bar) => mytt.inputs.condition.slice(0, bar + 1).every((held) => held === 0),
  // It has 0 where the condition held in none of the bars.
  BARSSINCEN: (_, bar) => mytt.inputs.condition.slice(bar - 7, bar + 1).every((held) => held === 0),
};

describe('tdx, against the outputs of MyTT 2.9.3', () => {
  for (const [name, golden] of Object.entries(mytt.calls)) {
    it(`${name} agrees wherever both have a value`, () => {
      const indicator = indicatorNamed(`tdx.${name}`);
      const options = checkOptions(indicator, golden.options);
      const outputs = evaluate(indicator, inputsOf(indicator, name), options);
      const lookback = indicator.lookback(options);
      // MyTT puts the upper band before the middle one, and AR before BR.
      if (name === 'BOLL' || name === 'BRAR') golden.out.splice(0, 2, golden.out[1]!, golden.out[0]!);
      golden.out.forEach((wanted, index) => {
        let compared = 0;
        wanted.forEach((want, bar) => {
          const got = outputs[index]![bar]!;
          if (want === null || bar < lookback || OTHERWISE[name]?.(want, bar)) return;
          compared += 1;
          // Indicators are rounded to three decimals, the parts of the formula language are not.
          const limit = 5.1e-4 + 1e-9 * Math.abs(want);
          assert.ok(Math.abs(got - want) <= limit, `${indicator.outputs[index]!.name} at ${bar}: ${got}, MyTT ${want}`);
        });
        assert.ok(compared > 500, `${compared} values were compared`);
      });
    });
  }
});

function inputsOf(indicator: Indicator, name: string): Float64Array[] {
  const isCondition = ['COUNT', 'EVERY', 'EXIST', 'FILTER', 'VALUEWHEN'].includes(name) || name.startsWith('BARS');
  const second = { VALUEWHEN: close, DMA: Float64Array.from(mytt.inputs.share) }[name];
  const byInput: Readonly<Partial<Record<InputName, Float64Array>>> = {
    open,
    high,
    low,
    close,
    volume,
    real: isCondition
      ? Float64Array.from(mytt.inputs.condition)
      : ({ HHV: high, HHVBARS: high, LLV: low, LLVBARS: low }[name] ?? close),
    real0: isCondition ? Float64Array.from(mytt.inputs.condition) : close,
    real1: second ?? Float64Array.from(mytt.inputs.other),
  };
  return indicator.inputs.map((input) => byInput[input]!);
}

describe('tdx, against pandas with the formulas that the terminal lists', () => {
  for (const { name, options, out } of listed.calls) {
    it(`${name}(${options}) agrees, and begins where the last of its lines does`, () => {
      const indicator = indicatorNamed(`tdx.${name}`);
      const outputs = evaluate(indicator, inputsOf(indicator, name), options);
      const lookback = indicator.lookback(options);
      assert.equal(Math.max(...out.map((column) => column.findIndex((value) => value !== null))), lookback);
      out.forEach((wanted, index) => {
        const from = wanted.map((value, bar) => (bar < lookback ? null : value));
        near(outputs[index]!.slice(0, wanted.length), from, 1e-9);
      });
    });
  }
});

describe('tdx, by definition', () => {
  const of = (...values: number[]) => Float64Array.from(values);

  it('STD is a sample’s, STDP the population’s', () => {
    assert.equal(tdx.STD(of(1, 2, 3, 4), 4)[3], Math.sqrt(5 / 3));
    assert.equal(tdx.STDP(of(1, 2, 3, 4), 4)[3], Math.sqrt(5 / 4));
    const { boll, ub } = tdx.BOLL(of(1, 2, 3, 4), { n: 4 });
    assert.equal(ub[3], boll[3]! + 2 * Math.sqrt(5 / 3));
  });

  it('BARSSINCE counts from the first time, BARSLAST from the last', () => {
    assert.deepEqual([...tdx.BARSSINCE(of(0, 1, 0, 1, 0))], [NaN, 0, 1, 2, 3]);
    assert.deepEqual([...tdx.BARSLAST(of(0, 1, 0, 1, 0))], [NaN, 0, 1, 0, 1]);
  });

  it('SUM, COUNT, HHV and LLV of 0 bars run from the first one', () => {
    assert.deepEqual([...tdx.SUM(of(1, 2, 3), 0)], [1, 3, 6]);
    assert.deepEqual([...tdx.COUNT(of(1, 0, 3), 0)], [1, 1, 2]);
    assert.deepEqual([...tdx.HHV(of(1, 3, 2), 0)], [1, 3, 3]);
    assert.deepEqual([...tdx.LLV(of(2, 1, 3), 0)], [2, 1, 1]);
  });

  it('FILTER lets the first signal through and holds back the next ones', () => {
    assert.deepEqual([...tdx.FILTER(of(1, 1, 1, 1, 0, 1), 2)], [1, 0, 0, 1, 0, 0]);
  });

  it('IF chooses bar by bar', () => {
    assert.deepEqual([...tdx.IF(of(1, 0, Number.NaN), of(7, 8, 9), 0)], [7, 0, NaN]);
    assert.throws(() => tdx.IF(of(1, 0), of(1), 0), { code: 'quant.input' });
  });

  it('refuses what looks ahead, by name and by call', () => {
    for (const call of [tdx.ZIG, tdx.BACKSET, tdx.REFX, tdx.PEAK, tdx.TROUGH]) {
      assert.throws(call, { code: 'quant.look_ahead', message: /looks ahead/ });
    }
    for (const name of ['ZIG', 'BACKSET', 'REFX', 'PEAK', 'TROUGH']) {
      assert.throws(() => parseIndicator(`tdx.${name}(3)`), { code: 'quant.look_ahead' });
    }
    assert.throws(() => tdx.REF(close, -1), { code: 'quant.parameter' });
  });

  it('is called by name, as in a pipeline’s config', () => {
    const spec = parseIndicator('tdx.KDJ(9,3,3)');
    assert.deepEqual(spec.columns, ['tdx_kdj_k_9_3_3', 'tdx_kdj_d_9_3_3', 'tdx_kdj_j_9_3_3']);
    assert.deepEqual(call('tdx.KDJ', { high, low, close }, { N: 9 }).K, tdx.KDJ({ high, low, close }).k);
  });

  it('has no value but NaN for nothing, for one bar and for gaps', () => {
    assert.deepEqual([...tdx.MACD(new Float64Array(0)).macd], []);
    assert.deepEqual([...tdx.RSI(of(5))], [NaN]);
    assert.deepEqual([...tdx.MA(of(NaN, NaN, NaN), 1)], [NaN, NaN, NaN]);
    assert.deepEqual([...tdx.SUM(of(1, Number.POSITIVE_INFINITY, 2), 0)], [1, NaN, 2]);
  });

  it('refuses periods that cannot be', () => {
    for (const n of [-1, 2.5, Number.NaN, 100_001]) assert.throws(() => tdx.HHV(close, n), { code: 'quant.parameter' });
    assert.throws(() => tdx.MA(close, 0), { code: 'quant.parameter' });
    assert.throws(() => tdx.KDJ({ high, low, close: close.subarray(1) }), { code: 'quant.input' });
  });
});

function near(got: Float64Array, wanted: Column, limit: number): void {
  assert.equal(got.length, wanted.length);
  wanted.forEach((want, bar) => {
    if (want === null) assert.ok(Number.isNaN(got[bar]!), `${bar}: ${got[bar]}`);
    else
      assert.ok(Math.abs(got[bar]! - want) <= limit * Math.max(1, Math.abs(want)), `${bar}: ${got[bar]}, not ${want}`);
  });
}
