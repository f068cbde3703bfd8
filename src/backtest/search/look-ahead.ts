import { invalid } from '../error.ts';
import { firstBars, type Market } from '../market/market.ts';
import type { BacktestResult } from '../result/result.ts';

/** Where a backtest knew the future: with the bars after `cut` taken away, this bar came out differently. */
export type LookAhead = {
  readonly cut: number;
  readonly bar: number;
  readonly what: 'equity' | 'ledger' | 'decision';
  readonly withFuture: string;
  readonly withoutFuture: string;
};

export type LookAheadCheck = {
  readonly market: Market;
  /** The whole of it, with whatever is worked out beforehand: indicators, factors, wanted positions. */
  readonly run: (market: Market) => BacktestResult;
  /** Numbers of bars to keep. Eight, evenly spread, by default. */
  readonly cuts?: readonly number[];
};

const CUTS = 8;

/**
 * Looks for use of the future: takes away the end of the bars and compares what was decided, filled and owned until
 * then. null: nothing was found at these cuts.
 */
export function findLookAhead({ market, run, cuts }: LookAheadCheck): LookAhead | null {
  const bars = market.sessions.length;
  const whole = run(market);
  for (const cut of cuts ?? evenCuts(bars)) {
    if (!(Number.isInteger(cut) && cut >= 1 && cut <= bars)) {
      throw invalid('The cuts', `${cut} is not a number of bars`, `Give whole numbers from 1 to ${bars}.`);
    }
    const found = firstDifference(whole, run(firstBars(market, cut)), cut);
    if (found !== null) return found;
  }
  return null;
}

function evenCuts(bars: number): readonly number[] {
  const cuts = Array.from({ length: CUTS }, (_, index) => Math.floor(((index + 1) * bars) / (CUTS + 1)));
  return [...new Set(cuts)].filter((cut) => cut >= 1);
}

function firstDifference(whole: BacktestResult, part: BacktestResult, cut: number): LookAhead | null {
  const end = Math.min(cut, whole.end) - whole.begin;
  for (let index = 0; index < end; index += 1) {
    const [left, right] = [whole.equity[index], part.equity[index]];
    if (Object.is(left, right)) continue;
    const texts = { withFuture: String(left), withoutFuture: String(right) };
    return { cut, bar: whole.begin + index, what: 'equity', ...texts };
  }
  const ledger = firstUnequal(
    whole.ledger.filter(({ bar }) => bar < cut),
    part.ledger,
  );
  if (ledger !== null) return { cut, bar: ledger.bar, what: 'ledger', ...ledger.texts };
  const decision = firstUnequal(decisionsBefore(whole, cut), decisionsBefore(part, cut));
  return decision === null ? null : { cut, bar: decision.bar, what: 'decision', ...decision.texts };
}

/** What was decided, whatever became of it. */
function decisionsBefore({ orders }: BacktestResult, cut: number) {
  return orders
    .filter(({ decidedBar }) => decidedBar < cut)
    .map(({ id, decidedBar, request }) => ({ id, bar: decidedBar, request }));
}

type Unequal = { readonly bar: number; readonly texts: Pick<LookAhead, 'withFuture' | 'withoutFuture'> };

function firstUnequal<T extends { readonly bar: number }>(whole: readonly T[], part: readonly T[]): Unequal | null {
  for (let index = 0; index < Math.max(whole.length, part.length); index += 1) {
    const [left, right] = [whole[index], part[index]];
    const texts = { withFuture: JSON.stringify(left ?? null), withoutFuture: JSON.stringify(right ?? null) };
    if (texts.withFuture !== texts.withoutFuture) return { bar: (left ?? right)!.bar, texts };
  }
  return null;
}
