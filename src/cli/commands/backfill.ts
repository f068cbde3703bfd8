import type { Command } from 'commander';
import type { BackfillAsk, BackfillWhat } from '../../control/state/backfill/port.ts';
import { EXIT, TapelineError } from '../../core/errors.ts';
import type { CoveragePart } from '../../runtime/asset-models.ts';
import type { BackfillModel } from '../../runtime/backfills.ts';
import type { Workspace } from '../../runtime/workspace.ts';
import { type Context, collectPairs, contextOf, listOf, wholeNumber } from '../context.ts';
import { countText, momentText } from '../format.ts';
import { exitOfCancelled, interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { tellSpace } from '../space.ts';
import { table } from '../table.ts';
import { blockText, textsOf } from './assets.ts';

type Flags = {
  readonly missing?: boolean;
  readonly stale?: boolean;
  readonly all?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly keys?: readonly string[];
  readonly job?: string;
  readonly concurrency?: number;
  readonly set?: Readonly<Record<string, string>>;
  readonly dryRun?: boolean;
};

const EXAMPLES = `
Examples:
  tapeline backfill ohlcv_daily --missing --from 2020-01-01 --dry-run
  tapeline backfill ohlcv_daily --from 2024 --keys 000001.XSHE,600519.XSHG`;

export function addBackfill(program: Command, finish: (code: number) => void): void {
  program
    .command('backfill')
    .summary('make what is missing or stale of a dataset')
    .description('Makes the slices of an asset that are missing or stale: shows the plan, then runs it to its end.')
    .argument('<asset>', 'its name')
    .option('--missing', 'only what is missing')
    .option('--stale', 'only what would come out otherwise today')
    .option('--all', 'everything, also what is there')
    .option('--from <date>', 'from this date, month or year on')
    .option('--to <date>', 'up to this date, month or year')
    .option('--keys <list>', 'only these names, comma-separated', listOf('--keys'))
    .option('--job <job>', 'the job that makes it, where several do')
    .option('--concurrency <n>', 'runs at the same time', wholeNumber('--concurrency', 1))
    .option('--set <key=value>', 'config of the ops: key, or op.key (repeatable)', collectPairs('--set'))
    .option('--dry-run', 'show the plan and do nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (asset: string, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      const { backfillPlan, newBackfillId } = await import('../../runtime/backfills.ts');
      const ask = askOf(asset, flags, newBackfillId());
      const plan = await backfillPlan(workspace, ask);
      const { started, blocks, runs } = plan;
      const model = { ...started, blocks, runs };
      if (!context.output.isJson) showPlan(context.output, model);
      else if (flags.dryRun === true || started.partitions === 0) context.output.json(model);
      if (flags.dryRun === true || started.partitions === 0) return finish(EXIT.ok);
      finish(await carry(context, workspace, ask.backfill, ask));
    });
}

function askOf(asset: string, flags: Flags, backfill: string): BackfillAsk {
  return {
    backfill,
    asset,
    job: flags.job ?? null,
    what: whatOf(flags),
    from: flags.from ?? null,
    to: flags.to ?? null,
    lanes: flags.keys ?? null,
    concurrency: flags.concurrency ?? null,
    settings: flags.set ?? {},
    by: `tapeline backfill ${asset}`,
  };
}

/** @throws usage.invalid for more than one of them */
function whatOf({ missing, stale, all }: Flags): BackfillWhat {
  const asked = Object.entries({ missing, stale, all }).filter(([, isAsked]) => isAsked === true);
  if (asked.length === 0) return 'wanted';
  if (asked.length === 1) return asked[0]![0] as BackfillWhat;
  const got = asked.map(([name]) => `--${name}`).join(' ');
  const facts = { what: 'A backfill makes one of --missing, --stale and --all', got, wayOut: 'Choose one.' };
  throw new TapelineError('usage.invalid', { facts });
}

const BLOCKS_SHOWN = 12;
const SIZE_WIDTH = 9;

/** How many slices a block has; a side that it lacks counts once. */
function sizeOf({ spans, lanes }: PlanModel['blocks'][number]): number {
  const points = spans.reduce((sum, { count }) => sum + count, 0);
  return Math.max(points, spans.length === 0 ? 1 : 0) * Math.max(lanes.length, 1);
}

type PlanModel = {
  readonly asset: string;
  readonly job: string;
  readonly partitions: number;
  readonly concurrency: number;
  readonly runs: number;
  readonly blocks: readonly Pick<CoveragePart, 'spans' | 'lanes'>[];
};

function showPlan(output: Output, { asset, job, partitions, concurrency, runs, blocks }: PlanModel): void {
  const texts = textsOf(output);
  if (partitions === 0) {
    output.line(texts.nothingToBackfill(asset));
    return;
  }
  output.line(texts.backfillPlan(asset, job, countText(partitions), countText(runs), String(concurrency)));
  const sorted = blocks.toSorted((left, right) => sizeOf(right) - sizeOf(left));
  const shown = sorted.length <= BLOCKS_SHOWN + 1 ? sorted : sorted.slice(0, BLOCKS_SHOWN);
  for (const block of shown) output.line(`  ${countText(sizeOf(block)).padStart(SIZE_WIDTH)}  ${blockText(block)}`);
  if (sorted.length === shown.length) return;
  const slices = sorted.slice(shown.length).reduce((sum, block) => sum + sizeOf(block), 0);
  const more = texts.moreBlocks(countText(sorted.length - shown.length));
  output.line(`  ${countText(slices).padStart(SIZE_WIDTH)}  ${more}`);
}

/** Runs a backfill to its end, or as far as it comes. */
async function carry(
  context: Context,
  workspace: Workspace,
  backfill: string,
  ask: BackfillAsk | null,
): Promise<number> {
  const { output } = context;
  const texts = textsOf(output);
  const { backfillToEnd } = await import('../../runtime/backfills.ts');
  using interrupt = interruptible(() => output.note(texts.interrupting));
  const request = ask === null ? null : ({ kind: 'backfill', data: ask } as const);
  let told = '';
  const model = await backfillToEnd(workspace, backfill, request, {
    observe: () => {},
    signal: interrupt.signal,
    onSpace: tellSpace(output),
    onFollowing: ({ pid, host }) => output.note(texts.following(pid, host)),
    onProgress: (now) => {
      const text = progressText(output, now);
      if (text !== told) output.note(text);
      told = text;
    },
  });
  if (output.isJson) output.json(model);
  else output.line(endText(output, model));
  if (model.state === 'running') return exitOfCancelled();
  return model.state === 'succeeded' ? EXIT.ok : EXIT.failed;
}

function progressText(output: Output, { runs }: BackfillModel): string {
  return textsOf(output).backfillProgress(String(runs.succeeded), String(runs.open), String(runs.failed));
}

function endText(output: Output, model: BackfillModel): string {
  const texts = textsOf(output);
  const { backfill, asset } = model.started;
  if (model.state === 'running') return texts.backfillOpen(backfill);
  const failed = model.runs.failed === 0 ? '' : ` ${texts.backfillFailed(String(model.runs.failed), asset)}`;
  const reason = model.endReason === null ? '' : ` ${model.endReason}`;
  return `${texts.backfillEnded(backfill, texts.backfillStates[model.state], String(model.runs.succeeded))}${failed}${reason}`;
}

export function addBackfills(program: Command, finish: (code: number) => void): void {
  const backfills = program
    .command('backfills')
    .summary('look at backfills, cancel and resume them')
    .description(
      'Looks at backfills; cancels and resumes them. One is named by its id, its beginning or end, or `last`.',
    );
  backfills
    .command('ls')
    .summary('the newest ones')
    .description('Lists the newest backfills.')
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1), 20)
    .addHelpText('after', '\nExample:\n  tapeline backfills ls')
    .action(async ({ limit }: { readonly limit: number }, command: Command) => {
      const context = contextOf(command);
      const { backfillModels } = await import('../../runtime/backfills.ts');
      const models = await backfillModels(await context.workspace(), limit);
      if (context.output.isJson) context.output.json(models);
      else showBackfills(context.output, models);
      finish(EXIT.ok);
    });
  addCancel(backfills, finish);
  addResume(backfills, finish);
}

function showBackfills(output: Output, models: readonly BackfillModel[]): void {
  const texts = textsOf(output);
  if (models.length === 0) {
    output.line(texts.noBackfills);
    return;
  }
  const rows = models.map(({ started, state, startedAtMs, runs }) => [
    started.backfill,
    started.asset,
    texts.backfillStates[state],
    momentText(startedAtMs),
    countText(started.partitions),
    texts.backfillProgress(String(runs.succeeded), String(runs.open), String(runs.failed)),
    started.reason,
  ]);
  output.line(
    table([texts.backfill, texts.asset, texts.state, texts.started, texts.slices, texts.runs, texts.why], rows),
  );
}

function addCancel(backfills: Command, finish: (code: number) => void): void {
  backfills
    .command('cancel')
    .summary('end one')
    .description('Ends a backfill: its runs stop, nothing more of it starts. What was made stays.')
    .argument('<backfill>', 'its id, the beginning or end of it, or `last`')
    .option('--reason <text>', 'why', 'cancelled by hand')
    .addHelpText('after', '\nExample:\n  tapeline backfills cancel last')
    .action(async (name: string, { reason }: { readonly reason: string }, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      const { backfillModel, backfillToEnd } = await import('../../runtime/backfills.ts');
      const { started } = await backfillModel(workspace, name);
      using interrupt = interruptible(() => {});
      const request = { kind: 'cancel_backfill', data: { backfill: started.backfill, reason } } as const;
      const options = { observe: () => {}, signal: interrupt.signal, onProgress: () => {} };
      const model = await backfillToEnd(workspace, started.backfill, request, options);
      if (context.output.isJson) context.output.json(model);
      else context.output.line(endText(context.output, model));
      finish(EXIT.ok);
    });
}

function addResume(backfills: Command, finish: (code: number) => void): void {
  backfills
    .command('resume')
    .summary('go on with one that is open')
    .description('Goes on with a backfill that was interrupted. `tapeline up` does so by itself.')
    .argument('<backfill>', 'its id, the beginning or end of it, or `last`')
    .addHelpText('after', '\nExample:\n  tapeline backfills resume last')
    .action(async (name: string, _: unknown, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      const { backfillModel } = await import('../../runtime/backfills.ts');
      const { started } = await backfillModel(workspace, name);
      finish(await carry(context, workspace, started.backfill, null));
    });
}
