import { type Op, op } from '../../control/definition/op.ts';
import { port } from '../../control/definition/resource.ts';
import { z } from '../../control/definition/schema.ts';
import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { AssetPublished } from '../../data/reported/publish-asset.ts';
import type { TablePublisher } from '../../data/reported/table-publisher.ts';
import type { AssetSchema } from '../../data/stored/assets.ts';
import { lake } from '../stocks/ports.ts';

/** The user's own database. Every profile binds it to `DATABASE_URL`. */
export const tablePublisher = port<TablePublisher>(
  'table_publisher',
  'The database where results are kept for others.',
);

export type TableSpec = {
  readonly asset: AssetSchema;
  /** Name of the table; by default that of the asset. */
  readonly table?: string;
  /** The table holds just what the asset holds; otherwise it keeps rows that the asset no longer has. */
  readonly replace?: boolean;
};

export type PublishSpec = {
  readonly name: string;
  readonly tables: readonly TableSpec[];
  /** Datasets that say where these came from: one simulated row among them makes them simulated. */
  readonly madeFrom: readonly string[];
};

const config = z.object({
  tables: z.array(z.string()).default([]).describe('Which tables; empty: all of them'),
  batch_rows: z.number().int().min(1).max(50_000).default(5000).describe('Rows in one statement'),
  allow_simulated: z.boolean().default(false).describe('Simulated rows may go into the database'),
});

export type TablesPublished = { readonly database: string; readonly tables: readonly AssetPublished[] };

/**
 * An op that keeps assets as tables of the user's database: MySQL, MariaDB or PostgreSQL. Each table moves in one
 * transaction with its watermark; what is there already is not sent again.
 *
 * reads          the assets
 * writes         tables of the database, and `tapeline_published` there
 * idempotent by  business key and values
 */
export function publishTables({ name, tables, madeFrom }: PublishSpec): Op<Record<never, never>, TablesPublished> {
  return op({
    name,
    description: `Keeps ${tables.map(({ asset, table = asset.name }) => table).join(', ')} as tables of your database.`,
    config,
    resources: { lake, database: tablePublisher },
    reads: [...new Set([...tables.map(({ asset }) => asset.name), ...madeFrom, 'origins'])],
    retry: { max: 3, delay: '5s', backoff: 'exponential', maxDelay: '2m', jitter: 0.2 },
    timeout: '2h',
    isolate: 'process',
    tags: { stage: 'publish' },
    async run(_inputs: Record<never, never>, context): Promise<TablesPublished> {
      const { openDraft, publishAsset, readOrigin } = await import('./work.ts');
      const { config: settings, database, snapshot, clock, signal, log, metrics, progress } = context;
      const draft = openDraft(context);
      const { simulated } = await readOrigin(draft, madeFrom);
      const chosen = chosenOf(tables, settings.tables);
      const published: AssetPublished[] = [];
      for (const [index, { asset, table = asset.name, replace = false }] of chosen.entries()) {
        progress(index, chosen.length, table);
        const { version } = snapshot(asset.name);
        const limits = { allowSimulated: settings.allow_simulated, batchRows: settings.batch_rows };
        const request = { asset, version, table, replace, simulated, ...limits, atMs: clock.nowMs() };
        const done = await publishAsset(draft, database, request, signal);
        log.info('Table published', { ...done });
        published.push(done);
      }
      metrics.rows(published.reduce((sum, { changed }) => sum + changed, 0));
      return { database: database.description, tables: published };
    },
  });
}

/** @throws usage.unknown_name */
function chosenOf(tables: readonly TableSpec[], names: readonly string[]): readonly TableSpec[] {
  const nameOf = ({ asset, table = asset.name }: TableSpec): string => table;
  if (names.length === 0) return tables;
  const known = tables.map(nameOf);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger === undefined) return tables.filter((table) => names.includes(nameOf(table)));
  const facts = { kind: 'table', name: stranger, nearest: nearestName(stranger, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}
