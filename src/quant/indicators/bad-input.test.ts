import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL_INDICATORS } from './conventions.ts';
import type { Indicator, InputName } from './kernel/definition.ts';
import { checkOptions } from './kernel/options.ts';
import { evaluate } from './kernel/run.ts';
import { openStream } from './kernel/stream.ts';

const BARS = 40;
const filled = (value: number, bars = BARS) => new Float64Array(bars).fill(value);
const isWhole = (kind: string) => kind === 'integer';

for (const indicator of ALL_INDICATORS) {
  describe(`bad input: ${indicator.name}`, () => {
    const columns = (value: number, bars = BARS) => indicator.inputs.map(() => filled(value, bars));

    it('has nothing to say about nothing, and one bar of output for one bar', () => {
      for (const output of evaluate(indicator, columns(1, 0))) assert.equal(output.length, 0);
      for (const output of evaluate(indicator, columns(1, 1))) assert.equal(output.length, 1);
    });

    it('has no value where every bar is NaN or infinite', () => {
      if (indicator.gaps === 'elementwise') return;
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        evaluate(indicator, columns(value)).forEach((output, index) => {
          for (const got of output) assert.ok(Object.is(got, indicator.outputs[index]!.missing), `${got}`);
        });
      }
    });

    it('has no value when its window is longer than the series', () => {
      const options = longOptions(indicator);
      if (options === null) return;
      const lookback = indicator.lookback(options);
      evaluate(indicator, columns(3), options).forEach((output, index) => {
        const before = output.subarray(0, Math.min(lookback, BARS));
        for (const got of before) assert.ok(Object.is(got, indicator.outputs[index]!.missing), `${got}`);
      });
    });

    it('refuses periods that are not whole numbers in their range', () => {
      indicator.options.forEach((option, place) => {
        if (!isWhole(option.kind)) return;
        const defaults = indicator.options.map((each) => each.default);
        for (const got of [option.min - 1, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, option.max + 1]) {
          if (got === -1 && option.min <= -1) continue;
          const given = defaults.with(place, got);
          assert.throws(() => checkOptions(indicator, given), { code: 'quant.parameter' }, `${option.key} ${got}`);
          assert.throws(() => openStream(indicator, given), { code: 'quant.parameter' });
        }
      });
    });

    it('refuses columns that are missing or of another length', () => {
      assert.throws(() => evaluate(indicator, []), { code: 'quant.input' });
      if (indicator.inputs.length === 1) return;
      const uneven = columns(1).with(-1, filled(1, BARS - 1));
      assert.throws(() => evaluate(indicator, uneven), { code: 'quant.input' });
    });

    it('gives no infinite number and no NaN for prices that never move and volumes of 0, but where it says so', () => {
      for (const volume of [0, 100]) {
        const flat = indicator.inputs.map((name) => filled(flatValue(indicator, name, volume)));
        const lookback = indicator.lookback(indicator.options.map((option) => option.default));
        for (const output of evaluate(indicator, flat)) {
          for (const got of output.subarray(lookback)) assert.ok(indicator.isPartial || Number.isFinite(got), `${got}`);
        }
      }
    });
  });
}

/** Every whole number as large as a series is long, where the parameters allow it together. */
function longOptions(indicator: Indicator): readonly number[] | null {
  if (!indicator.options.some((option) => isWhole(option.kind))) return null;
  const options = indicator.options.map((option) =>
    isWhole(option.kind) && option.max >= BARS + 1 ? BARS + 1 : option.default,
  );
  return indicator.problem?.(options) ? null : options;
}

function flatValue(indicator: Indicator, name: InputName, volume: number): number {
  if (name === 'volume') return volume;
  if (name === 'periods') return 5;
  return ['ACOS', 'ASIN'].includes(indicator.name) ? 0.5 : 10;
}
