import { DAY_MS } from '../../core/time.ts';
import { sessionChart } from '../session-chart.ts';
import type { ChartSpec, Mark, Pane, Series, Tone } from '../spec.ts';
import { figure, type Html, keyFigures, NONE, paragraph, section, table } from './html.ts';
import type { PredictionReport, PredictionSection, PredictionVenueColumns } from './prediction-model.ts';
import { changeFor, countFor, moneyFor, numberFor, type Reader } from './reader.ts';

export function predictionTitle({ symbol }: PredictionReport, { texts }: Reader): string {
  return `${texts.predictionTitle} · ${symbol}`;
}

export function predictionLead({ pair, fromMs, toMs }: PredictionReport): string {
  return `${pair} · ${momentText(fromMs)} … ${momentText(toMs)} UTC`;
}

export function predictionPage(report: PredictionReport, reader: Reader): readonly Html[] {
  const { texts } = reader;
  return [
    headFigures(report, reader),
    ...report.sections.map((each) => sectionOf(report, each, reader)),
    backtestTable(report, reader),
    questionTable(report, reader),
    paragraph(texts.predictionNote),
  ];
}

function headFigures({ sections, backtests, questions, pair }: PredictionReport, reader: Reader): Html {
  const { texts } = reader;
  const closes = sections[0]?.close.filter((close) => close !== null) ?? [];
  const [first, last] = [closes[0] ?? null, closes.at(-1) ?? null];
  const change = first === null || last === null ? null : last / first - 1;
  const tone = change === null || change === 0 ? {} : { tone: change > 0 ? ('rising' as const) : ('falling' as const) };
  const open = questions.filter(({ payout }) => payout === null).length;
  const trades = backtests.reduce((sum, { figures }) => sum + (figures?.trades ?? 0), 0);
  return keyFigures([
    { name: pair, value: numberFor(reader, last, 'price'), note: changeFor(reader, change), ...tone },
    { name: texts.questionsOpen, value: countFor(open) },
    { name: texts.questionsResolved, value: countFor(questions.length - open) },
    { name: texts.tradeCount, value: countFor(trades) },
  ]);
}

const TONES: readonly Tone[] = ['blue', 'orange', 'purple', 'teal'];

function sectionOf({ pair }: PredictionReport, part: PredictionSection, reader: Reader): Html {
  const { texts, options } = reader;
  if (part.startsAtMs.length === 0) return section(part.interval, [paragraph(texts.noBars)]);
  const chart = sessionChart(chartOf(pair, part, reader), options);
  return section(`${pair} · ${part.interval}`, [figure(chart, texts.probabilityNote)]);
}

function chartOf(pair: string, part: PredictionSection, reader: Reader): ChartSpec {
  const { texts } = reader;
  const { startsAtMs, open, high, low, close, venues } = part;
  const panes: Pane[] = [
    { height: 220, numbers: 'price', series: [{ kind: 'candles', name: pair, open, high, low, close }] },
    {
      title: texts.probability,
      height: 140,
      numbers: 'percent',
      include: [0, 1],
      guides: [0.5],
      series: venues.flatMap((venue, place) => probabilitySeries(venue, TONES[place % TONES.length]!, reader)),
    },
    {
      title: texts.equity,
      height: 90,
      numbers: 'count',
      series: venues.map(({ source, equity }, place) => {
        return { kind: 'line', name: source, values: equity, tone: TONES[place % TONES.length]! };
      }),
    },
  ];
  return {
    title: `${pair} ${part.interval}`,
    sessions: startsAtMs.map((at) => Math.floor(at / DAY_MS)),
    labels: startsAtMs.map((at) => `${momentText(at)} UTC`),
    panes,
  };
}

function probabilitySeries(
  { source, probability, trades }: PredictionVenueColumns,
  tone: Tone,
  reader: Reader,
): readonly Series[] {
  const line: Series = { kind: 'line', name: source, values: probability, tone };
  if (trades.length === 0) return [line];
  const { texts } = reader;
  const say = (what: string, quantity: number, price: number) =>
    `${source}: ${what} ${countFor(quantity)} × ${numberFor(reader, price, 'percent')}`;
  const marks = trades.flatMap(({ entryBar, entryPrice, exitBar, exitPrice, quantity, profit }): readonly Mark[] => {
    const bought: Mark = {
      bar: entryBar,
      value: entryPrice,
      shape: 'buy',
      tone,
      text: say(texts.buy, quantity, entryPrice),
    };
    if (exitBar === null) return [bought];
    const text = `${say(texts.sell, quantity, exitPrice)} (${moneyFor(profit)})`;
    return [bought, { bar: exitBar, value: exitPrice, shape: 'sell', tone: profit > 0 ? 'rising' : 'falling', text }];
  });
  return [line, { kind: 'markers', name: `${source}: ${texts.trades}`, marks }];
}

function backtestTable({ backtests }: PredictionReport, reader: Reader): Html {
  const { texts } = reader;
  if (backtests.length === 0) return NONE;
  const right = { align: 'right' } as const;
  const columns = [
    { name: texts.providers },
    { name: texts.interval },
    { name: texts.strategy },
    { name: texts.outcomesTraded, ...right },
    { name: texts.tradeCount, ...right },
    { name: texts.winRate, ...right },
    { name: texts.totalReturn, ...right },
    { name: texts.maxDrawdown, ...right },
    { name: texts.costsTotal, ...right },
  ];
  const rows = backtests.map(({ source, interval, strategy, figures }) => [
    source,
    interval,
    texts.predictionStrategies[strategy] ?? strategy,
    ...(figures === null
      ? [texts.noBars, '', '', '', '', '']
      : [
          countFor(figures.outcomes),
          countFor(figures.trades),
          numberFor(reader, figures.trades === 0 ? null : figures.won / figures.trades, 'percent'),
          changeFor(reader, figures.totalReturn),
          numberFor(reader, figures.maxDrawdown, 'percent'),
          moneyFor(figures.fees),
        ]),
  ]);
  return section(texts.backtestsHeading, [table(columns, rows)]);
}

const QUESTIONS_SHOWN = 40;

/** The latest ones; what is left out is counted. */
function questionTable({ questions }: PredictionReport, reader: Reader): Html {
  const { texts } = reader;
  if (questions.length === 0) return NONE;
  const shown = questions.slice(0, QUESTIONS_SHOWN);
  const columns = [
    { name: texts.questionEnds },
    { name: texts.providers },
    { name: texts.question },
    { name: texts.outcome },
    { name: texts.probability, align: 'right' as const },
    { name: texts.payout, align: 'right' as const },
  ];
  const rows = shown.map(({ endsAtMs, source, question, outcome, price, payout }) => [
    momentText(endsAtMs),
    source,
    question,
    outcome,
    numberFor(reader, price, 'percent'),
    payout === null ? texts.none : String(payout),
  ]);
  const rest = questions.length - shown.length;
  const more = rest === 0 ? [] : [paragraph(texts.andMore(countFor(rest)))];
  return section(texts.questionsHeading, [table(columns, rows), ...more]);
}

function momentText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
}
