import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { indicatorNamed } from './conventions.ts';
import type { InputName } from './kernel/definition.ts';
import { evaluate } from './kernel/run.ts';

/** Whose, its name there, its column there; our name, parameters, output; and what makes ours theirs. */
type Pair = readonly [
  whose: 'tulip' | 'ttr',
  name: string,
  column: string,
  ours: string,
  options: readonly number[],
  output: number,
  change?: (value: number) => number,
];

const GOLDEN = new URL('../../../test/golden/quant/', import.meta.url);
const read = <Value>(name: string): Value =>
  JSON.parse(
    (name.endsWith('.gz') ? gunzipSync : (bytes: Buffer) => bytes)(readFileSync(new URL(name, GOLDEN))).toString(),
  );

const bars: Readonly<Record<string, number[]>> = read('ohlcv600.json');
type Column = readonly (number | string | null)[];
const tulip: { readonly items: readonly { name: string; start: number; out: Record<string, Column> | null }[] } =
  read('tulip104.json.gz');
const ttr: { readonly out: Readonly<Record<string, Column & Readonly<Record<string, Column>>>> } = read('ttr.json.gz');

const TOLERANCE = 1e-9;
/** From here on a seed has no weight left in the slowest of them. */
const SETTLED = 330;

/** One definition: every value agrees. */
const SAME: readonly Pair[] = [
  ['tulip', 'ad', 'ad', 'AD', [], 0],
  ['tulip', 'adosc', 'adosc', 'ADOSC', [3, 10], 0],
  ['tulip', 'ao', 'ao', 'AO', [5, 34], 0],
  ['tulip', 'aroon', 'aroon_down', 'AROON', [14], 0],
  ['tulip', 'aroon', 'aroon_up', 'AROON', [14], 1],
  ['tulip', 'aroonosc', 'aroonosc', 'AROONOSC', [14], 0],
  ['tulip', 'avgprice', 'avgprice', 'AVGPRICE', [], 0],
  ['tulip', 'bbands', 'bbands_upper', 'BBANDS', [14, 2, 2, 0], 0],
  ['tulip', 'bbands', 'bbands_lower', 'BBANDS', [14, 2, 2, 0], 2],
  ['tulip', 'bop', 'bop', 'BOP', [], 0],
  ['tulip', 'cci', 'cci', 'CCI', [14], 0],
  ['tulip', 'cmo', 'cmo', 'CMOU', [14], 0],
  ['tulip', 'dpo', 'dpo', 'DPO', [14], 0],
  ['tulip', 'ema', 'ema', 'tdx.EMA', [14], 0],
  ['tulip', 'fosc', 'fosc', 'FOSC', [14], 0],
  ['tulip', 'hma', 'hma', 'HMA', [14], 0],
  ['tulip', 'kama', 'kama', 'KAMA', [14], 0],
  ['tulip', 'linreg', 'linreg', 'LINEARREG', [14], 0],
  ['tulip', 'linregintercept', 'linregintercept', 'LINEARREG_INTERCEPT', [14], 0],
  ['tulip', 'linregslope', 'linregslope', 'LINEARREG_SLOPE', [14], 0],
  ['tulip', 'marketfi', 'marketfi', 'MARKETFI', [], 0],
  ['tulip', 'max', 'max', 'MAX', [14], 0],
  ['tulip', 'md', 'md', 'AVGDEV', [14], 0],
  ['tulip', 'medprice', 'medprice', 'MEDPRICE', [], 0],
  ['tulip', 'mfi', 'mfi', 'MFI', [14], 0],
  ['tulip', 'min', 'min', 'MIN', [14], 0],
  ['tulip', 'mom', 'mom', 'MOM', [14], 0],
  ['tulip', 'nvi', 'nvi', 'NVI', [], 0],
  ['tulip', 'obv', 'obv', 'OBV', [], 0, (x) => x - bars.volume![0]!],
  ['tulip', 'pvi', 'pvi', 'PVI', [], 0],
  ['tulip', 'qstick', 'qstick', 'QSTICK', [14], 0],
  ['tulip', 'roc', 'roc', 'ROCP', [14], 0],
  ['tulip', 'rocr', 'rocr', 'ROCR', [14], 0],
  ['tulip', 'rsi', 'rsi', 'RSI', [14], 0],
  ['tulip', 'sma', 'sma', 'SMA', [14], 0],
  ['tulip', 'stddev', 'stddev', 'STDDEV', [14, 1], 0],
  ['tulip', 'stoch', 'stoch_k', 'STOCH', [14, 14, 0, 14, 0], 0],
  ['tulip', 'stoch', 'stoch_d', 'STOCH', [14, 14, 0, 14, 0], 1],
  ['tulip', 'stochrsi', 'stochrsi', 'STOCHRSI', [14, 14, 1, 0], 0, (x) => x / 100],
  ['tulip', 'sum', 'sum', 'SUM', [14], 0],
  ['tulip', 'tr', 'tr', 'TRANGE', [], 0],
  ['tulip', 'trima', 'trima', 'TRIMA', [14], 0],
  ['tulip', 'tsf', 'tsf', 'TSF', [14], 0],
  ['tulip', 'typprice', 'typprice', 'TYPPRICE', [], 0],
  ['tulip', 'ultosc', 'ultosc', 'ULTOSC', [7, 14, 28], 0],
  ['tulip', 'var', 'var', 'VAR', [14, 1], 0],
  ['tulip', 'vhf', 'vhf', 'VHF', [14], 0],
  ['tulip', 'vosc', 'vosc', 'PVO', [12, 26, 0], 0],
  ['tulip', 'vwma', 'vwma', 'VWMA', [14], 0],
  ['tulip', 'wad', 'wad', 'WAD', [], 0],
  ['tulip', 'wcprice', 'wcprice', 'WCLPRICE', [], 0],
  ['tulip', 'wilders', 'wilders', 'RMA', [14], 0],
  ['tulip', 'willr', 'willr', 'WILLR', [14], 0],
  ['tulip', 'wma', 'wma', 'WMA', [14], 0],
  ['ttr', 'SMA20', '', 'SMA', [20], 0],
  ['ttr', 'EMA20', '', 'EMA', [20], 0],
  ['ttr', 'EMA20wilder', '', 'RMA', [20], 0],
  ['ttr', 'DEMA20', '', 'DEMA', [20], 0],
  ['ttr', 'VWMA20', '', 'VWMA', [20], 0],
  ['ttr', 'HMA20', '', 'HMA', [20], 0],
  ['ttr', 'WMA20', '', 'WMA', [20], 0],
  ['ttr', 'RSI14', '', 'RSI', [14], 0],
  ['ttr', 'MACDpct', 'macd', 'PPO', [12, 26, 1], 0],
  ['ttr', 'ATR14', 'tr', 'TRANGE', [], 0],
  ['ttr', 'ATR14', 'atr', 'ATR', [14], 0],
  ['ttr', 'ADX14', 'DIp', 'PLUS_DI', [14], 0],
  ['ttr', 'ADX14', 'DX', 'DX', [14], 0],
  ['ttr', 'ADX14', 'ADX', 'ADX', [14], 0],
  ['ttr', 'aroon20', 'aroonUp', 'AROON', [20], 1],
  ['ttr', 'aroon20', 'aroonDn', 'AROON', [20], 0],
  ['ttr', 'aroon20', 'oscillator', 'AROONOSC', [20], 0],
  ['ttr', 'CCI20', '', 'CCI', [20], 0],
  ['ttr', 'chaikinAD', '', 'AD', [], 0],
  ['ttr', 'chaikinVolatility', '', 'CVI', [10, 10], 0, (x) => x / 100],
  ['ttr', 'CMF20', '', 'CMF', [20], 0],
  ['ttr', 'CMO14', '', 'CMOU', [14], 0],
  ['ttr', 'Donchian', 'high', 'DONCHIAN', [10], 0],
  ['ttr', 'Donchian', 'mid', 'DONCHIAN', [10], 1],
  ['ttr', 'Donchian', 'low', 'DONCHIAN', [10], 2],
  ['ttr', 'MFI14', '', 'MFI', [14], 0],
  ['ttr', 'OBV', '', 'OBV', [], 0],
  ['ttr', 'stoch', 'fastK', 'STOCHF', [14, 3, 0], 0, (x) => x / 100],
  ['ttr', 'stoch', 'fastD', 'STOCHF', [14, 3, 0], 1, (x) => x / 100],
  ['ttr', 'stoch', 'slowD', 'STOCH', [14, 3, 0, 3, 0], 1, (x) => x / 100],
  ['ttr', 'TRIX', 'TRIX', 'TRIX', [20], 0],
  ['ttr', 'ultOsc', '', 'ULTOSC', [7, 14, 28], 0],
  ['ttr', 'VHF', '', 'VHF', [28], 0],
  ['ttr', 'williamsAD', '', 'WAD', [], 0],
  ['ttr', 'WPR14', '', 'WILLR', [14], 0, (x) => -x / 100],
  ['ttr', 'runSum', '', 'SUM', [10], 0],
  ['ttr', 'runVar', '', 'VAR', [10, 1], 0, (x) => (x * 10) / 9],
  ['ttr', 'VWAP20', '', 'VWMA', [20], 0],
  ['ttr', 'momentum', '', 'MOM', [10], 0],
  ['ttr', 'ROC', '', 'ROCP', [10], 0],
];

/** One recursion, another beginning: they meet. */
const MEET: readonly Pair[] = [
  ['tulip', 'apo', 'apo', 'APO', [12, 26, 1], 0],
  ['tulip', 'atr', 'atr', 'ATR', [14], 0],
  ['tulip', 'cvi', 'cvi', 'CVI', [14, 14], 0],
  ['tulip', 'dema', 'dema', 'DEMA', [14], 0],
  ['tulip', 'ema', 'ema', 'EMA', [14], 0],
  ['tulip', 'mass', 'mass', 'MASSI', [9, 14], 0],
  ['tulip', 'natr', 'natr', 'NATR', [14], 0],
  ['tulip', 'ppo', 'ppo', 'PPO', [12, 26, 1], 0],
  ['tulip', 'psar', 'psar', 'SAR', [0.02, 0.2], 0],
  ['tulip', 'tema', 'tema', 'TEMA', [14], 0],
  ['tulip', 'zlema', 'zlema', 'ZLEMA', [14], 0],
  ['ttr', 'MACD', 'macd', 'MACD', [12, 26, 9], 0],
  ['ttr', 'keltner', 'up', 'KC', [20, 20, 2], 0],
  ['ttr', 'keltner', 'mavg', 'KC', [20, 20, 2], 1],
  ['ttr', 'SMI', 'SMI', 'SMI', [13, 2, 25, 9], 0],
  ['ttr', 'SMI', 'signal', 'SMI', [13, 2, 25, 9], 1],
];

/** One name, another definition: docs/indicators.md says what they do. */
const DIFFER: readonly Pair[] = [
  ['tulip', 'adx', 'dx', 'ADX', [14], 0],
  ['tulip', 'adxr', 'dx', 'ADXR', [14], 0],
  ['tulip', 'di', 'plus_di', 'PLUS_DI', [14], 0],
  ['tulip', 'dm', 'plus_dm', 'PLUS_DM', [14], 0],
  ['tulip', 'dx', 'dx', 'DX', [14], 0],
  ['tulip', 'cmo', 'cmo', 'CMO', [14], 0],
  ['tulip', 'macd', 'macd', 'MACD', [12, 26, 9], 0],
  ['tulip', 'trix', 'trix', 'TRIX', [14], 0],
  ['ttr', 'ZLEMA20', '', 'ZLEMA', [20], 0],
  ['ttr', 'BBands', 'up', 'BBANDS', [20, 2, 2, 0], 0],
  ['ttr', 'DPO', '', 'DPO', [10], 0],
  ['ttr', 'SAR', 'sar', 'SAR', [0.02, 0.2], 0],
  ['ttr', 'runMedian', '', 'PERCENTILE', [10, 50], 0],
];

describe('Tulip Indicators 0.8.4 and TTR 0.24.3', () => {
  for (const pair of SAME) {
    it(`${titleOf(pair)}: one definition, every value agrees`, () => assert.ok(worst(pair, 0) <= TOLERANCE));
  }
  for (const pair of MEET) {
    it(`${titleOf(pair)}: another beginning, they meet`, () => {
      assert.ok(worst(pair, 0) > 1e-6, 'it agrees from the beginning: move it up');
      assert.ok(worst(pair, SETTLED) <= TOLERANCE);
    });
  }
  for (const pair of DIFFER) {
    it(`${titleOf(pair)}: another definition, they do not meet`, () => assert.ok(worst(pair, SETTLED) > 1e-4));
  }
});

function titleOf([whose, name, column, ours]: Pair): string {
  return `${whose} ${name}${column === '' || column === name ? '' : `.${column}`} and ${ours}`;
}

/** The largest difference from bar `from` on, relative, or absolute where the value is small; at least 250 are compared. */
function worst(pair: Pair, from: number): number {
  const [, , , ours, options, output, change = (value: number) => value] = pair;
  const indicator = indicatorNamed(ours);
  const got = evaluate(indicator, indicator.inputs.map(columnOf), options)[output]!;
  let [most, compared] = [0, 0];
  theirs(pair).forEach((want, bar) => {
    if (bar < from || typeof want !== 'number' || Number.isNaN(got[bar]!)) return;
    compared += 1;
    most = Math.max(most, Math.abs(change(got[bar]!) - want) / Math.max(1e-3, Math.abs(want)));
  });
  assert.ok(compared >= 250, `${compared} values were compared`);
  return most;
}

function theirs([whose, name, column]: Pair): Column {
  if (whose === 'ttr') return column === '' ? ttr.out[name]! : ttr.out[name]![column]!;
  const item = tulip.items.find((candidate) => candidate.name === name)!;
  return [...new Array<null>(item.start).fill(null), ...item.out![column]!];
}

function columnOf(name: InputName): Float64Array {
  return Float64Array.from(name.startsWith('real') ? bars.close! : bars[name]!);
}
