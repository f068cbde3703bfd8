import { sessionOfDay } from '../../core/time.ts';
import { valueText } from '../scale/number-text.ts';
import type { ChartSpec, Markers, Pane, Series, Tone } from '../spec.ts';
import type { BarColumns, IndicatorColumns, InstrumentChart } from './model.ts';
import type { ReportTexts } from './texts/en.ts';

const LINES: readonly Tone[] = ['orange', 'blue', 'purple', 'teal', 'brown', 'grey'];
const PANE_TONES: readonly Tone[] = ['blue', 'orange', 'purple', 'teal'];

/** Candles with what lies on them, volume, and a pane for each indicator that has a scale of its own. */
export function priceChart(chart: InstrumentChart, texts: ReportTexts, more: readonly Series[] = []): ChartSpec {
  const { symbol, about, bars, indicators } = chart;
  const onPrice = indicators.filter(({ place }) => place === 'price');
  const title = about?.name == null ? symbol : `${symbol} ${about.name}`;
  const price: Pane = {
    height: 260,
    numbers: 'price',
    scale: isWide(bars) ? 'log' : 'linear',
    series: [
      ...markedStretches(chart, texts),
      { kind: 'candles', name: symbol, open: bars.open, high: bars.high, low: bars.low, close: bars.close },
      ...onPrice.flatMap((indicator, index) => overlay(indicator, LINES[index % LINES.length]!)),
      ...eventFlags(chart, texts),
      ...more,
    ],
  };
  const hasVolume = bars.volume.some((value) => value !== null && value > 0);
  const volume: Pane = {
    height: 56,
    numbers: 'count',
    series: [{ kind: 'bars', name: texts.volume, values: bars.volume, tone: 'candles', join: 'sum' }],
  };
  const panes = indicators.filter(({ place }) => place === 'pane').map(indicatorPane);
  return { title, sessions: bars.sessions, panes: [price, ...(hasVolume ? [volume] : []), ...panes] };
}

/** Lines of their own, or an envelope with what runs in its middle: one colour for each indicator. */
function overlay({ text, outputs }: IndicatorColumns, tone: Tone): readonly Series[] {
  const part = (name: RegExp) => outputs.find((output) => name.test(output.name));
  const [upper, lower] = [part(/_(upper|ub|upr)\b/), part(/_(lower|lb|dwn)\b/)];
  if (upper === undefined || lower === undefined) {
    const names = shortNames(outputs);
    const nameOf = (index: number) => (outputs.length === 1 ? text : `${text} ${names[index]}`);
    return outputs.map(({ values }, index): Series => ({ kind: 'line', name: nameOf(index), values, tone }));
  }
  const inside = outputs.filter((output) => output !== upper && output !== lower);
  return [
    { kind: 'band', name: text, lower: lower.values, upper: upper.values, tone },
    ...inside.map(({ name, values }): Series => ({ kind: 'line', name: name.replace(/^.*_/, ''), values, tone })),
  ];
}

/** From this many times its lowest price on, equal distances mean equal gains. */
const LOG_FROM = 5;

function isWide({ low, high }: BarColumns): boolean {
  let [lowest, highest] = [Infinity, 0];
  for (const value of low) if (value !== null && value < lowest) lowest = value;
  for (const value of high) if (value !== null && value > highest) highest = value;
  return lowest > 0 && highest / lowest > LOG_FROM;
}

/** Levels at which people look at an indicator. */
const LEVELS: readonly (readonly [name: RegExp, levels: readonly number[], ends: readonly number[]])[] = [
  [/^(RSI|IMI|MFI)\b/i, [30, 70], [0, 100]],
  [/^(STOCH|STOCHF|STOCHRSI|KDJ|SKDJ|WR|LWR)\b/i, [20, 80], [0, 100]],
  [/^WILLR\b/i, [-80, -20], [-100, 0]],
  [/^CCI\b/i, [-100, 100], []],
];

/** Drawn as bars about zero; 通达信 calls the bar of MACD by its whole name. */
const HISTOGRAM = /hist|^tdx_macd_macd$/i;

function indicatorPane({ text, outputs }: IndicatorColumns): Pane {
  const bare = text.replace(/^.*\./, '');
  const [, guides, include] = LEVELS.find(([name]) => name.test(bare)) ?? [null, [], []];
  const names = outputs.length === 1 ? [text] : shortNames(outputs);
  const series = outputs.map(({ name, values }, index): Series => {
    if (HISTOGRAM.test(name)) return { kind: 'bars', name: names[index]!, values, tone: 'sign' };
    return { kind: 'line', name: names[index]!, values, tone: PANE_TONES[index % 4]! };
  });
  const ordered = series.toSorted((left, right) => Number(right.kind === 'bars') - Number(left.kind === 'bars'));
  const title = outputs.length === 1 ? {} : { title: text };
  return { ...title, height: 72, guides, include, series: ordered };
}

/** Without what all of them begin with, which the title says: `tdx_kdj_k` is `k`, `macd_signal` is `signal`. */
function shortNames(outputs: IndicatorColumns['outputs']): readonly string[] {
  const names = outputs.map(({ name }) => name);
  const shared = names[0]!.slice(0, names[0]!.lastIndexOf('_') + 1);
  const isShared = shared !== '' && names.every((name) => name.startsWith(shared));
  return names.map((name) => (isShared ? name.slice(shared.length) : name.replace(`${names[0]}_`, '')));
}

function markedStretches({ suspended, filled, bars }: InstrumentChart, texts: ReportTexts): readonly Series[] {
  const say = (bar: number) => sessionOfDay(bars.sessions[bar]!);
  const idle = suspended.map(({ fromBar, toBar }) => {
    const range = fromBar === toBar ? say(fromBar) : `${say(fromBar)} … ${say(toBar)}`;
    return { fromBar, toBar, text: `${range} ${texts.suspendedMark}` };
  });
  const carried = filled.map(({ bar, how }) => {
    return { fromBar: bar, toBar: bar, text: texts.filledText(say(bar), texts.fillWays(how)) };
  });
  return [
    ...(idle.length === 0 ? [] : [{ kind: 'spans', name: texts.suspendedMark, tone: 'grey', spans: idle } as const]),
    ...(carried.length === 0
      ? []
      : [{ kind: 'spans', name: texts.filledMark, tone: 'orange', spans: carried } as const]),
  ];
}

function eventFlags({ events, bars }: InstrumentChart, texts: ReportTexts): readonly Markers[] {
  if (events.length === 0) return [];
  const marks = events.map(({ bar, factor, isInferred }) => ({
    bar,
    value: 0,
    shape: 'flag' as const,
    tone: 'brown' as const,
    letter: texts.eventLetter,
    text: eventText({ session: sessionOfDay(bars.sessions[bar]!), factor, isInferred }, texts),
  }));
  return [{ kind: 'markers', name: texts.eventMark, marks }];
}

type Event = { readonly session: string; readonly factor: number; readonly isInferred: boolean };

function eventText({ session, factor, isInferred }: Event, texts: ReportTexts): string {
  return texts.eventText(session, valueText(factor, 'price')) + (isInferred ? texts.inferred : '');
}
