import type { Language } from '../scale/number-text.ts';
import { escapeText } from '../svg/element.ts';
import { backtestLead, backtestPage, backtestTitle } from './backtest-page.ts';
import { dailyLead, dailyPage } from './daily-page.ts';
import { factorLead, factorPage } from './factor-page.ts';
import { fundLead, fundPage, fundTitle } from './fund-page.ts';
import { type Html, NONE, paragraph, say, tag } from './html.ts';
import { instrumentLead, instrumentPage, instrumentTitle } from './instrument-page.ts';
import type { Report } from './model.ts';
import { predictionLead, predictionPage, predictionTitle } from './prediction-page.ts';
import { qualityLead, qualityPage, qualityTitle } from './quality-page.ts';
import type { Reader } from './reader.ts';
import { styleOf } from './style.ts';
import { reportEn } from './texts/en.ts';
import { reportZh } from './texts/zh.ts';

export type PageOptions = {
  readonly language: Language;
  readonly rising: 'red' | 'green';
  /** `auto` is light or dark as the reader's system is; paper is always light. */
  readonly theme: 'auto' | 'light' | 'dark';
  /** Codes of the desk (reasons, states) in words; codes that it does not know stay as they are. */
  readonly words?: (code: string) => string;
};

/** Stands at the beginning of every page, and of nothing else: such a file may be replaced by a newer report. */
export const REPORT_MARK = '<meta name="generator" content="tapeline report">';

/** A report as one HTML file: no script, no font, no picture from elsewhere; the same report gives the same bytes. */
export function page(report: Report, { language, rising, theme, words = (code) => code }: PageOptions): string {
  const texts = language === 'zh' ? reportZh : reportEn;
  const reader: Reader = { language, texts, words, options: { language, rising, theme: 'page' } };
  const title = titleOf(report, reader);
  const lead = leadOf(report, reader);
  const head = [
    '<meta charset="utf-8">',
    REPORT_MARK,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeText(title)}</title>`,
    `<style>\n${styleOf(rising, theme)}\n</style>`,
  ];
  const body = tag('main', [
    tag('header', [tag('h1', say(title)), lead === '' ? NONE : paragraph(lead)]),
    report.simulated ? tag('p', say(texts.simulated), 'simulated') : NONE,
    ...sectionsOf(report, reader),
    footer(report, reader),
  ]);
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  return `<!doctype html>\n<html lang="${lang}">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}

function titleOf(report: Report, reader: Reader): string {
  switch (report.kind) {
    case 'daily_report':
      return `${reader.texts.dailyTitle} · ${report.scores?.session ?? report.asOf.slice(0, 10)}`;
    case 'instrument_report':
      return instrumentTitle(report);
    case 'backtest_report':
      return backtestTitle(report, reader);
    case 'factor_report':
      return reader.texts.factorTitle;
    case 'quality_report':
      return qualityTitle(report, reader);
    case 'prediction_report':
      return predictionTitle(report, reader);
    case 'fund_week_report':
      return fundTitle(report, reader);
  }
}

function leadOf(report: Report, reader: Reader): string {
  switch (report.kind) {
    case 'daily_report':
      return dailyLead(report, reader);
    case 'instrument_report':
      return instrumentLead(report, reader);
    case 'backtest_report':
      return backtestLead(report, reader);
    case 'factor_report':
      return factorLead(report, reader);
    case 'quality_report':
      return qualityLead(report, reader);
    case 'prediction_report':
      return predictionLead(report);
    case 'fund_week_report':
      return fundLead(report, reader);
  }
}

function sectionsOf(report: Report, reader: Reader): readonly Html[] {
  switch (report.kind) {
    case 'daily_report':
      return dailyPage(report, reader);
    case 'instrument_report':
      return instrumentPage(report, reader);
    case 'backtest_report':
      return backtestPage(report, reader);
    case 'factor_report':
      return factorPage(report, reader);
    case 'quality_report':
      return qualityPage(report, reader);
    case 'prediction_report':
      return predictionPage(report, reader);
    case 'fund_week_report':
      return fundPage(report, reader);
  }
}

/** How it came to be: every number can be had again. */
function footer({ profile, providers, asOf, version, command }: Report, { texts }: Reader): Html {
  const parts = [
    `${texts.madeFrom}: ${profile}`,
    `${texts.providers}: ${providers.length === 0 ? texts.none : providers.join(', ')}`,
    `${texts.asOf}: ${asOf}`,
    `${texts.program}: tapeline ${version}`,
  ].map((part) => tag('span', say(part)));
  return tag('footer', [...parts, tag('div', [say(`${texts.again}: `), tag('code', say(command))])]);
}
