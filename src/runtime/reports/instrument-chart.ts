import type { Cells, IndicatorColumns, InstrumentChart, PriceFigures } from '../../charts/report/model.ts';
import { parseIndicator } from '../../quant/indicators/spec.ts';
import { type Panel, runPanel } from '../../quant/panel.ts';
import type { BarTable } from './bar-table.ts';

export type ChartRange = { readonly from: number | null; readonly to: number | null };

/** What charts show unless something else is asked for. */
export const INDICATORS_SHOWN: readonly string[] = ['SMA(5)', 'SMA(20)', 'SMA(60)', 'RSI(14)', 'MACD(12,26,9)'];

/**
 * One instrument's bars and indicators over a range. Indicators are computed on all bars before it, so that they have
 * values from its first bar on; suspended sessions have a place and no bar.
 *
 * throws  usage.unknown_name, quant.parameter for an indicator that cannot be
 */
export function instrumentChart(
  table: BarTable,
  indicators: readonly string[],
  { from, to }: ChartRange,
): InstrumentChart {
  const isShown = (session: number) => (from === null || session >= from) && (to === null || session <= to);
  const own = new Map(table.sessions.map((session, row) => [session, row]));
  const lastOwn = table.sessions.at(-1) ?? -Infinity;
  const firstOwn = table.sessions[0] ?? Infinity;
  const idle = table.suspended.filter((session) => session > firstOwn && session < lastOwn && !own.has(session));
  const sessions = [...table.sessions, ...idle].filter(isShown).sort((left, right) => left - right);
  const rowOf = sessions.map((session) => own.get(session) ?? null);
  const spread = (values: ArrayLike<number | null>): Cells =>
    rowOf.map((row) => (row === null ? null : finite(values[row])));
  const barOf = new Map(sessions.map((session, bar) => [session, bar]));
  const { open, high, low, close, volume } = table.prices;
  return {
    symbol: table.instrument,
    about: table.about,
    bars: {
      sessions,
      open: spread(open),
      high: spread(high),
      low: spread(low),
      close: spread(close),
      volume: spread(volume),
    },
    indicators: indicators.map((text) => indicatorColumns(text, table, spread)),
    events: table.events.flatMap(({ session, factor, isInferred }) => {
      const bar = sessions.findIndex((each) => each >= session);
      return isShown(session) && bar >= 0 ? [{ bar, factor, isInferred }] : [];
    }),
    filled: table.filled.flatMap(({ session, how }) => (barOf.has(session) ? [{ bar: barOf.get(session)!, how }] : [])),
    suspended: stretches(rowOf.map((row) => row === null)),
  };
}

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function indicatorColumns(
  text: string,
  { prices }: BarTable,
  spread: (values: Float64Array) => Cells,
): IndicatorColumns {
  const spec = parseIndicator(text);
  const columns = Object.entries(prices).map(([name, values]) => [
    name,
    Float64Array.from(values, (each) => each ?? Number.NaN),
  ]);
  const panel = { offsets: Int32Array.of(0, prices.close.length), ...Object.fromEntries(columns) } as Panel;
  const computed = runPanel(panel, [spec]);
  const outputs = spec.columns.map((column, index) => ({
    name: spec.columns.length === 1 ? text : spec.indicator.outputs[index]!.stem,
    values: rounded(spread(computed[column]!)),
  }));
  return { text, place: spec.indicator.group === 'overlap' ? 'price' : 'pane', outputs };
}

/** What a picture can show of it: the page stays small. */
function rounded(values: Cells): Cells {
  return values.map((value) => (value === null ? null : Number(value.toPrecision(7))));
}

function stretches(marks: readonly boolean[]): readonly { readonly fromBar: number; readonly toBar: number }[] {
  const found: { fromBar: number; toBar: number }[] = [];
  marks.forEach((isMarked, bar) => {
    if (!isMarked) return;
    const last = found.at(-1);
    if (last !== undefined && last.toBar === bar - 1) last.toBar = bar;
    else found.push({ fromBar: bar, toBar: bar });
  });
  return found;
}

/** The bars shown in a few numbers. */
export function priceFigures({ bars }: InstrumentChart): PriceFigures {
  const held = bars.sessions.flatMap((session, bar) => {
    const [high, low, close] = [bars.high[bar], bars.low[bar], bars.close[bar]];
    return high == null || low == null || close == null
      ? []
      : [{ session, high, low, close, volume: bars.volume[bar] }];
  });
  const [first, last] = [held[0], held.at(-1)];
  const highest = held.reduce<(typeof held)[number] | undefined>(
    (best, bar) => (best && best.high >= bar.high ? best : bar),
    undefined,
  );
  const lowest = held.reduce<(typeof held)[number] | undefined>(
    (best, bar) => (best && best.low <= bar.low ? best : bar),
    undefined,
  );
  const volumes = held.flatMap(({ volume }) => volume ?? []);
  const before = held.at(-2);
  return {
    first: first?.session ?? null,
    last: last?.session ?? null,
    bars: held.length,
    close: last?.close ?? null,
    changeFraction: last === undefined || before === undefined ? null : last.close / before.close - 1,
    rangeFraction: last === undefined || first === undefined || held.length < 2 ? null : last.close / first.close - 1,
    highest: highest?.high ?? null,
    highestOn: highest?.session ?? null,
    lowest: lowest?.low ?? null,
    lowestOn: lowest?.session ?? null,
    volumeMean: volumes.length === 0 ? null : volumes.reduce((sum, volume) => sum + volume, 0) / volumes.length,
  };
}
