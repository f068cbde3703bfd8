import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { ScheduleExplainModel } from '../../runtime/schedule-models.ts';
import { contextOf, wholeNumber } from '../context.ts';
import type { Output } from '../output.ts';
import { outcomeWords, policyWords, spaced, triggerWords } from '../schedule-words.ts';
import { table } from '../table.ts';
import { engineTexts } from '../texts/engine.ts';
import { showNext } from './schedule-next.ts';

const COUNT = 20;

export function addScheduleExplain(schedule: Command, finish: (code: number) => void): void {
  schedule
    .command('explain')
    .summary('one schedule: its rules, next ticks, last decisions')
    .description(
      'Explains a schedule: what happens to its ticks, the next ones, why not in between, and what was last.',
    )
    .argument('<name>', 'the schedule')
    .option('--count <n>', 'how many next ticks', wholeNumber('--count', 1), COUNT)
    .addHelpText('after', '\nExample:\n  tapeline schedule explain stocks.evening')
    .action(async (name: string, { count }: { readonly count: number }, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      const { readState } = await import('../../runtime/state.ts');
      const { explainSchedule, findSchedule } = await import('../../runtime/schedule-models.ts');
      await using reader = await readState(workspace);
      const model = await explainSchedule(findSchedule(workspace.project, name), reader, count);
      if (context.output.isJson) context.output.json(model);
      else show(context.output, model);
      finish(EXIT.ok);
    });
}

function show(output: Output, { schedule, next, decisions }: ScheduleExplainModel): void {
  const { line, style } = output;
  const texts = engineTexts(output.language);
  line(`${style('bold', schedule.name)}  ${schedule.job}  ${triggerWords(schedule.trigger)}`);
  if (schedule.description !== '') line(schedule.description);
  if (schedule.paused !== null) line(style('yellow', texts.paused(schedule.paused.by, schedule.paused.since)));
  if (schedule.problem !== null) line(style('red', schedule.problem.message));
  line(`\n${style('bold', texts.policy)}`);
  for (const words of policyWords(texts, schedule.policy)) line(`  ${words}`);
  line(`\n${style('bold', texts.next)}`);
  if (next === null) line(`  ${texts.never}`);
  else showNext(output, next);
  line(`\n${style('bold', texts.decided)}`);
  if (decisions.length === 0) line(`  ${texts.noTicks}`);
  else showDecisions(output, decisions);
}

function showDecisions(output: Output, decisions: ScheduleExplainModel['decisions']): void {
  const texts = engineTexts(output.language);
  const rows = decisions.map((tick) => [
    spaced(tick.at),
    tick.session ?? '',
    outcomeWords(texts, tick),
    tick.runId ?? '',
  ]);
  output.line(table(texts.decisionColumns, rows));
}
