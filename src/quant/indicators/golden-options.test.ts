import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { INDICATORS } from './catalogue.ts';
import type { Indicator, InputName } from './kernel/definition.ts';
import { evaluate } from './kernel/run.ts';

const GOLDEN = new URL('../../../test/golden/quant/', import.meta.url);
const TOLERANCE = 1e-12;

type Bars = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]>>;
type Value = number | 'Infinity' | '-Infinity' | null;
type Call = {
  readonly name: string;
  readonly series: string;
  readonly options: readonly number[];
  readonly bars: readonly number[];
  readonly out: readonly (readonly Value[])[];
};

type Golden = { readonly series: Record<string, Bars>; readonly calls: Call[] };
const [options, halts] = ['talib071-options.json.gz', 'talib071-halts.json.gz'].map(
  (name): Golden => JSON.parse(gunzipSync(readFileSync(new URL(name, GOLDEN))).toString('utf8')),
) as [Golden, Golden];
const series: Record<string, Bars> = {
  ...options.series,
  ...halts.series,
  ohlcv600: JSON.parse(readFileSync(new URL('ohlcv600.json', GOLDEN), 'utf8')),
};

describe('TA-Lib 0.7.1 with other parameters, on other series', () => {
  for (const indicator of INDICATORS) {
    it(`${indicator.name} agrees`, () => {
      const calls = options.calls.filter((call) => call.name === indicator.name);
      assert.ok(calls.length >= 3);
      for (const call of calls) agree(indicator, call);
    });
  }
});

describe('TA-Lib 0.7.1 on suspensions, locked limits and bars without volume', () => {
  for (const indicator of INDICATORS) {
    const calls = halts.calls.filter((call) => call.name === indicator.name);
    if (calls.length === 0) continue;
    it(`${indicator.name} agrees`, () => {
      for (const call of calls) agree(indicator, call);
    });
  }
});

function agree(indicator: Indicator, call: Call): void {
  const outputs = evaluate(indicator, inputsOf(indicator, series[call.series]!), call.options);
  outputs.forEach((output, index) => {
    call.bars.forEach((bar, k) => {
      const want = expected(indicator, index, call.out[index]![k]!);
      const got = output[bar]!;
      const isSame = Object.is(got, want) || got === want || Math.abs(got - want) <= TOLERANCE * Math.abs(want);
      const where = `${indicator.outputs[index]!.name} of ${call.name}(${call.options}) on ${call.series} at bar ${bar}`;
      assert.ok(isSame || isBeforeFirst(indicator, call, bar, got), `${where}: got ${got}, TA-Lib has ${want}`);
    });
  });
}

/** The Python package shows 0 where whole numbers have no value yet; ours is NaN, but for candles. */
function isBeforeFirst(indicator: Indicator, call: Call, bar: number, got: number): boolean {
  return Number.isNaN(got) && indicator.outputs[0]!.kind === 'integer' && bar < indicator.lookback(call.options);
}

function expected(indicator: Indicator, index: number, value: Value): number {
  return value === null ? indicator.outputs[index]!.missing : Number(value);
}

function inputsOf(indicator: Indicator, bars: Bars): Float64Array[] {
  return indicator.inputs.map((name) => Float64Array.from(columnOf(indicator.name, name, bars)));
}

function columnOf(indicatorName: string, input: InputName, bars: Bars): number[] {
  if (indicatorName === 'ASIN' || indicatorName === 'ACOS') return bars.close.map((price) => price - Math.floor(price));
  if (input === 'periods') return bars.close.map((_, bar) => 2 + ((7 * bar) % 29));
  if (input === 'real' || input === 'real0') return bars.close;
  return input === 'real1' ? bars.high : bars[input];
}
