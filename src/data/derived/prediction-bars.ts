import { days, doubles, type Frame, frame, text, textAt } from '../../core/frame.ts';
import { type Klines, klinesFromTrades, type Trades } from '../../quant/kline/klines.ts';
import { concatRows, sameText } from '../rows.ts';
import { BAR_INTERVALS, type BarInterval } from '../source/predictions.ts';
import { PREDICTION_ASSETS } from '../stored/prediction-assets.ts';

export type PredictionBarsInput = {
  readonly prices: Frame;
  readonly trades: Frame;
  readonly provider: string;
  readonly symbol: string;
  readonly interval: BarInterval;
  readonly fromMs: number;
  readonly toMs: number;
  /** Everything up to here has arrived: bars that end by it are final. */
  readonly knownUntilMs: number;
  /** `auto`: from the price history where that is fine enough for the interval, otherwise from trades. */
  readonly basis: 'auto' | 'probabilities' | 'trades';
};

export type PredictionBars = {
  readonly rows: Frame;
  /** Outcomes that have prices, none of which can make a bar of this length. */
  readonly without: readonly string[];
};

type Basis = 'probabilities' | 'trades';
type Series = Trades & { readonly basis: Basis };

/**
 * Bars of every outcome that has prices. An interval without any price has no bar: none is carried, none is made up.
 *
 * reads  prediction_prices, prediction_trades of one shelf
 */
export function predictionBars(input: PredictionBarsInput): PredictionBars {
  const { interval, knownUntilMs } = input;
  const [prices, trades] = [rowsByInstrument(input.prices), rowsByInstrument(input.trades)];
  const parts: Frame[] = [];
  const without: string[] = [];
  for (const instrument of [...new Set([...prices.keys(), ...trades.keys()])].sort()) {
    const series = seriesOf(input, prices.get(instrument) ?? [], trades.get(instrument) ?? []);
    if (series === null) {
      without.push(instrument);
      continue;
    }
    const grid = { kind: 'utc', intervalMs: BAR_INTERVALS[interval] } as const;
    const bars = klinesFromTrades(series, { grid, stamp: 'start', knownUntilMs });
    parts.push(barRows(bars, { ...input, instrument, basis: series.basis }));
  }
  return { rows: concatRows(PREDICTION_ASSETS.prediction_bars.schema, parts), without };
}

function rowsByInstrument(table: Frame): ReadonlyMap<string, readonly number[]> {
  const instrument = text(table, 'instrument');
  return Map.groupBy(
    Array.from({ length: table.rows }, (_, row) => row),
    (row) => textAt(instrument, row)!,
  );
}

/** A history with fewer points in a bar than this says little about its high and low. */
const POINTS_MIN = 4;

/** The history is a midpoint about once a minute, and has no volume; resolved questions only have it coarsely. */
function seriesOf(input: PredictionBarsInput, priceRows: readonly number[], tradeRows: readonly number[]) {
  const coarsest = BAR_INTERVALS[input.interval] / 60_000 / POINTS_MIN;
  const fidelity = days(input.prices, 'fidelity_minutes');
  const usable = priceRows.filter((row) => fidelity[row]! <= coarsest);
  const history = inRange(input.prices, usable, input);
  const traded = inRange(input.trades, tradeRows, input);
  const fromHistory = history.length === 0 ? null : seriesFrom(input.prices, history, 'probabilities');
  const fromTrades = traded.length === 0 ? null : seriesFrom(input.trades, traded, 'trades');
  if (input.basis === 'probabilities') return fromHistory;
  return input.basis === 'trades' ? fromTrades : (fromHistory ?? fromTrades);
}

function inRange(
  table: Frame,
  rows: readonly number[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly number[] {
  const at = instantsOf(table);
  return rows.filter((row) => at[row]! >= fromMs && at[row]! < toMs).sort((left, right) => at[left]! - at[right]!);
}

function instantsOf(table: Frame): Float64Array {
  return doubles(table, table.columns.traded_at === undefined ? 'priced_at' : 'traded_at');
}

function seriesFrom(table: Frame, rows: readonly number[], basis: Basis): Series {
  const [at, price] = [instantsOf(table), doubles(table, 'price')];
  const size = basis === 'trades' ? doubles(table, 'size') : null;
  return {
    basis,
    atMs: Float64Array.from(rows, (row) => at[row]!),
    price: Float64Array.from(rows, (row) => price[row]!),
    volume: Float64Array.from(rows, (row) => size?.[row] ?? 0),
  };
}

type BarContext = PredictionBarsInput & { readonly instrument: string; readonly basis: Basis };

/** A history has no volume, which is not the same as a volume of zero. */
function barRows(bars: Klines, { provider, symbol, interval, instrument, basis }: BarContext): Frame {
  const { rows } = bars;
  const same = (cell: string) => sameText(cell, rows);
  const volume = basis === 'trades' ? bars.volume : new Float64Array(rows).fill(Number.NaN);
  return frame({
    provider: same(provider),
    symbol: same(symbol),
    interval: same(interval),
    instrument: same(instrument),
    begins_at: { type: 'instant', values: bars.beginMs },
    ends_at: { type: 'instant', values: bars.endMs },
    open: { type: 'double', values: bars.open },
    high: { type: 'double', values: bars.high },
    low: { type: 'double', values: bars.low },
    close: { type: 'double', values: bars.close },
    volume: { type: 'double', values: volume },
    points: { type: 'int', values: bars.count },
    basis: same(basis),
    closed: { type: 'flag', values: bars.complete },
  });
}
