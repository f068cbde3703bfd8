import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { bareName, indicatorNamed, indicatorsOf } from './conventions.ts';
import type { Indicator } from './kernel/definition.ts';
import { GROUP_TITLES } from './kernel/definition.ts';
import { checkOptions } from './kernel/options.ts';
import { evaluate } from './kernel/run.ts';

const GOLDEN = new URL('../../../test/golden/quant/', import.meta.url);
/** 0.8 contracts products and sums into one rounding where the machine can; its last digits move with the machine. */
const TOLERANCE = 1e-9;

type Bars = Readonly<Record<string, number[]>>;
type Described = {
  readonly name: string;
  readonly group: string;
  readonly title: string;
  readonly inputs: readonly string[];
  readonly options: readonly { readonly key: string; readonly default: number; readonly min: number | null }[];
  readonly outputs: readonly { readonly name: string; readonly kind: string }[];
  readonly lookback: number;
};
type Call = {
  readonly name: string;
  readonly series: string;
  readonly options: readonly number[];
  readonly bars: readonly number[];
  readonly out: readonly (readonly (number | string | null)[])[];
};

function readGolden<Value>(name: string): Value {
  const bytes = readFileSync(new URL(name, GOLDEN));
  return JSON.parse(name.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8'));
}

const golden = readGolden<{ added: Described[]; changed: Described[]; calls: Call[] }>('talib081.json.gz');
const halts = readGolden<{ series: Record<string, Bars>; calls: Call[] }>('talib081-halts.json.gz');
const averages = readGolden<{ calls: Call[] }>('talib081-averages.json.gz');
const ohlcv600 = readGolden<Bars>('ohlcv600.json');
const series: Record<string, Bars> = {
  ...halts.series,
  ...readGolden<{ series: Record<string, Bars> }>('talib071-options.json.gz').series,
  ohlcv600,
  averages: { ...ohlcv600, periods: ohlcv600.close!.map((_, bar) => 2 + ((7 * bar) % 15)) },
};

describe('TA-Lib 0.8.1 (Python package ta-lib 0.8.2)', () => {
  for (const described of [...golden.added, ...golden.changed]) {
    const indicator = indicatorNamed(`talib-0.8.${described.name}`);
    it(`${described.name} takes and gives what TA-Lib's does`, () => agreeInShape(indicator, described));
    it(`${described.name} agrees with other parameters, on other series`, () => {
      const calls = golden.calls.filter((call) => call.name === described.name);
      assert.ok(calls.length >= 3);
      for (const call of calls) agree(indicator, call);
    });
  }
});

describe('TA-Lib 0.8.1 on suspensions, locked limits and bars without volume', () => {
  for (const indicator of indicatorsOf('talib-0.8')) {
    const calls = halts.calls.filter((call) => call.name === bareName(indicator));
    if (calls.length === 0) continue;
    it(`${indicator.name} agrees`, () => {
      for (const call of calls) agree(indicator, call);
    });
  }
});

describe('TA-Lib 0.8.1’s five new types of moving average', () => {
  for (const [name, calls] of Map.groupBy(averages.calls, (call) => call.name)) {
    it(`${name} takes them all`, () => {
      const indicator = indicatorNamed(`talib-0.8.${name}`);
      for (const call of calls) agree(indicator, { ...call, options: checkOptions(indicator, call.options) });
    });
  }
});

function agreeInShape(indicator: Indicator, described: Described): void {
  assert.equal(GROUP_TITLES[indicator.group], described.group);
  assert.equal(indicator.title, described.title);
  assert.deepEqual(indicator.inputs, described.inputs);
  assert.deepEqual(
    indicator.options.map((option) => option.name.slice('optIn'.length).toLowerCase()),
    described.options.map((option) => option.key),
  );
  for (const [index, option] of described.options.entries()) {
    assert.equal(indicator.options[index]!.default, option.default);
    if (option.min !== null) assert.equal(indicator.options[index]!.min, option.min);
  }
  assert.deepEqual(
    indicator.outputs.map((output) => output.kind),
    described.outputs.map((output) => output.kind),
  );
  assert.equal(indicator.lookback(described.options.map((option) => option.default)), described.lookback);
}

function agree(indicator: Indicator, call: Call): void {
  const bars = series[call.series]!;
  const inputs = indicator.inputs.map((name) => Float64Array.from(columnOf(name, bars)));
  const outputs = evaluate(indicator, inputs, call.options);
  const lookback = indicator.lookback(call.options);
  outputs.forEach((output, index) => {
    const size = output.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
    call.bars.forEach((bar, k) => {
      const want = Number(call.out[index]![k] ?? Number.NaN);
      const got = output[bar]!;
      // Where a value nearly cancels, its digits are those of what it was made of.
      const isNear = Math.abs(got - want) <= TOLERANCE * Math.max(Math.abs(want), 0.01 * size);
      // The Python package shows 0 where whole numbers have no value yet.
      const isBeforeFirst = Number.isNaN(got) && bar < lookback && indicator.outputs[index]!.kind === 'integer';
      // It divides what its running sum has left over by nothing.
      const isUntraded = call.name === 'VWMA' && Number.isNaN(got) && !Number.isFinite(want);
      const where = `${indicator.outputs[index]!.name} of ${call.name}(${call.options}) on ${call.series} at bar ${bar}`;
      const isSame = Object.is(got, want) || got === want || isNear;
      assert.ok(isSame || isBeforeFirst || isUntraded, `${where}: ${got}, TA-Lib ${want}`);
    });
  });
}

function columnOf(name: string, bars: Bars): readonly number[] {
  if (name === 'real' || name === 'real0') return bars.close!;
  return name === 'real1' ? bars.high! : bars[name]!;
}
