import { luckText } from '../../backtest/search/luck.ts';
import { heatMap } from '../heat-map.ts';
import { monthText } from '../scale/session-ticks.ts';
import { sessionChart } from '../session-chart.ts';
import type { ChartSpec, Mark, Markers, Series } from '../spec.ts';
import { costSection, drawdownSection, metricSection, sweepSection, tradeSection } from './backtest-tables.ts';
import { figure, type Html, keyFigures, NONE, say, section, tag } from './html.ts';
import type { BacktestReport, TradeFigure } from './model.ts';
import { priceChart } from './price-chart.ts';
import { changeFor, countFor, dayFor, moneyFor, numberFor, type Reader } from './reader.ts';

export function backtestTitle({ strategy, symbols }: BacktestReport, { texts }: Reader): string {
  const shown = symbols.length > 4 ? `${symbols.slice(0, 4).join(', ')} +${symbols.length - 4}` : symbols.join(', ');
  return `${texts.strategyNames[strategy] ?? strategy} · ${shown}`;
}

export function backtestLead(report: BacktestReport, reader: Reader): string {
  const { parameters, sessions, rules } = report;
  const set = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const range = `${dayFor(reader, sessions[0] ?? null)} … ${dayFor(reader, sessions.at(-1) ?? null)}`;
  return [...set, range, reader.texts.rulesNames(rules.name)].join(' · ');
}

export function backtestPage(report: BacktestReport, reader: Reader): readonly Html[] {
  return [
    headFigures(report, reader),
    warnings(report, reader),
    section(reader.texts.equity, [figure(sessionChart(equityChart(report, reader), reader.options))]),
    tradesOnPrices(report, reader),
    months(report, reader),
    tag('div', [metricSection(report, reader), costSection(report, reader)], 'columns'),
    drawdownSection(report, reader),
    sweepSection(report, reader),
    tradeSection(report, reader),
  ];
}

function headFigures(report: BacktestReport, reader: Reader): Html {
  const { texts } = reader;
  const of = (name: string) => report.metrics.find((metric) => metric.name === name)?.value ?? null;
  const total = of('totalReturn');
  const count = report.statistics.count ?? 0;
  const held = report.exposure.filter((value) => value !== null && value !== 0).length;
  const tone = total === null || total === 0 ? {} : { tone: total > 0 ? ('rising' as const) : ('falling' as const) };
  return keyFigures([
    { name: texts.totalReturn, value: changeFor(reader, total), ...tone, ...benchmarkNote(report, reader) },
    { name: texts.metricNames.cagr!, value: changeFor(reader, of('cagr')) },
    { name: texts.metricNames.sharpe!, value: numberFor(reader, of('sharpe'), 'ratio') },
    { name: texts.maxDrawdown, value: numberFor(reader, of('maxDrawdown'), 'percent') },
    { name: texts.tradeCount, value: countFor(count) },
    { name: texts.winRate, value: numberFor(reader, report.statistics.winRate ?? null, 'percent') },
    {
      name: texts.exposure,
      value: numberFor(reader, report.exposure.length === 0 ? null : held / report.exposure.length, 'percent'),
    },
    { name: texts.costsTotal, value: moneyFor(report.costs.total) },
  ]);
}

function benchmarkNote({ benchmark, cash }: BacktestReport, reader: Reader): { readonly note?: string } {
  const last = benchmark?.equity.at(-1);
  if (benchmark === null || last == null) return {};
  return { note: `${reader.texts.benchmark(benchmark.name)} ${changeFor(reader, last / cash - 1)}` };
}

const TRADES_FEW = 30;

function warnings({ rulesNote, statistics, sweep, equity }: BacktestReport, { texts, language }: Reader): Html {
  const count = statistics.count ?? 0;
  const lines = [
    ...(sweep === null ? [] : [luckText(sweep.luck, language)]),
    ...(equity.some((value) => value !== null && value <= 0) ? [texts.warnRuined] : []),
    ...(rulesNote === 'no_costs' ? [texts.warnNoCosts] : []),
    ...(count < TRADES_FEW ? [texts.warnFewTrades(countFor(count))] : []),
    ...(sweep === null ? [] : [texts.warnInSample]),
    texts.warnSurvivor,
    texts.warnAdjusted,
  ];
  return section(texts.warningsHeading, [
    tag(
      'ul',
      lines.map((line) => tag('li', say(line))),
      'warn',
    ),
  ]);
}

/** Several times its first value, an account is read on a logarithmic axis. */
const LOG_FROM = 4;

function equityChart({ sessions, equity, benchmark, drawdown }: BacktestReport, { texts }: Reader): ChartSpec {
  const values = [...equity, ...(benchmark?.equity ?? [])].filter((value) => value !== null);
  const [min, max] = [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const lines: Series[] = [{ kind: 'line', name: texts.equity, values: equity, tone: 'blue' }];
  if (benchmark !== null) {
    lines.push({
      kind: 'line',
      name: texts.benchmark(benchmark.name),
      values: benchmark.equity,
      tone: 'grey',
      stroke: 'dashed',
    });
  }
  return {
    title: texts.equity,
    sessions,
    panes: [
      { height: 230, numbers: 'count', scale: min > 0 && max / min > LOG_FROM ? 'log' : 'linear', series: lines },
      {
        height: 80,
        numbers: 'percent',
        series: [{ kind: 'area', name: texts.drawdown, values: drawdown, tone: 'falling' }],
      },
    ],
  };
}

function tradesOnPrices({ chart, trades }: BacktestReport, reader: Reader): Html {
  if (chart === null) return NONE;
  const { texts, options } = reader;
  return section(texts.tradesHeading, [
    figure(sessionChart(priceChart(chart, texts, tradeMarks(trades, reader)), options), texts.adjusted),
  ]);
}

function tradeMarks(trades: readonly TradeFigure[], reader: Reader): readonly Markers[] {
  if (trades.length === 0) return [];
  const { texts } = reader;
  const marks = trades.flatMap((trade): readonly Mark[] => {
    const [entry, exit] = trade.side === 'long' ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const);
    const text = (what: string, price: number) =>
      `${what} ${countFor(trade.quantity)} × ${numberFor(reader, price, 'price')}`;
    const first: Mark = {
      bar: trade.entryBar,
      value: trade.entryPrice,
      shape: entry,
      tone: 'blue',
      text: text(texts.buy, trade.entryPrice),
    };
    if (trade.exitBar === null) return [first];
    const profit = changeFor(reader, trade.profitFraction);
    return [
      first,
      {
        bar: trade.exitBar,
        value: trade.exitPrice,
        shape: exit,
        tone: 'purple',
        text: `${text(texts.sell, trade.exitPrice)} (${profit})`,
      },
    ];
  });
  const links = trades.flatMap(({ entryBar, entryPrice, exitBar, exitPrice, profit }) =>
    exitBar === null
      ? []
      : [
          {
            fromBar: entryBar,
            from: entryPrice,
            toBar: exitBar,
            to: exitPrice,
            tone: profit > 0 ? ('rising' as const) : ('falling' as const),
          },
        ],
  );
  return [{ kind: 'markers', name: texts.trades, marks, links }];
}

const MONTHS = 12;

function months({ months: years }: BacktestReport, { texts, language, options }: Reader): Html {
  if (years.length === 0) return NONE;
  const columns = [...Array.from({ length: MONTHS }, (_, k) => monthText(k + 1, language)), texts.year];
  const rows = years.map(({ year, months: cells, total }) => ({ name: String(year), cells: [...cells, total] }));
  const spec = { title: texts.monthsHeading, columns, rows, numbers: 'percent', totalsFrom: MONTHS } as const;
  return section(texts.monthsHeading, [figure(heatMap(spec, options))]);
}
