import pg from 'pg';
import type { ColumnType, Frame } from '../../core/frame.ts';
import type {
  Publication,
  PublishedTable,
  TablePublisher,
  Watermark,
  Written,
} from '../../data/reported/table-publisher.ts';
import type { DatabaseAddress } from './address.ts';
import { columnsOf } from './cells.ts';
import { type Failure, within } from './failures.ts';
import { checkedName, checkTable, type FoundTable, WATERMARKS } from './table-shape.ts';

const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  double: 'double precision',
  int: 'integer',
  day: 'date',
  instant: 'timestamptz',
  flag: 'boolean',
};

const WATERMARK_COLUMNS =
  'table_name text primary key, asset text not null, version bigint not null, files text not null, simulated boolean not null, published_at timestamptz not null';

/** Tables in PostgreSQL 13 or later. The connection opens with the first question, and closes with the publisher. */
export function createPostgresPublisher(address: DatabaseAddress): TablePublisher {
  const { host, port, user, password, database, connectTimeoutMs } = address;
  const description = `PostgreSQL ${database} at ${host}:${port}`;
  let opened: Promise<pg.Client> | null = null;
  const open = (): Promise<pg.Client> => {
    opened ??= connected(
      new pg.Client({
        ...{ host, port, user, password, database },
        connectionTimeoutMillis: connectTimeoutMs,
        application_name: 'tapeline',
      }),
    ).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const ask = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
    within(description, meaningOf, async () => work(await open()));
  return {
    description,
    prepare: (table, signal) => ask((client) => prepare(client, description, table, signal)),
    watermark: (table) => ask((client) => readWatermark(client, table)),
    publish: (publication, signal) => ask((client) => publish(client, publication, signal)),
    async [Symbol.asyncDispose]() {
      const client = await opened?.catch(() => null);
      await client?.end().catch(() => {});
    },
  };
}

async function connected(client: pg.Client): Promise<pg.Client> {
  // A connection that breaks while nobody waits for it would end the program; the next question notices it.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function meaningOf(code: string): Failure {
  if (/^(08|57P)/.test(code)) return 'unreachable';
  if (/^(28|3D|42501)/.test(code)) return 'refused';
  return /^(40|53300|55P03)/.test(code) ? 'busy' : 'failed';
}

async function prepare(client: pg.Client, where: string, table: PublishedTable, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await client.query(`create table if not exists ${WATERMARKS} (${WATERMARK_COLUMNS})`);
  const found = await describe(client, table.name);
  if (found !== null) return checkTable(where, table, found);
  const columns = table.columns.map(({ name, type }) => {
    return `${quoted(name)} ${TYPES[type]}${table.key.includes(name) ? ' not null' : ''}`;
  });
  const key = table.key.map(quoted).join(', ');
  await client.query(`create table if not exists ${quoted(table.name)} (${columns.join(', ')}, primary key (${key}))`);
}

async function describe(client: pg.Client, table: string): Promise<FoundTable | null> {
  const columns = await client.query(
    `select column_name, data_type, is_nullable = 'NO' and column_default is null and is_identity = 'NO' as is_required
     from information_schema.columns where table_schema = current_schema() and table_name = $1`,
    [table],
  );
  if (columns.rows.length === 0) return null;
  const uniques = await client.query(
    `select array_agg(a.attname::text) as names
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
     where i.indrelid = to_regclass(quote_ident($1)) and i.indisunique and i.indpred is null
     group by i.indexrelid`,
    [table],
  );
  return {
    columns: new Map(
      columns.rows.map((row) => [row.column_name, { type: row.data_type, isRequired: row.is_required }]),
    ),
    uniques: uniques.rows.map((row) => row.names),
  };
}

async function readWatermark(client: pg.Client, table: string): Promise<Watermark | null> {
  const { rows } = await client.query(`select * from ${WATERMARKS} where table_name = $1`, [table]);
  const [row] = rows;
  if (row === undefined) return null;
  const { asset, version, files, simulated, published_at } = row;
  return { asset, version: Number(version), files: JSON.parse(files), simulated, atMs: published_at.getTime() };
}

async function publish(client: pg.Client, publication: Publication, signal: AbortSignal): Promise<Written> {
  const { table, rows, replace } = publication;
  await client.query('begin');
  try {
    // Whoever else publishes this table waits here.
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`tapeline ${table.name}`]);
    if (replace) await client.query(`delete from ${quoted(table.name)}`);
    const written = { sent: 0, changed: 0 };
    for await (const batch of rows) {
      signal.throwIfAborted();
      written.sent += batch.rows;
      written.changed += await upsert(client, table, batch);
    }
    await moveWatermark(client, publication);
    signal.throwIfAborted();
    await client.query('commit');
    return written;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

/** Column by column, as arrays: however many rows, the statement has one parameter a column. */
async function upsert(client: pg.Client, table: PublishedTable, batch: Frame): Promise<number> {
  const names = table.columns.map(({ name }) => name);
  const own = quoted(table.name);
  const arrays = table.columns.map(({ type }, k) => `$${k + 1}::${TYPES[type]}[]`);
  const others = names.filter((name) => !table.key.includes(name)).map(quoted);
  const update =
    others.length === 0
      ? 'do nothing'
      : `do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
         where (${others.map((name) => `${own}.${name}`).join(', ')}) is distinct from (${others.map((name) => `excluded.${name}`).join(', ')})`;
  const { rowCount } = await client.query(
    `insert into ${own} (${names.map(quoted).join(', ')}) select * from unnest(${arrays.join(', ')})
     on conflict (${table.key.map(quoted).join(', ')}) ${update}`,
    [...columnsOf(batch, names)],
  );
  return rowCount ?? 0;
}

async function moveWatermark(client: pg.Client, { table, watermark }: Publication): Promise<void> {
  const { asset, version, files, simulated, atMs } = watermark;
  await client.query(
    `insert into ${WATERMARKS} values ($1, $2, $3, $4, $5, $6)
     on conflict (table_name) do update set asset = excluded.asset, version = excluded.version,
       files = excluded.files, simulated = excluded.simulated, published_at = excluded.published_at`,
    [table.name, asset, version, JSON.stringify(files), simulated, new Date(atMs)],
  );
}

const quoted = (name: string): string => `"${checkedName(name)}"`;
