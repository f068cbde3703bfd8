import { type BacktestResult, backtest, binaries, type Market, type Resolution } from '../../backtest/index.ts';
import { doubles, type Frame, text, textAt } from '../../core/frame.ts';
import { DAY_MS } from '../../core/time.ts';
import { BAR_INTERVALS, type BarInterval, type InstantRange } from '../../data/source/predictions.ts';

export type StrategySettings = {
  readonly strategy: 'favourite' | 'momentum' | 'buy_and_hold';
  /** Favourite: bought at this price or above. */
  readonly threshold: number;
  /** Momentum: bars over which a price must have risen. */
  readonly lookback: number;
  readonly cash: number;
  /** Of the account, for each purchase. */
  readonly stake: number;
  /** Of price × (1 − price) per share: how these venues charge. */
  readonly feeRate: number;
};

export type OutcomesInput = StrategySettings & {
  /** Closed bars of one shelf and interval. */
  readonly bars: Frame;
  readonly markets: Frame;
  readonly interval: BarInterval;
  /** A payout later than this is not known. */
  readonly asOfMs: number;
};

export type OutcomesBacktest = {
  readonly result: BacktestResult;
  /** When each bar begins. */
  readonly startsAtMs: Float64Array;
  readonly outcomes: number;
};

/**
 * A strategy over all outcomes of a shelf on one line of time. What is bought is paid out at its end: 1 or 0, as the venue
 * resolved it; what nobody has resolved yet counts at its last price. Null where no outcome has two bars.
 *
 * throws  backtest.invalid
 */
export function backtestOutcomes(input: OutcomesInput): OutcomesBacktest | null {
  const { interval, cash } = input;
  const series = seriesOf(input.bars, resolutionsOf(input));
  if (series.length === 0) return null;
  const startsAtMs = timeline(series, BAR_INTERVALS[interval]);
  const barOf = new Map(Array.from(startsAtMs, (at, bar) => [at, bar]));
  const assets = series.map((one) => ({ ...one, ...columnsOf(one, barOf, startsAtMs.length) }));
  const market: Market = {
    sessions: Int32Array.from(startsAtMs, (at) => Math.floor(at / DAY_MS)),
    startsAtMs,
    assets: assets.map(({ name, open, close, resolution }) => {
      return { name, open, close, ...(resolution === null ? {} : { resolution }) };
    }),
  };
  const positions = assets.map(({ close }) => sharesWanted(close, input));
  const rules = binaries({ tick: 0.001, costs: { binaryFeeRate: input.feeRate } });
  return { result: backtest({ market, cash, rules, positions, unit: 'shares' }), startsAtMs, outcomes: series.length };
}

type Series = {
  readonly name: string;
  readonly beginsAt: readonly number[];
  readonly opens: readonly number[];
  readonly closes: readonly number[];
  readonly resolution: Resolution | null;
};

function resolutionsOf({ markets, asOfMs }: OutcomesInput): ReadonlyMap<string, Resolution | null> {
  const [instrument, payout] = [text(markets, 'instrument'), doubles(markets, 'payout')];
  const endsAt = doubles(markets, 'ends_at');
  const rows = Array.from({ length: markets.rows }, (_, row) => row);
  return new Map(
    rows.map((row) => [
      textAt(instrument, row)!,
      Number.isNaN(payout[row]!) || endsAt[row]! > asOfMs ? null : { payout: payout[row]!, atMs: endsAt[row]! },
    ]),
  );
}

function seriesOf(bars: Frame, resolutions: ReadonlyMap<string, Resolution | null>): readonly Series[] {
  const instrument = text(bars, 'instrument');
  const [begins, open, close] = ['begins_at', 'open', 'close'].map((name) => doubles(bars, name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const byName = Map.groupBy(
    Array.from({ length: bars.rows }, (_, row) => row),
    (row) => textAt(instrument, row)!,
  );
  return [...byName]
    .filter(([, rows]) => rows.length >= 2)
    .map(([name, rows]) => ({
      name,
      beginsAt: rows.map((row) => begins[row]!),
      opens: rows.map((row) => open[row]!),
      closes: rows.map((row) => close[row]!),
      resolution: resolutions.get(name) ?? null,
    }));
}

/** Every step from the first bar to one after the last: payouts fall into bars in which nothing traded. */
function timeline(series: readonly Series[], stepMs: number): Float64Array {
  const begins = series.flatMap(({ beginsAt }) => beginsAt);
  const ends = series.flatMap(({ resolution }) =>
    resolution !== null && 'atMs' in resolution ? [resolution.atMs] : [],
  );
  const first = begins.reduce((least, each) => Math.min(least, each), Infinity);
  const last = [...begins, ...ends].reduce((most, each) => Math.max(most, each), -Infinity);
  const count = Math.floor((last - first) / stepMs) + 2;
  return Float64Array.from({ length: count }, (_, bar) => first + bar * stepMs);
}

/** NaN where there is no bar: nothing fills there. */
function columnsOf({ beginsAt, opens, closes }: Series, barOf: ReadonlyMap<number, number>, bars: number) {
  const [open, close] = [new Float64Array(bars).fill(Number.NaN), new Float64Array(bars).fill(Number.NaN)];
  beginsAt.forEach((at, place) => {
    const bar = barOf.get(at)!;
    open[bar] = opens[place]!;
    close[bar] = closes[place]!;
  });
  return { open, close };
}

/** Shares wanted, decided at each close from closes up to it; once bought an outcome is held to its end. */
function sharesWanted(close: Float64Array, settings: StrategySettings): Float64Array {
  const { cash, stake, strategy } = settings;
  let shares = 0;
  let seen = 0;
  const known: number[] = [];
  return close.map((price) => {
    if (Number.isNaN(price)) return shares === 0 ? Number.NaN : shares;
    known.push(price);
    seen += 1;
    if (strategy === 'momentum') {
      const before = known[seen - 1 - settings.lookback];
      const isRising = before !== undefined && price > before;
      shares = isRising ? (shares === 0 ? lotOf(cash * stake, price) : shares) : 0;
    } else if (shares === 0 && (strategy === 'buy_and_hold' || price >= settings.threshold)) {
      shares = lotOf(cash * stake, price);
    }
    return shares;
  });
}

function lotOf(money: number, price: number): number {
  return price > 0 ? Math.floor(money / price) : 0;
}

/** Rows of the range whose bar is final: what still forms must not be traded on. */
export function closedRows(bars: Frame, { fromMs, toMs }: InstantRange): Int32Array {
  const [closed, begins] = [bars.columns.closed, doubles(bars, 'begins_at')];
  const rows = Array.from({ length: bars.rows }, (_, row) => row);
  return Int32Array.from(
    rows.filter(
      (row) => closed?.type === 'flag' && closed.values[row] === 1 && begins[row]! >= fromMs && begins[row]! < toMs,
    ),
  );
}
