import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { FreshnessLine, MonitorModel, RunCounts, TableLine } from '../../runtime/monitor.ts';
import { contextOf, wholeNumber } from '../context.ts';
import { countText, durationText, momentText, percentText } from '../format.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import { type MonitorTexts, monitorTextsIn } from '../texts/monitor.ts';

type MonitorFlags = {
  readonly hours: number;
  readonly days: number;
  readonly watch?: boolean;
  readonly every: number;
};

export function addMonitor(program: Command, finish: (code: number) => void): void {
  program
    .command('monitor')
    .summary('is the data fresh, and how did the last days go')
    .description(
      'Shows how many sessions each dataset is behind, the runs of the last hours, and the last days by day and table. Exit 1 when a dataset is later than it may be.',
    )
    .option('--hours <n>', 'hours that count as recent', wholeNumber('--hours', 1), 24)
    .option('--days <n>', 'days in the table', wholeNumber('--days', 1), 7)
    .option('--watch', 'again and again, until Ctrl-C')
    .option('--every <seconds>', 'between two looks', wholeNumber('--every', 1), 5)
    .addHelpText('after', '\nExamples:\n  tapeline monitor --json\n  tapeline monitor --watch')
    .action(async ({ hours, days, watch, every }: MonitorFlags, command: Command) => {
      const { output, workspace: open } = contextOf(command);
      const workspace = await open();
      const { monitorModel } = await import('../../runtime/monitor.ts');
      using interrupt = interruptible();
      let model = await monitorModel(workspace, { hours, days });
      show(output, model, watch === true ? every : null);
      while (watch === true && !interrupt.signal.aborted) {
        await sleep(every * 1000, null, { signal: interrupt.signal }).catch(() => {});
        if (interrupt.signal.aborted) break;
        model = await monitorModel(workspace, { hours, days });
        show(output, model, every);
      }
      finish(model.freshness.some(({ state }) => state === 'stale') ? EXIT.failed : EXIT.ok);
    });
}

/** From the top of the screen, over what stood there. */
const HOME_AND_CLEAR = '\u001B[H\u001B[J';

function show(output: Output, model: MonitorModel, every: number | null): void {
  if (output.isJson) {
    output.json(model);
    return;
  }
  const texts = monitorTextsIn(output.language);
  const screen = [
    ...freshnessLines(output, model.freshness, texts),
    '',
    ...recentLines(model, texts),
    '',
    ...weekLines(output, model, texts),
  ].join('\n');
  if (every === null) {
    output.line(screen);
    return;
  }
  const head = texts.watching(momentText(model.atMs), String(every));
  output.line(`${process.stdout.isTTY ? HOME_AND_CLEAR : ''}${head}\n\n${screen}`);
}

function freshnessLines(output: Output, lines: readonly FreshnessLine[], texts: MonitorTexts): readonly string[] {
  if (lines.length === 0) return [texts.freshness, `  ${texts.noFreshness}`];
  const rows = lines.map(({ asset, newest, expected, behind, state }) => [
    asset,
    newest ?? '-',
    expected ?? '-',
    behind === null ? '-' : countText(behind),
    state === 'stale' ? output.style('red', texts.states.stale) : texts.states[state],
  ]);
  const header = [texts.asset, texts.newest, texts.expected, texts.behind, texts.state];
  return [texts.freshness, table(header, rows, ['left', 'left', 'left', 'right', 'left'])];
}

function recentLines({ hours, recent }: MonitorModel, texts: MonitorTexts): readonly string[] {
  const { runs, succeeded, failed, stopped, open }: RunCounts = recent;
  const told = [succeeded, failed, stopped, open].map(countText) as [string, string, string, string];
  return [texts.recent(countText(hours), countText(runs)), `  ${texts.outcomes(...told)}`];
}

function weekLines(
  output: Output,
  { days, successRate, tables }: MonitorModel,
  texts: MonitorTexts,
): readonly string[] {
  const rate = successRate === null ? texts.noRuns : percentText(successRate);
  const head = texts.week(countText(days), rate);
  if (tables.length === 0) return [head];
  const rows = tables.map((line: TableLine) => [
    line.day,
    line.table,
    countText(line.jobs),
    countText(line.succeeded),
    line.failed === 0 ? '0' : output.style('red', countText(line.failed)),
    countText(line.records),
    line.meanMs === null ? '-' : durationText(line.meanMs),
  ]);
  const header = [texts.day, texts.table, texts.jobs, texts.succeeded, texts.failed, texts.records, texts.mean];
  return [head, table(header, rows, ['left', 'left', 'right', 'right', 'right', 'right', 'right'])];
}
