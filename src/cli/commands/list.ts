import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { StarterModel } from '../../runtime/models.ts';
import { collectPairs, contextOf } from '../context.ts';
import { tagsText } from '../format.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import { sensorTexts } from '../texts/sensor.ts';

export function addList(program: Command, finish: (code: number) => void): void {
  program
    .command('list')
    .summary('list the jobs and what starts them')
    .description('Lists the jobs of this folder, and the schedules and sensors that start them while it is up.')
    .option('--tag <key=value>', 'only jobs with this tag (repeatable)', collectPairs('--tag'))
    .addHelpText('after', '\nExamples:\n  tapeline list\n  tapeline list --tag type=sync --json')
    .action(async ({ tag = {} }: { readonly tag?: Readonly<Record<string, string>> }, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { project } = await context.workspace();
      const { jobModels, starterModels } = await import('../../runtime/models.ts');
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
        showStarters(output, starterModels(project), new Set(jobs.map(({ name }) => name)));
      }
      finish(EXIT.ok);
    });
}

/** What starts the jobs that are shown. */
function showStarters(output: Output, starters: readonly StarterModel[], jobs: ReadonlySet<string>): void {
  const shown = starters.filter((starter) => starter.jobs === null || starter.jobs.some((name) => jobs.has(name)));
  if (shown.length === 0) return;
  const texts = sensorTexts(output.language);
  const rows = shown.map(({ name, kind, startsPaused, jobs: targets, description }) => [
    name,
    startsPaused ? `${texts.kinds[kind]} (${texts.states.paused})` : texts.kinds[kind],
    targets === null ? texts.anyJob : targets.join(', '),
    description,
  ]);
  output.line();
  output.line(table([texts.startedBy, texts.kind, output.texts.job, output.texts.description], rows));
}
