import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { rulesFor } from './rules.ts';
import { gridOf, parametersOf, STRATEGIES, strategyNamed } from './strategies.ts';

const failsWith = (code: string) => (error: unknown) => isTapelineError(error) && error.code === code;

describe('strategies by name', () => {
  test('are found in either spelling, and an unknown one names the known', () => {
    assert.equal(strategyNamed('sma-cross'), strategyNamed('sma_cross'));
    assert.throws(() => strategyNamed('sma_cros'), failsWith('usage.unknown_name'));
  });

  test('take parameters over their own, and refuse what is no number, unknown, or makes no sense', () => {
    const cross = strategyNamed('sma_cross');
    assert.deepEqual(parametersOf(cross, { fast: '5' }), { fast: 5, slow: 60 });
    assert.throws(() => parametersOf(cross, { fast: 'five' }), failsWith('usage.invalid'));
    assert.throws(() => parametersOf(cross, { fats: '5' }), failsWith('usage.unknown_name'));
    assert.throws(() => parametersOf(cross, { fast: '90' }), failsWith('usage.invalid'));
  });

  test('have grids of distinct values', () => {
    assert.deepEqual(gridOf(strategyNamed('sma_cross'), { fast: '5,10,5', slow: '50' }), { fast: [5, 10], slow: [50] });
    assert.throws(() => gridOf(strategyNamed('sma_cross'), { fast: '5,,10' }), failsWith('usage.invalid'));
  });

  test('want a weight for every bar of every instrument', () => {
    const closes = [1, 2].map((step) => Float64Array.from({ length: 90 }, (_, bar) => 100 + step * bar));
    for (const strategy of STRATEGIES) {
      const given = closes.slice(0, strategy.instrumentsMax ?? 2);
      const positions = strategy.positions(given, strategy.parameters);
      assert.deepEqual(
        positions.map(({ length }) => length),
        given.map(() => 90),
        strategy.name,
      );
    }
  });
});

describe('rulesFor', () => {
  const none = { rules: null, commission: null, slippageBps: 0 };

  test('are those of the market that the symbols belong to', () => {
    assert.deepEqual(
      [['000001.XSHE'], ['688981.XSHG'], ['AAPL'], ['000300.XSHG', 'AAPL']].map(
        (symbols) => rulesFor(symbols, none).figures.name,
      ),
      ['a_shares', 'a_shares', 'us_shares', 'us_shares'],
    );
    assert.equal(rulesFor(['688981.XSHG'], none).figures.lot, 200);
  });

  test('say so where nothing is charged, and take a commission and slippage', () => {
    assert.equal(rulesFor(['AAPL'], none).note, 'no_costs');
    const { note, figures, rules } = rulesFor(['AAPL'], { ...none, commission: 0.001, slippageBps: 5 });
    assert.deepEqual([note, figures.commissionRate, figures.slippageBps], [null, 0.001, 5]);
    assert.deepEqual(rules.slippage, { kind: 'bps', bps: 5 });
  });

  test('refuse a name that is none', () => {
    assert.throws(() => rulesFor(['AAPL'], { ...none, rules: 'us' }), failsWith('usage.unknown_name'));
  });
});
