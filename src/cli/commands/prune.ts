import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import { contextOf, durationOf } from '../context.ts';
import { countText, momentText } from '../format.ts';
import { table } from '../table.ts';

const OLDER_THAN = '90d';

export function addPrune(program: Command, finish: (code: number) => void): void {
  program
    .command('prune')
    .summary('forget old runs, ticks, events and logs')
    .description(
      'Forgets what was over before a moment; the newest versions of data and what made them stay. Refused while an engine works.',
    )
    .option('--older-than <duration>', 'how long to keep: 90d, 12h', OLDER_THAN)
    .option('--dry-run', 'only say what would go')
    .addHelpText('after', '\nExamples:\n  tapeline prune --dry-run\n  tapeline prune --older-than 30d')
    .action(async (flags: { readonly olderThan: string; readonly dryRun?: boolean }, command: Command) => {
      const { output, workspace } = contextOf(command);
      const { prune } = await import('../../runtime/prune.ts');
      const mode = flags.dryRun === true ? 'plan' : 'do';
      const model = await prune(await workspace(), { olderThanMs: durationOf('--older-than')(flags.olderThan), mode });
      const { texts } = output;
      if (output.isJson) output.json(model);
      else {
        const rows = Object.entries(model.rows).map(([name, count]) => [name, countText(count)]);
        if (rows.length > 0) output.line(table([texts.dataset, texts.rows], rows, ['left', 'right']));
        const counts = [countText(model.runs), countText(model.events), countText(model.logFiles)] as const;
        const say = mode === 'do' ? texts.pruned : texts.wouldPrune;
        output.line(say(momentText(model.beforeMs), ...counts));
      }
      finish(EXIT.ok);
    });
}
