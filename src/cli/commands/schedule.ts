import type { Command } from 'commander';
import { addScheduleNext } from './schedule-next.ts';

export function addSchedule(program: Command, finish: (code: number) => void): void {
  const schedule = program
    .command('schedule')
    .summary('when things are due')
    .description('Says when a schedule is due, and why not in between.');
  addScheduleNext(schedule, finish);
}
