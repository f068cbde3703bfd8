import type { Command } from 'commander';
import { EXIT, TapelineError } from '../../core/errors.ts';
import type { TickDiff } from '../../runtime/simulation/diff.ts';
import type { SimulatedSensor } from '../../runtime/simulation/seen-sensors.ts';
import type { SimulatedSchedule } from '../../runtime/simulation/simulate.ts';
import type { SimulateAsked, SimulateModel } from '../../runtime/simulation/simulate-workspace.ts';
import { contextOf, durationOf, wholeNumber } from '../context.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import { engineTexts } from '../texts/engine.ts';

const EXAMPLES = `
Examples:
  tapeline simulate --from 2025-01-01 --to 2026-12-31
  tapeline simulate --from 2026-01-01 --to 2026-03-31 --fail-rate 0.05 --seed 7
  tapeline simulate --from 2026-01-01 --to 2026-03-31 --ready-after 2h
  tapeline simulate --from 2026-01-01 --to 2026-12-31 --diff HEAD~1`;

export function addSimulate(program: Command, finish: (code: number) => void): void {
  program
    .command('simulate')
    .summary('turn the clock over schedules and sensors')
    .description(
      'Runs every schedule, sensor, retry and overlap over a stretch of time with steps that do nothing: what would run, when, how much at once.',
    )
    .requiredOption('--from <date>', 'the first day, UTC')
    .requiredOption('--to <date>', 'the last day, UTC')
    .option('--fail-rate <share>', 'how many attempts fail, 0 to 1', share('--fail-rate'))
    .option('--seed <n>', 'the same seed gives the same failures', wholeNumber('--seed', 0))
    .option('--ready-after <duration>', 'when vendors are ready, after the moment', durationOf('--ready-after'))
    .option('--diff <commit|file>', 'what the definitions since then move')
    .addHelpText('after', EXAMPLES)
    .action(async ({ readyAfter: readyAfterMs, ...asked }: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      const { simulateWorkspace } = await import('../../runtime/simulation/simulate-workspace.ts');
      const model = await simulateWorkspace(workspace, readyAfterMs === undefined ? asked : { ...asked, readyAfterMs });
      if (context.output.isJson) context.output.json(model);
      else show(context.output, model);
      finish(EXIT.ok);
    });
}

type Flags = Omit<SimulateAsked, 'readyAfterMs'> & { readonly readyAfter?: number };

function share(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value <= 1) return value;
    const facts = { what: `${flag} wants a share from 0 to 1`, got: text, wayOut: `Write ${flag} 0.05.` };
    throw new TapelineError('usage.invalid', { facts });
  };
}

function show(output: Output, model: SimulateModel): void {
  const { line } = output;
  const texts = engineTexts(output.language).simulation;
  if (model.schedules.length === 0) line(engineTexts(output.language).noSchedules);
  else line(table(texts.scheduleColumns, model.schedules.map(scheduleRow)));
  if (model.sensors.length > 0) line(`\n${table(texts.sensorColumns, model.sensors.map(sensorRow))}`);
  if (model.jobs.length > 0) {
    const rows = model.jobs.map(({ job, runs, outcomes, by }) => [job, `${runs}`, counted(outcomes), counted(by)]);
    line(`\n${table(texts.jobColumns, rows)}`);
  }
  line(`\n${texts.load(model.concurrentMax, busiest(model.load))}`);
  for (const assumed of model.assumptions) output.note(texts.assumed(assumed));
  if (model.diff !== null) showDiff(output, model.diff);
}

function scheduleRow({ schedule, job, outcomes, first, last }: SimulatedSchedule): readonly string[] {
  return [schedule, job, counted(outcomes), minute(first), minute(last)];
}

function sensorRow({ sensor, watches, runs, alarms, failures, first, last }: SimulatedSensor): readonly string[] {
  return [sensor, watches, `${runs}`, `${alarms.length}`, `${failures.length}`, minute(first), minute(last)];
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const minute = (utc: string | null): string => (utc === null ? '' : utc.slice(0, 16).replace('T', ' '));

function busiest(load: readonly number[]): string {
  const most = Math.max(...load);
  const hours = load.flatMap((count, hour) => (count === most && most > 0 ? [`${hour}:00`] : []));
  return hours.join(', ');
}

function showDiff(output: Output, diffs: readonly TickDiff[]): void {
  const texts = engineTexts(output.language).simulation;
  for (const { name, change, moved, added, removed } of diffs) {
    output.line(`\n${name}: ${texts.change[change]}`);
    for (const { of, from, to } of moved) output.line(`  ~ ${of}  ${minute(from)} -> ${minute(to)}`);
    for (const utc of added) output.line(`  + ${minute(utc)}`);
    for (const utc of removed) output.line(`  - ${minute(utc)}`);
  }
}
