import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { call, functions, open, resume } from './abstract.ts';
import { ALL_INDICATORS, indicatorNamed } from './conventions.ts';
import { packState, unpackState } from './kernel/stream-state.ts';
import { parseIndicator } from './spec.ts';

const close = Float64Array.from({ length: 80 }, (_, bar) => 20 + Math.sin(bar / 3) + (bar % 7) / 10);

describe('conventions', () => {
  it('names a function by its convention, in any spelling', () => {
    for (const name of ['talib08.BBANDS', 'talib-0.8.bbands', 'TALIB-0.8.Bbands']) {
      assert.equal(indicatorNamed(name).name, 'talib08.BBANDS');
    }
    for (const name of ['BBANDS', 'talib.BBANDS', 'talib-0.7.BBANDS'])
      assert.equal(indicatorNamed(name).name, 'BBANDS');
    assert.equal(indicatorNamed('sound.BBANDS').name, 'sound.BBANDS');
  });

  it('finds what 0.8 added by its bare name, and not under 0.7', () => {
    assert.equal(indicatorNamed('SUPERTREND').name, 'SUPERTREND');
    assert.equal(indicatorNamed('talib-0.8.SUPERTREND').name, 'SUPERTREND');
    assert.throws(() => indicatorNamed('talib.SUPERTREND'), { code: 'usage.unknown_name' });
  });

  it('has TA-Lib’s own where a convention changes nothing', () => {
    assert.equal(indicatorNamed('sound.EMA').name, 'EMA');
    assert.equal(indicatorNamed('talib-0.8.EMA').name, 'EMA');
  });

  it('counts 161, 201, 201 functions', () => {
    assert.deepEqual(
      (['talib', 'talib-0.8', 'sound'] as const).map((convention) => functions(convention).length),
      [161, 201, 201],
    );
  });

  it('offers the nearest name of the same convention, and the conventions there are', () => {
    assert.throws(() => indicatorNamed('sound.BBAND'), { code: 'usage.unknown_name', message: /"sound\.BBANDS"/ });
    assert.throws(() => indicatorNamed('boll'), { message: /Did you mean "tdx\.BOLL"\?/ });
    assert.throws(() => indicatorNamed('tdx.SUPERTREND'), { message: /Did you mean "talib-0\.8\.SUPERTREND"\?/ });
    assert.throws(() => indicatorNamed('tda.KDJ'), { code: 'usage.unknown_name', message: /"tdx"/ });
    assert.throws(() => indicatorNamed('.KDJ'), { code: 'usage.unknown_name' });
  });

  it('gives every definition one name and one set of columns', () => {
    const names = ALL_INDICATORS.map((indicator) => indicator.name);
    assert.equal(new Set(names).size, names.length);
    const stems = ALL_INDICATORS.flatMap((indicator) => indicator.outputs.map((output) => output.stem));
    assert.equal(new Set(stems).size, stems.length);
    for (const stem of stems) assert.match(stem, /^[a-z][a-z0-9_]*$/);
    for (const indicator of ALL_INDICATORS) assert.equal(indicatorNamed(indicator.name), indicator);
  });

  it('reads a convention in a spec, and in a stream’s saved state', () => {
    const spec = parseIndicator('sound.BBANDS(20, 2, 2, ema)');
    assert.deepEqual(spec.columns[0], 'sound_bbands_upper_20_2_2_ema');
    let stream = open('sound.STDDEV');
    const whole = call('sound.STDDEV', { close }).outReal!;
    for (let bar = 0; bar < close.length; bar += 1) {
      if (bar === 30) stream = resume(unpackState(packState(stream.save())));
      assert.deepEqual(stream.update({ close: close[bar]! }).outReal, whole[bar]);
    }
  });

  it('takes hma, zlema and rma by name under talib-0.8 only, and default for the function’s own', () => {
    const same = (left: string, right: string) =>
      assert.deepEqual(
        call('talib-0.8.APO', { close }, { type: left }),
        call('talib-0.8.APO', { close }, { type: right }),
      );
    same('default', 'ema');
    same('11', '1');
    assert.deepEqual(parseIndicator('talib-0.8.MA(9, hma)').columns, ['talib08_ma_9_hma']);
    assert.throws(() => call('MA', { close }, { type: 'hma' }), { code: 'quant.parameter' });
  });
});
