import type { Command } from 'commander';
import type { QualityReport } from '../../charts/report/model.ts';
import { EXIT } from '../../core/errors.ts';
import type { Workspace } from '../../runtime/workspace.ts';
import { contextOf } from '../context.ts';
import { countText, momentText, percentText } from '../format.ts';
import { interrupted, interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { plain, table } from '../table.ts';
import { reasonText } from '../texts/reasons.ts';
import { make, type SharedFlags, shared } from './report.ts';
import { ROWS_SHOWN, showQuery } from './sql.ts';

export function addQuality(program: Command, finish: (code: number) => void): void {
  const quality = program
    .command('quality')
    .summary('what was checked about each dataset, and what failed')
    .description('Shows the newest verdict about each dataset; rule by rule, or as one HTML file.')
    .addHelpText('after', '\nExamples:\n  tapeline quality\n  tapeline quality report ohlcv_daily -o report.html')
    .action(async (_flags: unknown, command: Command) => {
      const { queryVerdicts } = await import('../../runtime/query.ts');
      const ask = (workspace: Workspace, signal: AbortSignal) => queryVerdicts(workspace, ROWS_SHOWN, signal);
      finish(await showQuery('tapeline quality', contextOf(command), ask));
    });
  quality
    .command('show')
    .summary('one dataset, rule by rule')
    .description('Shows which rules the newest run checked about a dataset, how many rows broke each, and an example.')
    .argument('<dataset>', 'ohlcv_daily, say')
    .addHelpText('after', '\nExample:\n  tapeline quality show ohlcv_daily')
    .action(async (dataset: string, _flags: unknown, command: Command) => {
      const { output, workspace } = contextOf(command);
      const { qualityReport } = await import('../../runtime/reports/quality.ts');
      using interrupt = interruptible();
      const asked = {
        workspace: await workspace(),
        signal: interrupt.signal,
        command: `tapeline quality show ${dataset}`,
      };
      const report = await qualityReport(asked, dataset).catch((error: unknown) => {
        throw interrupt.signal.aborted ? interrupted('tapeline quality') : error;
      });
      if (output.isJson) output.json(report);
      else show(output, report);
      finish(EXIT.ok);
    });
  shared(quality.command('report'))
    .summary('the same as one HTML file, with the rows in quarantine')
    .description(
      'Writes what was checked about a dataset, what failed, run by run, and which rows are in quarantine and why.',
    )
    .argument('<dataset>', 'ohlcv_daily, say')
    .addHelpText('after', '\nExample:\n  tapeline quality report ohlcv_daily -o report.html')
    .action(async (dataset: string, flags: SharedFlags, command: Command) => {
      const { qualityReport } = await import('../../runtime/reports/quality.ts');
      finish(await make(command, flags, `quality-${dataset}`, (context) => qualityReport(context, dataset)));
    });
}

function show(output: Output, { rules, runs, quarantine }: QualityReport): void {
  const { qualityColumns: names, quarantinedRows, openOfThem, verdictLine } = output.texts;
  const words = (code: string) => reasonText(output, code);
  const latest = runs.at(-1);
  if (latest !== undefined) {
    const score = latest.score === null ? '–' : percentText(latest.score);
    output.line(
      verdictLine(words(latest.verdict), score, countText(latest.rowsRead), momentText(Date.parse(latest.at))),
    );
  }
  const rows = rules.map(({ rule, rows: broken, severity, about, samples }) => {
    return [rule, countText(broken), words(severity), about ?? '', samples[0] ?? ''].map(plain);
  });
  output.line(table(names, rows, ['left', 'right', 'left', 'left', 'left']));
  const { total, open } = quarantine;
  output.line(`${quarantinedRows(countText(total))}${total === 0 ? '' : `, ${openOfThem(countText(open))}`}`);
}
