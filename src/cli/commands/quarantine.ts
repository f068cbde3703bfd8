import type { Command } from 'commander';
import { TapelineError } from '../../core/errors.ts';
import type { Decision } from '../../data/stored/quarantine.ts';
import type { Workspace } from '../../runtime/workspace.ts';
import { collectFaults, collectPairs, contextOf, wholeNumber } from '../context.ts';
import { interrupted, interruptible } from '../interrupt.ts';
import { runAndShow } from './run.ts';
import { ROWS_SHOWN, showQuery } from './sql.ts';

type ChoiceFlags = {
  readonly dataset: string;
  readonly instrument?: string;
  readonly session?: string;
  readonly reason?: string;
  readonly row?: readonly string[];
  readonly all?: boolean;
  readonly note: string;
  readonly set?: Readonly<Record<string, string>>;
};

export function addQuarantine(program: Command, finish: (code: number) => void): void {
  const quarantine = program
    .command('quarantine')
    .summary('rows set aside, with the reason; release, correct or discard them')
    .description(
      'Shows the newest rows that validation set aside, with the reason, where they came from, which run saw them, and what was decided about them.',
    )
    .option('--limit <n>', 'rows at most', wholeNumber('--limit', 1), ROWS_SHOWN)
    .option('--dataset <name>', 'only rows of this dataset')
    .addHelpText(
      'after',
      '\nExamples:\n  tapeline quarantine --limit 20\n  tapeline quarantine release --instrument 000053.XSHE --session 2024-03-19 --note "as on the exchange\'s page"',
    )
    .action(async ({ limit, dataset }: { readonly limit: number; readonly dataset?: string }, command: Command) => {
      const { queryQuarantine } = await import('../../runtime/query.ts');
      const request = (workspace: Workspace, signal: AbortSignal) =>
        queryQuarantine(workspace, { dataset: dataset ?? null, rowsMax: limit, signal });
      finish(await showQuery('tapeline quarantine', contextOf(command), request));
    });
  addDecision(quarantine, finish, {
    verb: 'release',
    decision: 'released',
    summary: 'store rows as they came, although they break their rule',
    example: 'tapeline quarantine release --reason price_jumped --all --note "a split, announced"',
  });
  addDecision(quarantine, finish, {
    verb: 'correct',
    decision: 'corrected',
    summary: 'store a row with other values',
    example: 'tapeline quarantine correct --row 404b84cd:5701 --set high=5.70 --note "misprint, checked"',
  });
  addDecision(quarantine, finish, {
    verb: 'discard',
    decision: 'discarded',
    summary: 'leave rows where they are, for good',
    example: 'tapeline quarantine discard --row 404b84cd:5701 --note "test row of the vendor"',
  });
}

type Verb = {
  readonly verb: string;
  readonly decision: Decision;
  readonly summary: string;
  readonly example: string;
};

function addDecision(
  quarantine: Command,
  finish: (code: number) => void,
  { verb, decision, summary, example }: Verb,
): void {
  const command = quarantine
    .command(verb)
    .summary(summary)
    .description(
      `Decides about open rows in quarantine: ${summary}. A run carries it out; who decided, when, why, and the row before and after stay in quarantine_decisions.`,
    )
    .option('--dataset <name>', 'whose rows', 'ohlcv_daily')
    .option('--instrument <name>', 'only rows of this instrument')
    .option('--session <date>', 'only rows of this session')
    .option('--reason <rule>', 'only rows that broke this rule')
    .option('--row <hash:line>', 'this row: the beginning of raw_sha256, and raw_line (repeatable)', collectFaults)
    .option('--all', 'every row that fits, when several do')
    .requiredOption('--note <text>', 'why; it is kept');
  if (decision === 'corrected')
    command.requiredOption('--set <column=value>', 'another value (repeatable)', collectPairs('--set'));
  command.addHelpText('after', `\nExample:\n  ${example}`).action(async (flags: ChoiceFlags, used: Command) => {
    finish(await decide(used, decision, { ...flags, dataset: datasetOf(flags, used) }));
  });
}

/** `--dataset` may stand before the verb too. */
function datasetOf({ dataset }: ChoiceFlags, command: Command): string {
  return command.parent?.getOptionValue('dataset') ?? dataset;
}

async function decide(command: Command, decision: Decision, flags: ChoiceFlags): Promise<number> {
  const context = contextOf(command);
  const workspace = await context.workspace();
  const { chooseQuarantined, reviewRequest } = await import('../../runtime/quarantine.ts');
  const { dataset, instrument = null, session = null, reason = null, row = [], set = {}, note } = flags;
  using interrupt = interruptible();
  const choice = { dataset, instrument, session, reason, rows: row };
  const rows = await chooseQuarantined(workspace, decision, choice, interrupt.signal).catch((error: unknown) => {
    throw interrupt.signal.aborted ? interrupted('tapeline quarantine') : error;
  });
  if (rows.length > 1 && flags.all !== true) throw severalFit(rows);
  return runAndShow(context, workspace, reviewRequest({ dataset, rows, decision, values: set, note }), {});
}

const NAMED_MAX = 3;
const HASH_SHOWN = 8;

function severalFit(rows: readonly { readonly sha256: string; readonly line: number }[]): TapelineError {
  const some = rows.slice(0, NAMED_MAX).map(({ sha256, line }) => `--row ${sha256.slice(0, HASH_SHOWN)}:${line}`);
  const facts = {
    what: `${rows.length} rows fit`,
    got: 'no word on all of them',
    wayOut: `Name one (${some.join(', ')} …), or add --all.`,
  };
  return new TapelineError('usage.invalid', { facts });
}
