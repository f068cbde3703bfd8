import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { INDICATORS } from './catalogue.ts';
import { indicatorNamed } from './conventions.ts';
import { GROUP_TITLES, type Indicator } from './kernel/definition.ts';

type TalibFunction = {
  readonly name: string;
  readonly group: string;
  readonly hint: string;
  readonly in: readonly { readonly n: string; readonly fl: number }[];
  readonly opt: readonly {
    readonly n: string;
    readonly t: number;
    readonly d: number;
    readonly min: number;
    readonly max: number;
  }[];
  readonly out: readonly { readonly n: string; readonly t: number }[];
  readonly lookback: number;
};

const FILE = new URL('../../../test/golden/quant/talib161-functions.json', import.meta.url);
const functions: TalibFunction[] = JSON.parse(readFileSync(FILE, 'utf8'));
const PRICE_FLAGS = { open: 1, high: 2, low: 4, close: 8, volume: 16 } as const;
const OPTION_KINDS: Readonly<Record<number, string>> = { 0: 'real', 2: 'integer', 3: 'maType' };

describe('catalogue', () => {
  for (const indicator of INDICATORS) {
    it(`${indicator.name} declares what TA-Lib declares`, () => {
      const talib = functions.find((candidate) => candidate.name === indicator.name);
      assert.ok(talib, `TA-Lib has no ${indicator.name}`);
      assert.equal(GROUP_TITLES[indicator.group], talib.group);
      assert.equal(indicator.title, talib.hint.trim());
      assert.deepEqual(indicator.inputs, inputsOf(talib));
      assert.deepEqual(
        indicator.options.map(({ name, kind, default: byDefault }) => [name, kind, byDefault]),
        talib.opt.map(({ n, t, d }) => [n, OPTION_KINDS[t], d]),
      );
      for (const [index, { t, min, max }] of talib.opt.entries()) {
        const option = indicator.options[index]!;
        if (t !== 3) assert.deepEqual([option.min, option.max], [min, max], option.name);
      }
      assert.deepEqual(
        indicator.outputs.map(({ name, kind }) => [name, kind]),
        talib.out.map(({ n, t }) => [n, t === 1 ? 'integer' : 'real']),
      );
      assert.equal(indicator.lookback(defaultsOf(indicator)), talib.lookback);
    });
  }

  it('finds a name in any case and names every output column once', () => {
    assert.equal(indicatorNamed('macd').name, 'MACD');
    const stems = INDICATORS.flatMap((indicator) => indicator.outputs.map((output) => output.stem));
    assert.equal(new Set(stems).size, stems.length);
    for (const stem of stems) assert.match(stem, /^[a-z][a-z0-9_]*$/);
  });
});

function inputsOf(talib: TalibFunction): string[] {
  return talib.in.flatMap(({ n, fl }) => {
    if (!n.startsWith('inPrice')) return n.slice(2).toLowerCase();
    return Object.entries(PRICE_FLAGS).flatMap(([name, flag]) => ((fl & flag) === 0 ? [] : name));
  });
}

function defaultsOf(indicator: Indicator): number[] {
  return indicator.options.map((option) => option.default);
}
