import { buyAndHoldPositions } from '../../backtest/strategies/buy-and-hold.ts';
import { momentumRotationPositions } from '../../backtest/strategies/momentum-rotation.ts';
import { rsiReversionPositions } from '../../backtest/strategies/rsi-reversion.ts';
import { smaCrossPositions } from '../../backtest/strategies/sma-cross.ts';
import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';

export type Numbers = Readonly<Record<string, number>>;

/** A classic strategy that can be asked for by name. */
export type NamedStrategy = {
  readonly name: string;
  /** Each with its value where none is given. */
  readonly parameters: Numbers;
  /** Null: any number of instruments. */
  readonly instrumentsMax: number | null;
  readonly rebalance: 'every-bar' | 'on-change';
  /** Leaves out what makes no sense in a sweep, and is refused when asked for. */
  readonly isPossible: (parameters: Numbers) => boolean;
  /** Wanted weights from closes, a column per instrument. */
  readonly positions: (closes: readonly Float64Array[], parameters: Numbers) => readonly Float64Array[];
};

export const STRATEGIES: readonly NamedStrategy[] = [
  {
    name: 'sma_cross',
    parameters: { fast: 20, slow: 60 },
    instrumentsMax: 1,
    rebalance: 'on-change',
    isPossible: ({ fast, slow }) => fast! < slow!,
    positions: ([close], { fast, slow }) => [smaCrossPositions(close!, { fast: fast!, slow: slow! })],
  },
  {
    name: 'rsi_reversion',
    parameters: { period: 14, low: 30, high: 70 },
    instrumentsMax: 1,
    rebalance: 'on-change',
    isPossible: ({ low, high }) => low! < high!,
    positions: ([close], { period, low, high }) => [
      rsiReversionPositions(close!, { period: period!, low: low!, high: high! }),
    ],
  },
  {
    name: 'momentum_rotation',
    parameters: { lookback: 60, top: 2, every: 20 },
    instrumentsMax: null,
    rebalance: 'every-bar',
    isPossible: ({ lookback, top, every }) => lookback! >= 1 && top! >= 1 && every! >= 1,
    positions: (closes, { lookback, top, every }) =>
      momentumRotationPositions(closes, { lookback: lookback!, top: top!, every: every! }),
  },
  {
    name: 'buy_and_hold',
    parameters: {},
    instrumentsMax: null,
    rebalance: 'on-change',
    isPossible: () => true,
    positions: (closes) => buyAndHoldPositions(closes[0]!.length, closes.length),
  },
];

/** @throws usage.unknown_name */
export function strategyNamed(name: string): NamedStrategy {
  const known = STRATEGIES.map((each) => each.name);
  const found = STRATEGIES.find((each) => each.name === name.replaceAll('-', '_'));
  if (found !== undefined) return found;
  throw new TapelineError('usage.unknown_name', {
    facts: { kind: 'strategy', name, nearest: nearestName(name, known), known },
  });
}

/** The parameters with those that were given. @throws usage.unknown_name, usage.invalid */
export function parametersOf(strategy: NamedStrategy, given: Readonly<Record<string, string>>): Numbers {
  const entries = Object.entries(given).map(([key, text]) => [checkKey(strategy, key), numberOf(key, text)] as const);
  const parameters = { ...strategy.parameters, ...Object.fromEntries(entries) };
  if (strategy.isPossible(parameters)) return parameters;
  const facts = {
    what: `Strategy "${strategy.name}" cannot have these parameters`,
    got: Object.entries(parameters)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
    wayOut: `Its own are ${Object.entries(strategy.parameters)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')}.`,
  };
  throw new TapelineError('usage.invalid', { facts });
}

/** `fast=5,10,20` as values to try. @throws usage.unknown_name, usage.invalid */
export function gridOf(
  strategy: NamedStrategy,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly number[]>> {
  const entries = Object.entries(given).map(([key, text]) => {
    const values = text.split(',').map((part) => numberOf(key, part));
    return [checkKey(strategy, key), [...new Set(values)]] as const;
  });
  return Object.fromEntries(entries);
}

function checkKey({ name, parameters }: NamedStrategy, key: string): string {
  const known = Object.keys(parameters);
  if (known.includes(key)) return key;
  const facts = { kind: `parameter of ${name}`, name: key, nearest: nearestName(key, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}

function numberOf(key: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new TapelineError('usage.invalid', {
    facts: {
      what: `Parameter "${key}" wants a number`,
      got: text,
      wayOut: `Write ${key}=20, or ${key}=5,10,20 for --sweep.`,
    },
  });
}
