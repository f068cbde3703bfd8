import type { Command } from 'commander';
import { addScheduleExplain } from './schedule-explain.ts';
import { addScheduleLs } from './schedule-ls.ts';
import { addScheduleNext } from './schedule-next.ts';
import { addSchedulePause, addScheduleResume } from './schedule-pause.ts';

export function addSchedule(program: Command, finish: (code: number) => void): void {
  const schedule = program
    .command('schedule')
    .summary('when things are due')
    .description('Shows schedules and what became of their ticks; pauses and resumes them; says when anything is due.');
  addScheduleLs(schedule, finish);
  addScheduleExplain(schedule, finish);
  addSchedulePause(schedule, finish);
  addScheduleResume(schedule, finish);
  addScheduleNext(schedule, finish);
}
