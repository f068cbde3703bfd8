import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { planKeyOf } from '../../control/plan/mapped-key.ts';
import type { RunRow } from '../../control/state/rows.ts';
import type { RetryMode } from '../../control/state/store.ts';
import { EXIT, TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { systemProblemText } from '../../core/system-problem.ts';
import type { CancelResult } from '../../runtime/cancel-run.ts';
import type { RunModel } from '../../runtime/models.ts';
import { type Context, contextOf, wholeNumber } from '../context.ts';
import { durationText, momentText } from '../format.ts';
import type { Output } from '../output.ts';
import { plain, table } from '../table.ts';
import { reasonText } from '../texts/reasons.ts';
import { profilesOf, runNamed } from './named-run.ts';
import { runAndShow, thisProcess } from './run.ts';
import { addExplain, addShow } from './runs-show.ts';

const RUNS_SHOWN = 20;

export function addRuns(program: Command, finish: (code: number) => void): void {
  const runs = program
    .command('runs')
    .summary('look at runs, cancel and retry them')
    .description('Looks at runs, from any process, also while one runs; cancels and retries them.');
  addLs(runs, finish);
  addShow(runs, finish);
  addExplain(runs, finish);
  addLogs(runs, finish);
  addCancel(runs, finish);
  addRetry(runs, finish);
}

function addLs(runs: Command, finish: (code: number) => void): void {
  runs
    .command('ls')
    .summary('the newest runs')
    .description('Lists the newest runs.')
    .option('--job <job>', 'only of this job: name, alias, or last part of the name')
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1), RUNS_SHOWN)
    .addHelpText('after', '\nExample:\n  tapeline runs ls --limit 5')
    .action(async ({ job, limit }: { readonly job?: string; readonly limit: number }, command: Command) => {
      const context = contextOf(command);
      const { project } = await context.workspace();
      const { findJob } = await import('../../control/definition/project.ts');
      const wanted = job === undefined ? {} : { job: findJob(project, job).name };
      await using opened = await profilesOf(context);
      const models: RunModel[] = [];
      for (const { reader } of opened.each) {
        const { runModel } = await import('../../runtime/models.ts');
        const { seenRuns } = await import('../../runtime/seen-runs.ts');
        const rows = await seenRuns(reader, { limit, ...wanted });
        models.push(...rows.map(runModel));
      }
      models.sort((left, right) => right.createdAtMs - left.createdAtMs);
      if (context.output.isJson) context.output.json(models.slice(0, limit));
      else showRuns(context.output, models.slice(0, limit));
      finish(EXIT.ok);
    });
}

function addLogs(runs: Command, finish: (code: number) => void): void {
  runs
    .command('logs')
    .summary('the log of one run')
    .description(
      'Prints the log file of one run, one JSON object a line. The file itself can be followed with tail -F.',
    )
    .argument('<run>', 'id, its beginning or end, or "last"')
    .option('--step <step>', 'only lines of this step')
    .option('--level <level>', 'debug, info, warn or error and above')
    .addHelpText('after', '\nExample:\n  tapeline runs logs last --level warn')
    .action(async (name: string, flags: { readonly step?: string; readonly level?: string }, command: Command) => {
      const context = contextOf(command);
      await using opened = await profilesOf(context);
      const { run, workspace } = await runNamed(opened, name);
      if (flags.step !== undefined) checkStep(run, flags.step);
      const lines = logLines(join(workspace.folders.logs, 'runs', `${run.runId}.log`), flags);
      if (context.output.isJson) context.output.json(lines);
      else for (const line of lines) context.output.line(logText(context.output, line));
      finish(EXIT.ok);
    });
}

/** @throws usage.unknown_name */
function checkStep({ created }: RunRow, name: string): void {
  const known = created.steps.map((step) => step.key);
  if (known.includes(planKeyOf(name))) return;
  throw new TapelineError('usage.unknown_name', {
    facts: { kind: 'step', name, nearest: nearestName(name, known), known },
  });
}

function addCancel(runs: Command, finish: (code: number) => void): void {
  runs
    .command('cancel')
    .summary('stop a run')
    .description('Asks the engine that carries a run to stop it; closes the run when that engine is gone.')
    .argument('<run>', 'id, its beginning or end, or "last"')
    .addHelpText('after', '\nExample:\n  tapeline runs cancel last')
    .action(async (name: string, _flags: unknown, command: Command) => {
      const context = contextOf(command);
      await using opened = await profilesOf(context);
      const { run, workspace } = await runNamed(opened, name);
      const { cancelRun } = await import('../../runtime/cancel-run.ts');
      const result = await cancelRun(workspace, run.runId);
      if (context.output.isJson) context.output.json({ runId: run.runId, result });
      else context.output.line(cancelText(context.output, run, result));
      finish(EXIT.ok);
    });
}

function cancelText(output: Output, { runId, state }: RunRow, result: CancelResult): string {
  const { cancelAsked, cancelled, wasOver } = output.texts;
  if (result === 'over') return wasOver(runId, reasonText(output, state));
  return result === 'asked' ? cancelAsked(runId) : cancelled(runId);
}

type RetryFlags = { readonly from?: string; readonly only?: string; readonly adopt?: boolean };

function addRetry(runs: Command, finish: (code: number) => void): void {
  runs
    .command('retry')
    .summary('do again what failed or was skipped')
    .description(
      'Starts a run that takes over what the earlier one finished and does the rest again, with the same config.',
    )
    .argument('<run>', 'id, its beginning or end, or "last"')
    .option('--from-failure', 'what failed, was lost, cancelled or skipped for it (the default)')
    .option('--from <step>', 'this step and everything after it')
    .option('--only <step>', 'just this step')
    .option('--adopt', 'with the code as it is now, though the run began with another')
    .addHelpText('after', '\nExamples:\n  tapeline runs retry last\n  tapeline runs retry last --adopt')
    .action(async (name: string, flags: RetryFlags, command: Command) => {
      const context = contextOf(command);
      const { runId, profileName } = await targetOf(context, name);
      const workspace = await context.workspace(profileName);
      const data = { runId, mode: retryMode(flags), asker: thisProcess(), adopt: flags.adopt === true };
      finish(await runAndShow(context, workspace, { kind: 'retry', data }, {}));
    });
}

async function targetOf(
  context: Context,
  name: string,
): Promise<{ readonly runId: string; readonly profileName: string }> {
  await using opened = await profilesOf(context);
  const { run, workspace } = await runNamed(opened, name);
  return { runId: run.runId, profileName: workspace.profileName };
}

function retryMode({ from, only }: RetryFlags): RetryMode {
  if (from !== undefined && only !== undefined) {
    const facts = {
      what: '--from and --only exclude each other',
      got: `${from}, ${only}`,
      wayOut: 'Give one of them.',
    };
    throw new TapelineError('usage.invalid', { facts });
  }
  if (only !== undefined) return { kind: 'only', step: only };
  return from === undefined ? { kind: 'failed' } : { kind: 'from', step: from };
}

function showRuns(output: Output, models: readonly RunModel[]): void {
  if (models.length === 0) {
    output.line(output.typed(output.texts.noRuns));
    return;
  }
  const { run, job, profile, state, started, took, by } = output.texts;
  const rows = models.map((model) => [
    model.runId,
    model.job,
    model.profile ?? '',
    model.state,
    momentText(model.createdAtMs),
    model.durationMs === null ? '' : durationText(model.durationMs),
    model.trigger.by,
  ]);
  output.line(table([run, job, profile, state, started, took, by], rows));
}

type LogLine = Readonly<Record<string, unknown>> & {
  readonly level?: string;
  readonly time?: string;
  readonly message?: string;
};

const LEVELS = ['debug', 'info', 'warn', 'error'];

function logLines(
  path: string,
  { step, level }: { readonly step?: string; readonly level?: string },
): readonly LogLine[] {
  const least = level === undefined ? 0 : LEVELS.indexOf(level);
  if (least < 0) {
    const facts = { kind: 'level', name: level!, nearest: nearestName(level!, LEVELS), known: LEVELS };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  return readLog(path)
    .split('\n')
    .flatMap((text) => parsedLine(text))
    .filter((line) => (step === undefined || line.step === step) && LEVELS.indexOf(line.level ?? 'info') >= least);
}

/** @throws io.failed when the log is not there, or may not be read. */
function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const problem = systemProblemText(cause);
    const wayOut = 'It may have been removed, or LOG_DIR was another one then; "tapeline runs show" has the errors.';
    throw new TapelineError('io.failed', { facts: { action: 'read', path, problem, wayOut }, cause });
  }
}

/** A line that a crash cut short is left out. */
function parsedLine(text: string): readonly LogLine[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as LogLine];
  } catch {
    return [];
  }
}

function logText(output: Output, { time, level, message, step, ...rest }: LogLine): string {
  const colour = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'dim';
  const fields = Object.keys(rest).length === 0 ? '' : ` ${output.style('dim', JSON.stringify(rest))}`;
  return (
    plain(`${time ?? ''} ${output.style(colour, (level ?? '').padEnd(5))} ${step ?? ''} ${message ?? ''}`) +
    plain(fields)
  );
}
