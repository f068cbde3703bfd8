import { hostname } from 'node:os';
import type { Command } from 'commander';
import { findJob } from '../../control/definition/project.ts';
import type { RequestBody, Selection } from '../../control/state/store.ts';
import { EXIT, fromErrorRecord, TapelineError } from '../../core/errors.ts';
import type { PartitionAsk } from '../../core/partition.ts';
import { toSession } from '../../core/time.ts';
import type { RunReport } from '../../runtime/run-job.ts';
import type { Workspace } from '../../runtime/workspace.ts';
import { type Context, collectPairs, contextOf, listOf, wholeNumber } from '../context.ts';
import { durationText } from '../format.ts';
import { exitOfCancelled, interruptible } from '../interrupt.ts';
import { ProgressDisplay } from '../progress.ts';
import { tellRecovered } from '../recovered.ts';
import { type ShortFlags, settingsOfFlags } from '../short-flags.ts';
import { tellSpace } from '../space.ts';
import { showSummary } from '../summary.ts';
import { reasonText } from '../texts/reasons.ts';

type RunFlags = ShortFlags & {
  readonly set?: Readonly<Record<string, string>>;
  readonly tag?: Readonly<Record<string, string>>;
  readonly until?: string;
  readonly start?: string;
  readonly only?: readonly string[];
  readonly concurrency?: number;
  readonly asOf?: number;
  readonly force?: boolean;
  readonly onSession?: string;
  readonly partition?: string;
  readonly keys?: readonly string[];
};

const EXAMPLES = `
Examples:
  tapeline run full
  tapeline run sync --set target_stocks=000001.XSHE,000002.XSHE --set days_back=60
  tapeline run full --until indicators --symbols AAPL,MSFT --concurrency 3
  tapeline run full --profile sandbox --json
  tapeline run predictions --symbols BTC_PRICE,ETH_PRICE --intervals 1h,4h --days-back 7`;

export function addRun(program: Command, finish: (code: number) => void): void {
  program
    .command('run')
    .summary('run a job and wait for its end')
    .description(
      'Runs a job and waits for its end. As the engine of this folder, or following the one that works on it.',
    )
    .argument('<job>', 'name, alias, or last part of the name')
    .option('--set <key=value>', 'config of the ops: key, or op.key (repeatable)', collectPairs('--set'))
    .option('--until <step>', 'stop after this step or stage')
    .option('--start <step>', 'begin at this step or stage, with the last stored outputs before it')
    .option('--only <steps>', 'just these steps or stages, comma-separated', listOf('--only'))
    .option('--symbols <list>', 'short for --set target_stocks=… or symbols=…, as the job has it', listOf('--symbols'))
    .option('--sources <list>', 'short for --set sources=…', listOf('--sources'))
    .option('--intervals <list>', 'short for --set intervals=…', listOf('--intervals'))
    .option('--days-back <n>', 'short for --set days_back=…', wholeNumber('--days-back', 1))
    .option('--concurrency <n>', 'steps at the same time', wholeNumber('--concurrency', 1))
    .option('--partition <slice>', 'the slice to make: 2024-05-06, 2024-05, 2024-05-01..2024-05-10, or all')
    .option('--keys <list>', 'only these names of the slices, comma-separated', listOf('--keys'))
    .option('--tag <key=value>', 'tag the run (repeatable)', collectPairs('--tag'))
    .option('--force', 'do every step, also those whose inputs and code are unchanged')
    .option('--on-session <venue>', 'only if today is a session of this exchange, e.g. XSHG; else exit 99')
    .option('--as-of <date>', 'use nothing known after this date (YYYY-MM-DD)', endOfDay)
    .addHelpText('after', EXAMPLES)
    .action(async (job: string, flags: RunFlags, command: Command) => {
      const context = contextOf(command);
      if (flags.onSession !== undefined && (await isClosed(context, flags.onSession))) return finish(EXIT.skipped);
      const workspace = await context.workspace();
      finish(await runAndShow(context, workspace, runRequest(job, flags, { context, workspace }), flags));
    });
}

/** A closed market is no failure: schedulers read 99 as skipped. */
async function isClosed({ output }: Context, venue: string): Promise<boolean> {
  const { calendarOf } = await import('../../calendar/index.ts');
  const calendar = calendarOf(venue);
  const today = calendar.sessionOn(Date.now());
  if (calendar.isSession(today)) return false;
  if (output.isJson) output.json({ skipped: 'market_closed', venue: calendar.venue, today });
  else output.note(output.texts.marketClosed(calendar.venue, today));
  return true;
}

type Place = { readonly context: Context; readonly workspace: Workspace };

function runRequest(job: string, flags: RunFlags, { context, workspace }: Place): RequestBody {
  const { profile } = context.flags;
  const selection: Selection = { until: flags.until ?? null, from: flags.start ?? null, only: flags.only ?? [] };
  return {
    kind: 'run',
    data: {
      job,
      settings: { ...flags.set, ...settingsOfFlags(flags, findJob(workspace.project, job)) },
      selection,
      profile: profile ?? null,
      concurrency: flags.concurrency ?? null,
      tags: flags.tag ?? {},
      ...partitionsOf(flags),
      ...(flags.force === true ? { isForced: true } : {}),
      by: `tapeline run ${job}`,
      asker: thisProcess(),
    },
  };
}

/** `--partition a..b --keys x,y`; nothing where neither was said. */
function partitionsOf({ partition, keys }: RunFlags): { readonly partitions?: PartitionAsk } {
  if (partition === undefined && keys === undefined) return {};
  const lanes = keys ?? null;
  if (partition === undefined) return { partitions: { from: 'latest', to: null, lanes } };
  if (partition === 'all') return { partitions: { from: null, to: null, lanes } };
  const [from = '', to = from] = partition.split('..');
  return { partitions: { from: from || null, to: to || null, lanes } };
}

export const thisProcess = (): { readonly pid: number; readonly host: string } => ({
  pid: process.pid,
  host: hostname(),
});

type RunOptions = { readonly asOf?: number; readonly concurrency?: number };

/** Runs a request, shows it while it runs and when it is over, and says how it ended. */
export async function runAndShow(
  context: Context,
  workspace: Workspace,
  request: RequestBody,
  options: RunOptions,
): Promise<number> {
  const report = await runWatched(context, workspace, request, options);
  if (context.output.isJson) context.output.json(await reportModel(workspace, report));
  else showReport(context, workspace, report);
  return exitOf(report);
}

/** Runs a request and shows it while it runs. */
export async function runWatched(
  { output }: Context,
  workspace: Workspace,
  request: RequestBody,
  options: RunOptions,
): Promise<RunReport> {
  const { texts } = output;
  const { profileName, profile, profileReason } = workspace;
  const mark = profile.simulated ? `${output.style('yellow', texts.simulated)} ` : '';
  const head = mark + texts.profileIs(profileName, profile.description, reasonText(output, profileReason));
  const { runToEnd } = await import('../../runtime/run-job.ts');
  using interrupt = interruptible(() => output.note(texts.interrupting));
  using display = new ProgressDisplay(output);
  return await runToEnd(workspace, request, {
    observe: display.observe,
    signal: interrupt.signal,
    asOfMs: options.asOf ?? null,
    onAccepted: () => {
      if (!output.isJson) output.note(head);
    },
    onSpace: tellSpace(output),
    onFollowing: ({ pid, host }) => output.note(texts.following(pid, host)),
    onRecovered: (recovered) => tellRecovered(output, recovered),
  });
}

/** A run and its steps, for `--json`. */
export async function reportModel(workspace: Workspace, { run, steps }: RunReport): Promise<object> {
  const { runModel, stepModel } = await import('../../runtime/models.ts');
  return { ...runModel(run), steps: steps.map(stepModel), simulated: workspace.profile.simulated };
}

/** How a run ended, and its summary. */
export function showReport({ output }: Context, workspace: Workspace, report: RunReport): void {
  const { run } = report;
  const durationMs = (run.endedAtMs ?? run.createdAtMs) - run.createdAtMs;
  const colour = run.state === 'succeeded' ? 'green' : run.state === 'failed' ? 'red' : 'yellow';
  output.note(output.style(colour, output.texts.runOver(reasonText(output, run.state), durationText(durationMs))));
  showSummary(output, workspace, report);
}

/** A failed run exits as its first error says: 5 for a source, 6 for a timeout, 4 for a gate. */
export function exitOf({ run }: RunReport): number {
  if (run.state === 'succeeded') return EXIT.ok;
  if (run.state === 'cancelled') return exitOfCancelled();
  return run.error === null ? EXIT.failed : fromErrorRecord(run.error).exit || EXIT.failed;
}

/** The last moment of a date, so that everything known on it counts. */
function endOfDay(text: string): number {
  try {
    return Date.parse(`${toSession(text)}T23:59:59.999Z`);
  } catch {
    const facts = { what: '--as-of wants a date that exists', got: text, wayOut: 'Write it like 2026-11-20.' };
    throw new TapelineError('usage.invalid', { facts });
  }
}
