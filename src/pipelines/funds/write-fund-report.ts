import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { instantText, sessionOfDay } from '../../core/time.ts';
import { pageStore } from '../predictions/ports.ts';
import { assetNames } from '../stocks/assets.ts';
import { lake } from '../stocks/ports.ts';
import { RETRY } from '../stocks/retry.ts';
import { fundAssetNames } from './assets.ts';
import type { FundsMeasured } from './measure-funds.ts';

const config = z.object({
  report_languages: z
    .array(z.enum(['zh', 'en']))
    .min(1)
    .default(['zh', 'en'])
    .describe('Languages of the weekly report: zh, en'),
  report_best: z.number().int().min(1).max(100).default(5).describe('Funds of each class in the report'),
  report_behind: z.number().int().min(0).max(1000).default(50).describe('Funds in the report that are behind'),
  rising: z.enum(['red', 'green']).default('red').describe('The colour of what rises'),
});

export type FundReportWritten = { readonly files: readonly string[]; readonly from: string; readonly to: string };

/** @reads what the fund desk keeps @writes pages, an HTML and a Markdown file for each language; idempotent by content */
export const writeFundReport = op({
  name: 'write_fund_report',
  description: 'Writes the week as HTML and Markdown: classes, the best of each, who is behind, what was done.',
  config,
  resources: { lake, pages: pageStore },
  reads: [
    ...fundAssetNames(
      'fund_info',
      'fund_nav_status',
      'fund_metrics',
      'fund_scores',
      'fund_nav_superseded',
      'data_update_log',
    ),
    ...assetNames('quarantine', 'origins'),
  ],
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  tags: { stage: 'report' },
  async run(_inputs: { measured: FundsMeasured }, context): Promise<FundReportWritten> {
    const { fundMarkdown, fundWeek, openDraft, page, readOrigin } = await import('./work.ts');
    const { config: settings, pages, asOfMs, codeVersion, log, metrics } = context;
    const draft = openDraft(context);
    const facts = await fundWeek(draft, { asOfMs, best: settings.report_best, behindMax: settings.report_behind });
    const { providers, simulated } = await readOrigin(draft, ['fund_nav']);
    const report = {
      v: 1 as const,
      kind: 'fund_week_report' as const,
      profile: pages.profile,
      ...{ providers, simulated, version: codeVersion, asOf: instantText(asOfMs) },
      command: `tapeline run funds.weekly_full --profile ${pages.profile}`,
      ...facts,
    };
    const files: string[] = [];
    for (const language of settings.report_languages) {
      const name = `funds-week-${sessionOfDay(facts.to)}-${language}`;
      const options = { language, rising: settings.rising, theme: 'auto' } as const;
      files.push(await pages.write(`${name}.html`, page(report, options)));
      files.push(await pages.write(`${name}.md`, fundMarkdown(report, options)));
    }
    log.info('Weekly report written', { files });
    metrics.rows(files.length);
    return { files, from: sessionOfDay(facts.from), to: sessionOfDay(facts.to) };
  },
});
