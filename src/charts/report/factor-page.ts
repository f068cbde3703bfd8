import { barChart } from '../bar-chart.ts';
import { sessionChart } from '../session-chart.ts';
import { figure, type Html, paragraph, say, section, table, tag } from './html.ts';
import type { FactorFigures, FactorReport } from './model.ts';
import { countFor, dayFor, numberFor, type Reader } from './reader.ts';

export function factorLead({ first, last, horizon, sessions }: FactorReport, reader: Reader): string {
  return `${dayFor(reader, first)} … ${dayFor(reader, last)} · ${reader.texts.factorIntro(countFor(horizon), countFor(sessions))}`;
}

export function factorPage(report: FactorReport, reader: Reader): readonly Html[] {
  const { texts, options } = reader;
  const cards = report.factors.map((factor) => {
    const bars = factor.byQuantile.map((value, index) => ({ name: texts.quantile(index + 1), value }));
    const picture = barChart({ title: nameOf(factor, reader), numbers: 'percent', bars }, { ...options, width: 300 });
    return tag('div', [tag('h3', say(nameOf(factor, reader))), figure(picture)]);
  });
  const [score] = report.factors;
  const spec = score === undefined ? null : icChart(score, reader);
  return [
    section(texts.icMean, [summary(report, reader), paragraph(texts.overlap, 'quiet')]),
    section(texts.factorTitle, [tag('div', cards, 'parts')]),
    ...(spec === null ? [] : [section(spec.title, [figure(sessionChart(spec, options))])]),
  ];
}

function nameOf({ name }: FactorFigures, { texts }: Reader): string {
  return name === 'score' ? texts.scoreFactor : (texts.factorNames[name] ?? name);
}

function icChart(factor: FactorFigures, reader: Reader) {
  const title = `${reader.texts.ic} · ${nameOf(factor, reader)}`;
  const series = [{ kind: 'bars', name: reader.texts.ic, values: factor.ic, tone: 'sign' }] as const;
  return { title, sessions: factor.icSessions, panes: [{ height: 120, numbers: 'ratio', series }] } as const;
}

function summary({ factors }: FactorReport, reader: Reader): Html {
  const { texts } = reader;
  const right = (name: string) => ({ name, align: 'right' }) as const;
  const columns = [{ name: texts.factor }, ...[texts.icMean, texts.icRatio, texts.icPositive, texts.pairs].map(right)];
  const rows = factors.map((factor) => {
    const ratio = factor.icMean === null || !factor.icDeviation ? null : factor.icMean / factor.icDeviation;
    return [
      nameOf(factor, reader),
      factor.icMean === null ? texts.none : factor.icMean.toFixed(3).replace('-', '−'),
      numberFor(reader, ratio, 'ratio'),
      numberFor(reader, factor.icPositive, 'percent'),
      countFor(factor.pairs),
    ];
  });
  return table(columns, rows);
}
