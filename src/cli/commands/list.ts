import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import { collectPairs, contextOf } from '../context.ts';
import { tagsText } from '../format.ts';
import { table } from '../table.ts';

export function addList(program: Command, finish: (code: number) => void): void {
  program
    .command('list')
    .summary('list the jobs')
    .description('Lists the jobs of this folder: names, aliases, tags, steps.')
    .option('--tag <key=value>', 'only jobs with this tag (repeatable)', collectPairs('--tag'))
    .addHelpText('after', '\nExamples:\n  tapeline list\n  tapeline list --tag type=sync --json')
    .action(async ({ tag = {} }: { readonly tag?: Readonly<Record<string, string>> }, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { project } = await context.workspace();
      const { jobModels } = await import('../../runtime/models.ts');
      const jobs = jobModels(project, tag);
      if (output.isJson) output.json(jobs);
      else if (jobs.length === 0) output.line(output.texts.noJobs);
      else {
        const { job, aliases, steps, tags, description } = output.texts;
        const rows = jobs.map((each) => [
          each.name,
          each.aliases.join(', '),
          String(each.steps.length),
          tagsText(each.tags),
          each.description,
        ]);
        output.line(table([job, aliases, steps, tags, description], rows, ['left', 'left', 'right']));
      }
      finish(EXIT.ok);
    });
}
