import { lyingBars } from '../bar-chart.ts';
import type { FundWeek, FundWeekReport } from './fund-model.ts';
import { fundTables } from './fund-tables.ts';
import { figure, type Html, keyFigures, NONE, paragraph, section, table } from './html.ts';
import type { PageOptions } from './page.ts';
import { countFor, dayFor, type Reader } from './reader.ts';
import { reportEn } from './texts/en.ts';
import { reportZh } from './texts/zh.ts';

export function fundTitle({ to }: FundWeek, reader: Reader): string {
  return `${reader.texts.fund.weekTitle} · ${dayFor(reader, to)}`;
}

export function fundLead({ from, to }: FundWeek, reader: Reader): string {
  return `${dayFor(reader, from)} … ${dayFor(reader, to)}`;
}

export function fundPage(week: FundWeek, reader: Reader): readonly Html[] {
  const { texts } = reader;
  const [classes, ...others] = fundTables(week, reader).map((each) => {
    const content = each.rows.length === 0 ? paragraph(each.empty, 'quiet') : table(each.columns, each.rows);
    return { title: each.title, content };
  });
  return [
    headFigures(week, reader),
    section(classes!.title, [classes!.content, returnBars(week, reader)]),
    ...others.map(({ title, content }) => section(title, [content])),
    paragraph(texts.fund.note, 'quiet'),
  ];
}

function headFigures({ classes, restated, quarantined }: FundWeek, { texts }: Reader): Html {
  const sum = (pick: (each: FundWeek['classes'][number]) => number) =>
    classes.reduce((total, each) => total + pick(each), 0);
  return keyFigures([
    { name: texts.fund.funds, value: countFor(sum(({ funds }) => funds)) },
    { name: texts.fund.fundsCurrent, value: countFor(sum(({ current }) => current)) },
    { name: texts.fund.fundsMeasured, value: countFor(sum(({ measured }) => measured)) },
    { name: texts.fund.restated, value: countFor(restated) },
    { name: texts.quarantined, value: countFor(quarantined) },
  ]);
}

function returnBars({ classes }: FundWeek, { texts, options }: Reader): Html {
  const bars = classes.map(({ fundClass, return5d }) => ({
    name: texts.fund.classNames[fundClass] ?? fundClass,
    value: return5d,
  }));
  if (bars.every(({ value }) => value === null)) return NONE;
  return figure(lyingBars({ title: texts.fund.return5d, numbers: 'percent', bars }, options));
}

/** The same week as Markdown, for a mail or a wiki. */
export function fundMarkdown(
  report: FundWeekReport,
  { language, rising }: Pick<PageOptions, 'language' | 'rising'>,
): string {
  const texts = language === 'zh' ? reportZh : reportEn;
  const reader: Reader = { language, texts, words: (code) => code, options: { language, rising, theme: 'page' } };
  const cell = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');
  const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const tables = fundTables(report, reader).map(({ title, columns, rows, empty }) => {
    if (rows.length === 0) return `## ${title}\n\n${empty}`;
    const head = [
      row(columns.map(({ name }) => name)),
      row(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ];
    return `## ${title}\n\n${[...head, ...rows.map(row)].join('\n')}`;
  });
  const simulated = report.simulated ? [`**${texts.simulated}**`] : [];
  const counts = `${texts.fund.restated}: ${countFor(report.restated)} · ${texts.quarantined}: ${countFor(report.quarantined)}`;
  const made = `${texts.madeFrom}: ${report.profile} · ${texts.asOf}: ${report.asOf} · tapeline ${report.version} · \`${report.command}\``;
  const parts = [
    `# ${fundTitle(report, reader)}`,
    fundLead(report, reader),
    ...simulated,
    counts,
    ...tables,
    texts.fund.note,
    made,
  ];
  return `${parts.join('\n\n')}\n`;
}
