import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import { contextOf } from '../context.ts';
import { engineTexts } from '../texts/engine.ts';

export function addSchedulePause(schedule: Command, finish: (code: number) => void): void {
  schedule
    .command('pause')
    .summary('let a schedule make no runs')
    .description('Pauses a schedule: its ticks are recorded as skipped, nothing runs. It stays so until it is resumed.')
    .argument('<name>', 'the schedule')
    .addHelpText('after', '\nExample:\n  tapeline schedule pause stocks.evening')
    .action(async (name: string, _flags: unknown, command: Command) => {
      await change(command, 'pause_schedule', name);
      finish(EXIT.ok);
    });
}

export function addScheduleResume(schedule: Command, finish: (code: number) => void): void {
  schedule
    .command('resume')
    .summary('let a paused schedule go on')
    .description('Lets a paused schedule go on with the next tick; what came meanwhile is not made up for.')
    .argument('<name>', 'the schedule')
    .addHelpText('after', '\nExample:\n  tapeline schedule resume stocks.evening')
    .action(async (name: string, _flags: unknown, command: Command) => {
      await change(command, 'resume_schedule', name);
      finish(EXIT.ok);
    });
}

async function change(command: Command, kind: 'pause_schedule' | 'resume_schedule', name: string): Promise<void> {
  const { output, workspace: open } = contextOf(command);
  const workspace = await open();
  const { findSchedule } = await import('../../runtime/schedule-models.ts');
  findSchedule(workspace.project, name);
  const { changePause } = await import('../../runtime/pause-schedule.ts');
  await changePause(workspace, { kind, data: { name, by: process.env.USER ?? 'tapeline schedule' } });
  const texts = engineTexts(output.language);
  if (output.isJson) output.json({ schedule: name, paused: kind === 'pause_schedule' });
  else output.line(kind === 'pause_schedule' ? texts.pausedNow(name) : texts.resumed(name));
}
