import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { WhyNotModel, WhyNotReason } from '../../runtime/why-not.ts';
import { contextOf } from '../context.ts';
import type { Output } from '../output.ts';
import { outcomeWords, spaced } from '../schedule-words.ts';
import { engineTexts } from '../texts/engine.ts';

export function addWhyNot(program: Command, finish: (code: number) => void): void {
  program
    .command('why-not')
    .summary('why a job does not run')
    .description('Says why a job does not run: nobody up, paused, not due, misfired, an open run, no schedule at all.')
    .argument('<job>', 'name, alias, or last part of the name')
    .addHelpText('after', '\nExample:\n  tapeline why-not full')
    .action(async (job: string, _flags: unknown, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      const { readState } = await import('../../runtime/state.ts');
      const { whyNot } = await import('../../runtime/why-not.ts');
      await using reader = await readState(workspace);
      const model = await whyNot(workspace.project, reader, job);
      if (context.output.isJson) context.output.json(model);
      else show(context.output, model);
      finish(EXIT.ok);
    });
}

function show(output: Output, { job, engine, reasons, clockSteps }: WhyNotModel): void {
  const texts = engineTexts(output.language);
  output.line(output.style('bold', job));
  for (const reason of reasons) output.line(`  ${texts.why[reason.code]}${detailOf(output, reason)}`);
  for (const { utc, byMs } of clockSteps) output.line(`  ${texts.clockStepped(spaced(utc), byMs)}`);
  if (!engine.up && engine.lookedUntil !== null) output.line(`  ${texts.lookedUntil(engine.lookedUntil)}`);
}

function detailOf(output: Output, { code, schedule }: WhyNotReason): string {
  if (schedule === null) return '';
  const texts = engineTexts(output.language);
  const { name, paused, next, lastTick, problem } = schedule;
  if (code === 'paused' && paused !== null) return ` ${name}: ${texts.paused(paused.by, paused.since)}`;
  if (code === 'not_due' && next !== null) return ` ${name}: ${spaced(next.at)}`;
  if (code === 'broken' && problem !== null) return ` ${name}: ${problem.message}`;
  if ((code === 'last_tick' || code === 'last_run') && lastTick !== null)
    return ` ${name}: ${spaced(lastTick.at)}, ${outcomeWords(texts, lastTick)}`;
  return ` ${name}`;
}
