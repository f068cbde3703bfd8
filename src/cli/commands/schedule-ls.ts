import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { ScheduleModel } from '../../runtime/schedule-models.ts';
import { contextOf } from '../context.ts';
import type { Output } from '../output.ts';
import { nextWords, outcomeWords, spaced, triggerWords } from '../schedule-words.ts';
import { table } from '../table.ts';
import { engineTexts } from '../texts/engine.ts';

export function addScheduleLs(schedule: Command, finish: (code: number) => void): void {
  schedule
    .command('ls')
    .summary('every schedule and where it stands')
    .description('Lists the schedules of the project: when each is due next, and what became of its last tick.')
    .addHelpText('after', '\nExample:\n  tapeline schedule ls')
    .action(async (_flags: unknown, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      const { readState } = await import('../../runtime/state.ts');
      const { listSchedules } = await import('../../runtime/schedule-models.ts');
      await using reader = await readState(workspace);
      const models = await listSchedules(workspace.project, reader);
      if (context.output.isJson) context.output.json(models);
      else show(context.output, models);
      finish(EXIT.ok);
    });
}

function show(output: Output, models: readonly ScheduleModel[]): void {
  const texts = engineTexts(output.language);
  const rows = models.map((model) => {
    const { name, job, trigger, lastTick } = model;
    const last = lastTick === null ? ['', ''] : [spaced(lastTick.at), outcomeWords(texts, lastTick)];
    return [name, job, triggerWords(trigger), nextWords(output, model), ...last];
  });
  output.line(models.length === 0 ? texts.noSchedules : table(texts.columns, rows));
}
