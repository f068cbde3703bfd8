import type { Cells } from '../../charts/report/model.ts';
import type {
  PredictionQuestion,
  PredictionReport,
  PredictionSection,
  PredictionTradeMark,
  PredictionVenueColumns,
} from '../../charts/report/prediction-model.ts';
import { doubles, type Frame, text, textAt } from '../../core/frame.ts';
import { coinBars } from '../../data/derived/coin-bars.ts';
import type { Draft } from '../../data/lake/draft.ts';
import { BAR_INTERVALS, type BarInterval } from '../../data/source/predictions.ts';
import { PREDICTION_ASSETS } from '../../data/stored/prediction-assets.ts';
import { readShelf } from '../../data/stored/store-predictions.ts';
import type { BacktestOutput, CoinOutput } from './outputs.ts';

export type ReportWish = {
  readonly symbol: string;
  readonly backtests: readonly BacktestOutput[];
  readonly coin: CoinOutput | null;
  readonly pair: string;
  readonly fromMs: number;
  readonly toMs: number;
};

/**
 * Everything about one symbol: its coin’s candles, what the venues thought, and what trading on it would have made.
 *
 * reads  coin_bars, prediction_bars, prediction_markets, prediction_equity, prediction_backtest_trades
 */
export async function predictionReport(
  draft: Draft,
  wish: ReportWish,
): Promise<
  Omit<
    PredictionReport,
    keyof PredictionReport & ('v' | 'profile' | 'simulated' | 'providers' | 'asOf' | 'version' | 'command')
  >
> {
  const { symbol, backtests, pair, fromMs, toMs } = wish;
  const sources = [...new Set(backtests.map(({ task }) => task.source))].sort();
  const marketsOf = new Map<string, Frame>();
  for (const source of sources) {
    marketsOf.set(source, await readShelf(draft, PREDICTION_ASSETS.prediction_markets, { symbol, provider: source }));
  }
  const intervals = [...new Set(backtests.map(({ task }) => task.interval))];
  const sections: PredictionSection[] = [];
  const last = new Map<string, LastPrice>();
  for (const interval of intervals) sections.push(await sectionOf(draft, wish, { interval, sources, marketsOf, last }));
  const rows = backtests.map(({ task, strategy, figures }) => {
    return { source: task.source, interval: task.interval, strategy, figures };
  });
  const questions = sources.flatMap((source) => questionsOf(marketsOf.get(source)!, { source, fromMs, last }));
  questions.sort((left, right) => right.endsAtMs - left.endsAtMs || (left.question < right.question ? -1 : 1));
  return { kind: 'prediction_report', symbol, pair, fromMs, toMs, sections, backtests: rows, questions };
}

type LastPrice = { readonly atMs: number; readonly price: number };

type Shared = {
  readonly interval: BarInterval;
  readonly sources: readonly string[];
  readonly marketsOf: ReadonlyMap<string, Frame>;
  /** By venue and token; filled as bars are read. */
  readonly last: Map<string, LastPrice>;
};

async function sectionOf(draft: Draft, wish: ReportWish, shared: Shared): Promise<PredictionSection> {
  const { interval, sources } = shared;
  const stepMs = BAR_INTERVALS[interval];
  const first = Math.floor(wish.fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((wish.toMs - first) / stepMs));
  const startsAtMs = Array.from({ length: count }, (_, bar) => first + bar * stepMs);
  const barOf = (atMs: number) => Math.round((atMs - first) / stepMs);
  const candles = await candlesOf(draft, wish, { interval, barOf, count });
  const venues: PredictionVenueColumns[] = [];
  for (const source of sources) venues.push(await venueOf(draft, wish, { ...shared, source, barOf, count }));
  return { interval, startsAtMs, ...candles, venues };
}

type Place = { readonly barOf: (atMs: number) => number; readonly count: number };

async function candlesOf(
  draft: Draft,
  { coin, symbol }: ReportWish,
  place: Place & { readonly interval: BarInterval },
) {
  const empty = () => new Array<number | null>(place.count).fill(null);
  const cells = { open: empty(), high: empty(), low: empty(), close: empty() };
  if (coin === null) return cells;
  const table = await readShelf(draft, PREDICTION_ASSETS.coin_bars, { symbol, provider: coin.provider });
  const bars = coinBars(table, { from: coin.interval, to: place.interval, ...coin.task });
  for (let row = 0; row < bars.rows; row += 1) {
    const bar = place.barOf(bars.beginMs[row]!);
    if (bars.complete[row] !== 1 || bar < 0 || bar >= place.count) continue;
    for (const name of ['open', 'high', 'low', 'close'] as const) cells[name][bar] = bars[name][row]!;
  }
  return cells;
}

type VenuePlace = Place & Shared & { readonly source: string };

async function venueOf(draft: Draft, { symbol }: ReportWish, place: VenuePlace): Promise<PredictionVenueColumns> {
  const { source, interval } = place;
  const shelf = { symbol, provider: source, interval };
  const bars = await readShelf(draft, PREDICTION_ASSETS.prediction_bars, shelf);
  const equity = await readShelf(draft, PREDICTION_ASSETS.prediction_equity, shelf);
  const trades = await readShelf(draft, PREDICTION_ASSETS.prediction_backtest_trades, shelf);
  return {
    source,
    probability: frontProbability(bars, place),
    equity: equityCells(equity, place),
    trades: tradeMarks(trades, place),
  };
}

/** At every bar, of the questions that have a price the one that ends next: its first outcome. */
function frontProbability(bars: Frame, { barOf, count, marketsOf, source, last }: VenuePlace): Cells {
  const ends = endsByToken(marketsOf.get(source)!);
  const [instrument, begins, close] = [text(bars, 'instrument'), doubles(bars, 'begins_at'), doubles(bars, 'close')];
  const cells = new Array<number | null>(count).fill(null);
  const endOfCell = new Array<number>(count).fill(Infinity);
  for (let row = 0; row < bars.rows; row += 1) {
    const token = textAt(instrument, row)!;
    const [bar, end] = [barOf(begins[row]!), ends.get(token) ?? null];
    remember(last, `${source} ${token}`, { atMs: begins[row]!, price: close[row]! });
    if (end === null || bar < 0 || bar >= count || end >= endOfCell[bar]!) continue;
    cells[bar] = close[row]!;
    endOfCell[bar] = end;
  }
  return cells;
}

function remember(last: Map<string, LastPrice>, key: string, seen: LastPrice): void {
  const before = last.get(key);
  if (before === undefined || before.atMs <= seen.atMs) last.set(key, seen);
}

/** First outcomes only, by their tokens. */
function endsByToken(markets: Frame): ReadonlyMap<string, number> {
  const [instrument, endsAt, index] = [text(markets, 'instrument'), doubles(markets, 'ends_at'), indexes(markets)];
  const rows = Array.from({ length: markets.rows }, (_, row) => row).filter((row) => index[row] === 0);
  return new Map(rows.map((row) => [textAt(instrument, row)!, endsAt[row]!]));
}

function indexes(markets: Frame): Int32Array {
  const column = markets.columns.outcome_index;
  return column?.type === 'int' ? column.values : new Int32Array(markets.rows);
}

function equityCells(equity: Frame, { barOf, count, interval }: VenuePlace): Cells {
  const [at, value] = [doubles(equity, 'valued_at'), doubles(equity, 'equity')];
  const cells = new Array<number | null>(count).fill(null);
  for (let row = 0; row < equity.rows; row += 1) {
    const bar = barOf(at[row]! - BAR_INTERVALS[interval]);
    if (bar >= 0 && bar < count) cells[bar] = Math.round(value[row]! * 100) / 100;
  }
  return cells;
}

function tradeMarks(trades: Frame, { barOf, count }: VenuePlace): readonly PredictionTradeMark[] {
  const pick = (name: string) => doubles(trades, name);
  const [entered, exited, entryPrice, exitPrice] = ['entered_at', 'exited_at', 'entry_price', 'exit_price'].map(pick);
  const [quantity, profit] = [pick('quantity'), pick('profit')];
  return Array.from({ length: trades.rows }, (_, row) => row).flatMap((row) => {
    const entryBar = barOf(entered![row]!);
    if (entryBar < 0 || entryBar >= count) return [];
    const exitBar = Number.isNaN(exited![row]!) ? null : Math.min(count - 1, barOf(exited![row]!));
    const prices = { entryPrice: entryPrice![row]!, exitPrice: exitPrice![row]! };
    return [{ entryBar, exitBar, ...prices, quantity: quantity[row]!, profit: profit[row]! }];
  });
}

type QuestionWish = {
  readonly source: string;
  readonly fromMs: number;
  readonly last: ReadonlyMap<string, LastPrice>;
};

function questionsOf(markets: Frame, { source, fromMs, last }: QuestionWish): readonly PredictionQuestion[] {
  const [instrument, question, outcome] = ['instrument', 'question', 'outcome'].map((name) => text(markets, name));
  const [endsAt, payout, index] = [doubles(markets, 'ends_at'), doubles(markets, 'payout'), indexes(markets)];
  return Array.from({ length: markets.rows }, (_, row) => row)
    .filter((row) => index[row] === 0 && endsAt[row]! >= fromMs)
    .map((row) => ({
      source,
      question: textAt(question!, row) ?? '',
      outcome: textAt(outcome!, row) ?? '',
      endsAtMs: endsAt[row]!,
      price: last.get(`${source} ${textAt(instrument!, row)}`)?.price ?? null,
      payout: Number.isNaN(payout[row]!) ? null : payout[row]!,
    }));
}
