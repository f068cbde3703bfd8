import { lyingBars } from '../bar-chart.ts';
import { sessionChart } from '../session-chart.ts';
import { type Cell, figure, type Html, keyFigures, NONE, paragraph, say, section, table, tag, toned } from './html.ts';
import type { DailyReport, GapFigures, QualityFigures, ScoreRow } from './model.ts';
import { priceChart } from './price-chart.ts';
import { countFor, durationFor, numberFor, type Reader } from './reader.ts';

export function dailyLead({ run, source }: DailyReport, reader: Reader): string {
  const line = reader.texts.runLine(run.job, reader.words(run.state), durationFor(reader, run.durationMs));
  return source === null ? line : `${source.name}: ${source.description} · ${line}`;
}

export function dailyPage(report: DailyReport, reader: Reader): readonly Html[] {
  const { gaps, quality } = report;
  return [
    headFigures(report, reader),
    ...scores(report, reader),
    charts(report, reader),
    tag('div', [cameIn(report, reader), gaps === null ? NONE : completeness(gaps, reader)], 'columns'),
    quality === null ? NONE : qualitySection(quality, reader),
    leftOut(report, reader),
  ];
}

function headFigures({ synced, gaps, quality, scores: scored }: DailyReport, reader: Reader): Html {
  const { texts } = reader;
  const bars = synced.find(({ dataset }) => dataset === 'ohlcv_daily');
  const best = scored?.top[0];
  return keyFigures([
    ...(best === undefined
      ? []
      : [{ name: `${texts.rank} 1`, value: best.symbol, note: best.score.toFixed(3).replace('-', '−') }]),
    ...(bars === undefined ? [] : [{ name: texts.received, value: countFor(bars.received), note: bars.dataset }]),
    ...(gaps === null
      ? []
      : [
          {
            name: texts.missing,
            value: countFor(gaps.left),
            note: texts.ofExpected(countFor(gaps.expected)),
          },
        ]),
    ...(quality === null
      ? []
      : [{ name: texts.quality, value: shareText(quality.score), note: reader.words(quality.verdict) }]),
    ...(quality === null ? [] : [{ name: texts.quarantined, value: countFor(quality.quarantined) }]),
  ]);
}

/** Rounded down, so that 100 % means all of it. */
function shareText(share: number | null): string {
  return share === null ? '–' : `${Math.floor(share * 1000) / 10}%`;
}

function scores({ scores: scored }: DailyReport, reader: Reader): readonly Html[] {
  const { texts } = reader;
  if (scored === null || scored.top.length === 0) return [section(texts.score, [paragraph(texts.noScores)])];
  const factors = scored.factors.map(({ name }) => name);
  const columns = [
    { name: texts.rank, align: 'right' },
    { name: texts.instrument },
    { name: texts.score, align: 'right' },
    { name: texts.percentile, align: 'right' },
    ...factors.map((name) => ({ name: factorName(name, reader), align: 'right' }) as const),
  ] as const;
  const weights = scored.factors.map(({ name, about, weight }) => {
    return `${factorName(name, reader)} ${Math.round(weight * 100)}% (${texts.factorAbouts[name] ?? about})`;
  });
  return [
    section(texts.scoresHeading(scored.session ?? texts.none, countFor(scored.rows)), [
      table(
        columns,
        scored.top.map((row) => scoreCells(row, factors, reader)),
      ),
      paragraph(`${texts.weights}: ${weights.join(' · ')}`, 'quiet'),
    ]),
    contributions(scored.top, factors, reader),
  ];
}

function factorName(name: string, { texts }: Reader): string {
  return texts.factorNames[name] ?? name;
}

function scoreCells(row: ScoreRow, factors: readonly string[], reader: Reader): readonly Cell[] {
  const number = (value: number | null) => numberFor(reader, value, 'ratio');
  return [
    String(row.rank),
    row.name === null ? row.symbol : `${row.symbol} ${row.name}`,
    row.score.toFixed(3).replace('-', '−'),
    row.percentile === null ? reader.texts.none : row.percentile.toFixed(0),
    ...factors.map((name): Cell => toned(row.parts[name] ?? null, number(row.parts[name] ?? null))),
  ];
}

const CONTRIBUTIONS_MAX = 6;

function contributions(top: readonly ScoreRow[], factors: readonly string[], reader: Reader): Html {
  const { texts, options } = reader;
  const shown = top.slice(0, CONTRIBUTIONS_MAX);
  const reach = Math.max(...shown.flatMap(({ parts }) => factors.map((name) => Math.abs(parts[name] ?? 0))), 1e-9);
  const cards = shown.map(({ symbol, name, score, parts }) => {
    const bars = factors.map((factor) => ({ name: factorName(factor, reader), value: parts[factor] ?? null }));
    const title = name === null ? symbol : `${symbol} ${name}`;
    const picture = lyingBars(
      { title: `${title}: ${texts.parts}`, numbers: 'ratio', bars },
      { ...options, width: 300, reach },
    );
    return tag('div', [tag('h3', say(`${title}  ${score.toFixed(3).replace('-', '−')}`)), figure(picture)]);
  });
  return section(texts.parts, [tag('div', cards, 'parts'), paragraph(texts.partsNote, 'quiet')]);
}

function charts({ charts: all }: DailyReport, { texts, options }: Reader): Html {
  const pictures = all.flatMap((chart) => {
    const spec = priceChart(chart, texts);
    return [tag('h3', say(spec.title)), figure(sessionChart(spec, options))];
  });
  return pictures.length === 0 ? NONE : section(texts.chartsHeading, [...pictures, paragraph(texts.adjusted, 'quiet')]);
}

function cameIn({ synced }: DailyReport, { texts }: Reader): Html {
  if (synced.length === 0) return NONE;
  const columns = [
    { name: texts.dataset },
    ...[texts.received, texts.inserted, texts.revised, texts.unchanged].map(
      (name) => ({ name, align: 'right' }) as const,
    ),
  ];
  const rows = synced.map(({ dataset, received, inserted, revised, unchanged }) => [
    dataset,
    ...[received, inserted, revised, unchanged].map(countFor),
  ]);
  return section(texts.rowsHeading, [table(columns, rows)]);
}

function completeness(gaps: GapFigures, { texts }: Reader): Html {
  const rows = [
    [texts.expected, gaps.expected],
    [texts.held, gaps.held],
    [texts.suspended, gaps.suspended],
    [texts.missing, gaps.found],
    [texts.fetched, gaps.fetched],
    [texts.filled, gaps.filled],
    [texts.left, gaps.left],
  ] as const;
  return section(`${texts.completeness} … ${gaps.to}`, [
    table(
      [{ name: texts.session }, { name: texts.rows, align: 'right' }],
      rows.map(([name, count]) => [name, countFor(count)]),
    ),
  ]);
}

function qualitySection({ findings }: QualityFigures, { texts }: Reader): Html {
  if (findings.length === 0) return NONE;
  const columns = [
    { name: texts.dataset },
    { name: texts.rule },
    { name: texts.rows, align: 'right' },
    { name: texts.example },
  ] as const;
  const rows = findings.map(({ dataset, rule, rows: count, about, example }) => [
    dataset,
    `${rule}: ${about}`,
    countFor(count),
    example ?? texts.none,
  ]);
  return section(texts.quality, [table(columns, rows)]);
}

function leftOut({ skipped }: DailyReport, { texts, words }: Reader): Html {
  if (skipped.length === 0) return NONE;
  const lines = skipped.map(({ what, because, count }) => {
    return tag('li', say(`${what}: ${words(because)}${count === null ? '' : ` × ${countFor(count)}`}`));
  });
  return section(texts.skippedHeading, [tag('ul', lines)]);
}
