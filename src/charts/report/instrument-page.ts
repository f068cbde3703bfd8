import { sessionOfDay } from '../../core/time.ts';
import { sessionChart } from '../session-chart.ts';
import { figure, type Html, keyFigures, paragraph, section, table } from './html.ts';
import type { InstrumentReport } from './model.ts';
import { priceChart } from './price-chart.ts';
import { changeFor, countFor, dayFor, numberFor, type Reader } from './reader.ts';

export function instrumentTitle({ chart }: InstrumentReport): string {
  return chart.about?.name == null ? chart.symbol : `${chart.symbol}  ${chart.about.name}`;
}

export function instrumentLead({ chart: { about } }: InstrumentReport, reader: Reader): string {
  const { texts } = reader;
  if (about === null) return '';
  const parts = [
    about.industry,
    about.venue,
    about.board,
    about.listed === null ? null : `${texts.listed} ${dayFor(reader, about.listed)}`,
    about.delisted === null ? null : `${texts.delisted} ${dayFor(reader, about.delisted)}`,
  ];
  return [...new Set(parts.filter((part) => part !== null))].join(' · ');
}

export function instrumentPage(report: InstrumentReport, reader: Reader): readonly Html[] {
  const { texts } = reader;
  const { chart, figures } = report;
  if (figures.bars === 0) return [paragraph(texts.noBars)];
  return [
    keyFigures(figuresOf(report, reader)),
    section(`${dayFor(reader, figures.first)} … ${dayFor(reader, figures.last)}`, [
      figure(sessionChart(priceChart(chart, texts), reader.options), texts.adjusted),
    ]),
    ...(chart.events.length === 0 ? [] : [eventTable(report, reader)]),
  ];
}

function figuresOf({ figures }: InstrumentReport, reader: Reader) {
  const { texts } = reader;
  const toneOf = (value: number | null) =>
    value === null || value === 0 ? {} : { tone: value > 0 ? ('rising' as const) : ('falling' as const) };
  return [
    { name: texts.close, value: numberFor(reader, figures.close, 'price'), note: dayFor(reader, figures.last) },
    { name: texts.dayChange, value: changeFor(reader, figures.changeFraction), ...toneOf(figures.changeFraction) },
    { name: texts.rangeChange, value: changeFor(reader, figures.rangeFraction), ...toneOf(figures.rangeFraction) },
    {
      name: texts.highest,
      value: numberFor(reader, figures.highest, 'price'),
      note: dayFor(reader, figures.highestOn),
    },
    { name: texts.lowest, value: numberFor(reader, figures.lowest, 'price'), note: dayFor(reader, figures.lowestOn) },
    { name: texts.volumeMean, value: numberFor(reader, figures.volumeMean, 'count') },
    { name: texts.bars, value: countFor(figures.bars) },
  ];
}

function eventTable({ chart: { events, bars } }: InstrumentReport, reader: Reader): Html {
  const { texts } = reader;
  const rows = events.map(({ bar, factor, isInferred }) => [
    sessionOfDay(bars.sessions[bar]!) + (isInferred ? texts.inferred : ''),
    factor.toFixed(6),
  ]);
  return section(texts.eventsHeading, [table([{ name: texts.session }, { name: texts.factor, align: 'right' }], rows)]);
}
