import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { INDICATORS } from './catalogue.ts';
import type { Indicator, InputName } from './kernel/definition.ts';
import { checkOptions } from './kernel/options.ts';
import { runBatch } from './kernel/run.ts';

const GOLDEN = new URL('../../../test/golden/quant/', import.meta.url);
const TOLERANCE = 1e-12;
/** V8 and glibc round sines, logarithms and their like differently in the last place; everything else is bit-exact. */
const INEXACT = new Set([
  ...['ACOS', 'ASIN', 'ATAN', 'COS', 'COSH', 'EXP', 'LN', 'LOG10', 'SIN', 'SINH', 'TAN', 'TANH'],
  ...['LINEARREG_ANGLE', 'HT_DCPERIOD', 'HT_DCPHASE', 'HT_PHASOR', 'HT_SINE', 'MAMA'],
]);

type Golden = { readonly name: string; readonly beg: number; readonly out: Readonly<Record<string, number[]>> };
type Bars = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]>>;

const bars: Bars = JSON.parse(readFileSync(new URL('ohlcv600.json', GOLDEN), 'utf8'));
const vectors: Golden[] = JSON.parse(
  gunzipSync(readFileSync(new URL('talib161-default.json.gz', GOLDEN))).toString('utf8'),
);

describe('TA-Lib 0.7 on 600 bars with default options', () => {
  for (const indicator of INDICATORS) {
    it(`${indicator.name} agrees in every output and bar`, () => {
      const golden = vectors.find((vector) => vector.name === indicator.name);
      assert.ok(golden, `no golden vector is named ${indicator.name}`);
      const outputs = runBatch(indicator, inputsOf(indicator), checkOptions(indicator, []));
      assert.deepEqual(
        Object.keys(golden.out),
        indicator.outputs.map((output) => output.name),
        'names and order',
      );
      outputs.forEach((output, index) => {
        agree(indicator, index, output, golden);
      });
    });
  }
});

function agree(indicator: Indicator, index: number, output: Float64Array, golden: Golden): void {
  const { name, missing } = indicator.outputs[index]!;
  const expected = golden.out[name]!;
  assert.equal(golden.beg + expected.length, output.length, 'the vector ends at the last bar');
  for (let bar = 0; bar < output.length; bar += 1) {
    const want = bar < golden.beg ? missing : expected[bar - golden.beg]!;
    const got = output[bar]!;
    const limit = INEXACT.has(indicator.name) ? TOLERANCE * Math.abs(want) : 0;
    assert.ok(
      Object.is(got, want) || got === want || Math.abs(got - want) <= limit,
      `${name} at bar ${bar}: got ${got}, TA-Lib has ${want}`,
    );
  }
}

function inputsOf(indicator: Indicator): Float64Array[] {
  return indicator.inputs.map((name) => Float64Array.from(seriesOf(indicator.name, name)));
}

function seriesOf(indicatorName: string, input: InputName): number[] {
  if (indicatorName === 'ASIN' || indicatorName === 'ACOS') return bars.close.map((price) => price - Math.floor(price));
  if (input === 'periods') return bars.close.map((_, bar) => 2 + ((7 * bar) % 29));
  if (input === 'real' || input === 'real0') return bars.close;
  return input === 'real1' ? bars.high : bars[input];
}
