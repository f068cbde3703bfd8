import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { QueryResult } from '../../core/query-result.ts';
import type { Workspace } from '../../runtime/workspace.ts';
import { type Context, contextOf, wholeNumber } from '../context.ts';
import { interrupted, interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { plain, table } from '../table.ts';

export const ROWS_SHOWN = 100;

export function addSql(program: Command, finish: (code: number) => void): void {
  program
    .command('sql')
    .summary('ask the lake; every asset is a view')
    .description(
      'Runs one read-only SQL statement (DuckDB). Every asset is a view of its name: ohlcv_daily, scores, quarantine …',
    )
    .argument('<statement>', 'select …')
    .option('--limit <n>', 'rows at most', wholeNumber('--limit', 1), ROWS_SHOWN)
    .addHelpText(
      'after',
      '\nExample:\n  tapeline sql "select instrument, count(*), max(session) from ohlcv_daily group by all order by all"',
    )
    .action(async (sql: string, { limit }: { readonly limit: number }, command: Command) => {
      const { querySql } = await import('../../runtime/query.ts');
      const request = (workspace: Workspace, signal: AbortSignal) =>
        querySql(workspace, { sql, rowsMax: limit, signal });
      finish(await showQuery('tapeline sql', contextOf(command), request));
    });
}

type Ask = (workspace: Workspace, signal: AbortSignal) => Promise<QueryResult>;

/** Asks, and shows the answer as a table. */
export async function showQuery(name: string, context: Context, ask: Ask): Promise<number> {
  using interrupt = interruptible();
  try {
    show(context.output, await ask(await context.workspace(), interrupt.signal));
    return EXIT.ok;
  } catch (error) {
    throw interrupt.signal.aborted ? interrupted(name) : error;
  }
}

function show(output: Output, { columns, rows, isCut }: QueryResult): void {
  if (output.isJson) {
    output.json({ columns, rows, isCut });
    return;
  }
  const align = columns.map(({ type }) => (/INT|DOUBLE|FLOAT|DECIMAL/.test(type) ? 'right' : 'left'));
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '∅' : plain(String(cell)))));
  const names = columns.map(({ name }) => name);
  if (names.length > 0) output.line(table(names, cells, align));
  if (rows.length === 0) output.note(output.texts.noRows);
  if (isCut) output.note(output.texts.truncated(rows.length));
}
