import { luckText } from '../../backtest/search/luck.ts';
import type { NumberStyle } from '../spec.ts';
import { type Cell, type Html, NONE, paragraph, section, table, toned } from './html.ts';
import type { BacktestReport, MetricFigure } from './model.ts';
import { changeFor, countFor, dayFor, moneyFor, numberFor, type Reader } from './reader.ts';

const RATIOS = new Set(['sharpe', 'sortino', 'calmar', 'beta']);
const COUNTS = new Set(['longestDrawdown']);

export function metricSection({ metrics, convention }: BacktestReport, reader: Reader): Html {
  const { texts } = reader;
  const columns = [
    { name: texts.metric },
    { name: texts.value, align: 'right' },
    { name: texts.periods, align: 'right' },
  ] as const;
  const rows = metrics.map((metric) => [
    metricName(metric, convention, reader),
    metric.value === null ? `${texts.none} (${texts.reasonOfNone(metric.reason ?? '')})` : metricText(metric, reader),
    metric.periodsPerYear === null ? texts.none : numberFor(reader, metric.periodsPerYear, 'count'),
  ]);
  const isProjected = metrics.some(({ isExtrapolated }) => isExtrapolated);
  const note = isProjected ? paragraph(`* ${texts.extrapolated}`, 'quiet') : NONE;
  return section(texts.metricsHeading(convention), [table(columns, rows), note]);
}

function metricName(
  { name, convention: used, isExtrapolated }: MetricFigure,
  convention: string,
  { texts }: Reader,
): string {
  const shown = `${texts.metricNames[name] ?? name}${isExtrapolated ? ' *' : ''}`;
  return used === convention ? shown : `${shown} (${texts.otherConvention(used)})`;
}

function metricText({ name, value }: MetricFigure, reader: Reader): string {
  if (COUNTS.has(name)) return countFor(value!);
  const style: NumberStyle = RATIOS.has(name) ? 'ratio' : 'percent';
  return numberFor(reader, value, style);
}

export function costSection({ rules, costs, refused, cash, equity }: BacktestReport, reader: Reader): Html {
  const { texts } = reader;
  const minimum = rules.commissionMinimum > 0 ? `, ${texts.minimum(moneyFor(rules.commissionMinimum))}` : '';
  const yesNo = (is: boolean) => (is ? texts.yes : texts.no);
  const setting = [
    [texts.lot, countFor(rules.lot)],
    [texts.settlement, rules.settlement],
    [texts.commissionRule, `${Number((rules.commissionRate * 100).toPrecision(6))}%${minimum}`],
    [texts.slippage, `${rules.slippageBps} bp`],
    [texts.stampDuty, yesNo(rules.hasStampDuty)],
    [texts.priceLimits, yesNo(rules.hasPriceLimits)],
  ];
  const paid = [
    [`${texts.paid}: ${texts.commissionRule}`, moneyFor(costs.commission)],
    ...(costs.stampDuty === 0 ? [] : [[`${texts.paid}: ${texts.stampDuty}`, moneyFor(costs.stampDuty)]]),
    ...(costs.transferFee === 0 ? [] : [[`${texts.paid}: ${texts.transferFee}`, moneyFor(costs.transferFee)]]),
    [texts.costsTotal, moneyFor(costs.total)],
    [texts.finalEquity, `${moneyFor(cash)} → ${moneyFor(equity.at(-1) ?? cash)}`],
  ];
  const lost = Object.entries(refused).map(([reason, count]) => [texts.refusals[reason] ?? reason, countFor(count)]);
  const columns = [{ name: texts.rule }, { name: texts.value, align: 'right' }] as const;
  const refusedTable = lost.length === 0 ? [] : [paragraph(texts.refusedHeading, 'quiet'), table(columns, lost)];
  return section(texts.costsHeading, [table(columns, [...setting, ...paid]), ...refusedTable]);
}

export function drawdownSection({ drawdowns }: BacktestReport, reader: Reader): Html {
  if (drawdowns.length === 0) return NONE;
  const { texts } = reader;
  const columns = [
    { name: texts.depth, align: 'right' },
    { name: texts.peak },
    { name: texts.trough },
    { name: texts.recovery },
    { name: texts.length, align: 'right' },
  ] as const;
  const rows = drawdowns.map(({ depth, peak, trough, recovery, bars }): readonly Cell[] => [
    numberFor(reader, depth, 'percent'),
    dayFor(reader, peak),
    dayFor(reader, trough),
    recovery === null ? texts.ongoing : dayFor(reader, recovery),
    countFor(bars),
  ]);
  return section(texts.drawdownsHeading, [table(columns, rows)]);
}

export function sweepSection({ sweep }: BacktestReport, reader: Reader): Html {
  if (sweep === null) return NONE;
  const { texts, language } = reader;
  const right = (name: string) => ({ name, align: 'right' }) as const;
  const columns = [
    right(texts.rank),
    { name: texts.parameters },
    ...[texts.totalReturn, texts.maxDrawdown, texts.sharpePerBar, texts.fills].map(right),
  ];
  const rows = sweep.rows.map((row): readonly Cell[] => [
    String(row.rank),
    Object.entries(row.parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    toned(row.totalReturn, changeFor(reader, row.totalReturn)),
    numberFor(reader, row.maxDrawdown, 'percent'),
    row.sharpePerPeriod === null ? texts.none : row.sharpePerPeriod.toFixed(4).replace('-', '−'),
    countFor(row.fills),
  ]);
  const note = `${texts.sweepShown} ${luckText(sweep.luck, language)}`;
  return section(texts.sweepHeading(countFor(sweep.trials)), [table(columns, rows), paragraph(note, 'quiet')]);
}

const TRADES_SHOWN = 40;

export function tradeSection({ trades, tradeCount }: BacktestReport, reader: Reader): Html {
  if (trades.length === 0) return NONE;
  const { texts } = reader;
  const right = (name: string) => ({ name, align: 'right' }) as const;
  const columns = [
    { name: texts.instrument },
    { name: texts.side },
    right(texts.quantity),
    { name: texts.entry },
    right(texts.price),
    { name: texts.exit },
    right(texts.price),
    right(texts.profit),
    right('%'),
  ];
  const shown = trades.slice(-TRADES_SHOWN);
  const rows = shown.map((trade): readonly Cell[] => [
    trade.symbol,
    trade.side === 'long' ? texts.long : texts.short,
    countFor(trade.quantity),
    dayFor(reader, trade.entrySession),
    numberFor(reader, trade.entryPrice, 'price'),
    trade.exitSession === null ? texts.open : dayFor(reader, trade.exitSession),
    numberFor(reader, trade.exitPrice, 'price'),
    toned(trade.profit, moneyFor(trade.profit)),
    toned(trade.profitFraction, changeFor(reader, trade.profitFraction)),
  ]);
  const note =
    shown.length < tradeCount
      ? paragraph(texts.tradesShown(countFor(shown.length), countFor(tradeCount)), 'quiet')
      : NONE;
  return section(texts.tradesHeading, [table(columns, rows), note]);
}
