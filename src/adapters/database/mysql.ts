import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
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
  text: 'text character set utf8mb4',
  double: 'double',
  int: 'int',
  day: 'date',
  instant: 'datetime(3)',
  flag: 'boolean',
};
/** A text in a key has to have a length, and two that differ in case are two. */
const KEY_TEXT = 'varchar(128) character set utf8mb4 collate utf8mb4_bin';

const WATERMARK_COLUMNS = `table_name ${KEY_TEXT} primary key, asset varchar(128) not null, version bigint not null, files longtext not null, simulated boolean not null, published_at datetime(3) not null`;

/** Tables in MySQL 8 or MariaDB 10.5, or later. Instants are UTC. */
export function createMysqlPublisher(address: DatabaseAddress): TablePublisher {
  const { host, port, user, password, database, connectTimeoutMs } = address;
  const description = `MySQL ${database} at ${host}:${port}`;
  let opened: Promise<Connection> | null = null;
  const open = (): Promise<Connection> => {
    opened ??= createConnection({
      ...{ host, port, user, password, database, connectTimeout: connectTimeoutMs },
      charset: 'utf8mb4',
      timezone: 'Z',
      dateStrings: ['DATE'],
      // Rows that stay as they are shall not count as touched.
      flags: ['-FOUND_ROWS'],
    }).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const ask = <T>(work: (connection: Connection) => Promise<T>): Promise<T> =>
    within(description, meaningOf, async () => work(await open()));
  return {
    description,
    prepare: (table, signal) => ask((connection) => prepare(connection, description, table, signal)),
    watermark: (table) => ask((connection) => readWatermark(connection, table)),
    publish: (publication, signal) => ask((connection) => publish(connection, publication, signal)),
    async [Symbol.asyncDispose]() {
      const connection = await opened?.catch(() => null);
      await connection?.end().catch(() => {});
    },
  };
}

function meaningOf(code: string): Failure {
  if (/^(ER_ACCESS_DENIED|ER_DBACCESS_DENIED|ER_BAD_DB|ER_TABLEACCESS_DENIED|ER_SPECIFIC_ACCESS)/.test(code))
    return 'refused';
  if (/^(ER_LOCK_|ER_CON_COUNT|ER_TOO_MANY_USER)/.test(code)) return 'busy';
  return /^(ER_SERVER_SHUTDOWN|PROTOCOL_)/.test(code) ? 'unreachable' : 'failed';
}

async function prepare(
  connection: Connection,
  where: string,
  table: PublishedTable,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  await connection.query(`create table if not exists ${WATERMARKS} (${WATERMARK_COLUMNS})`);
  const found = await describe(connection, table.name);
  if (found !== null) return checkTable(where, table, found);
  const columns = table.columns.map(({ name, type }) => {
    const isKey = table.key.includes(name);
    return `${quoted(name)} ${isKey && type === 'text' ? KEY_TEXT : TYPES[type]}${isKey ? ' not null' : ''}`;
  });
  const key = table.key.map(quoted).join(', ');
  await connection.query(
    `create table if not exists ${quoted(table.name)} (${columns.join(', ')}, primary key (${key}))`,
  );
}

async function describe(connection: Connection, table: string): Promise<FoundTable | null> {
  const [columns] = await connection.query<RowDataPacket[]>(
    `select column_name as name, data_type as type,
       is_nullable = 'NO' and column_default is null and extra not like '%auto_increment%' as is_required
     from information_schema.columns where table_schema = database() and table_name = ?`,
    [table],
  );
  if (columns.length === 0) return null;
  const [uniques] = await connection.query<RowDataPacket[]>(
    `select group_concat(column_name) as names from information_schema.statistics
     where table_schema = database() and table_name = ? and non_unique = 0 group by index_name`,
    [table],
  );
  return {
    columns: new Map(
      columns.map((row) => [row.name, { type: row.type.toLowerCase(), isRequired: row.is_required === 1 }]),
    ),
    uniques: uniques.map((row) => row.names.split(',')),
  };
}

async function readWatermark(connection: Connection, table: string): Promise<Watermark | null> {
  const [rows] = await connection.query<RowDataPacket[]>(`select * from ${WATERMARKS} where table_name = ?`, [table]);
  const [row] = rows;
  if (row === undefined) return null;
  const { asset, version, files, simulated, published_at } = row;
  return { asset, version, files: JSON.parse(files), simulated: simulated === 1, atMs: published_at.getTime() };
}

async function publish(connection: Connection, publication: Publication, signal: AbortSignal): Promise<Written> {
  const { table, rows, replace } = publication;
  await connection.beginTransaction();
  try {
    // Whoever else publishes this table waits here for the watermark's row.
    await moveWatermark(connection, publication);
    if (replace) await connection.query(`delete from ${quoted(table.name)}`);
    const written = { sent: 0, changed: 0 };
    for await (const batch of rows) {
      signal.throwIfAborted();
      written.sent += batch.rows;
      written.changed += await upsert(connection, table, batch);
    }
    signal.throwIfAborted();
    await connection.commit();
    return written;
  } catch (error) {
    await connection.rollback().catch(() => {});
    throw error;
  }
}

/** Values go as values: the driver escapes every cell. */
async function upsert(connection: Connection, table: PublishedTable, batch: Frame): Promise<number> {
  if (batch.rows === 0) return 0;
  const names = table.columns.map(({ name }) => name);
  const columns = columnsOf(batch, names);
  const rows = Array.from({ length: batch.rows }, (_, row) => columns.map((cells) => cells[row]));
  const others = names.filter((name) => !table.key.includes(name));
  // With nothing else to set, a key stays what it is.
  const set = (others.length === 0 ? table.key : others).map((name) => `${quoted(name)} = values(${quoted(name)})`);
  const [result] = await connection.query<ResultSetHeader>(
    `insert into ${quoted(table.name)} (${names.map(quoted).join(', ')}) values ? on duplicate key update ${set.join(', ')}`,
    [rows],
  );
  return changedRows(result, batch.rows);
}

/** The server counts one for a new row, two for a changed one and none for the others, and says how many were there. */
function changedRows({ affectedRows, info }: ResultSetHeader, sent: number): number {
  const duplicates = Number(/Duplicates: (\d+)/.exec(info)?.[1] ?? 0);
  if (sent === 1) return Math.min(affectedRows, 1);
  return affectedRows - duplicates;
}

async function moveWatermark(connection: Connection, { table, watermark }: Publication): Promise<void> {
  const { asset, version, files, simulated, atMs } = watermark;
  await connection.query(
    `insert into ${WATERMARKS} values (?) on duplicate key update asset = values(asset), version = values(version),
       files = values(files), simulated = values(simulated), published_at = values(published_at)`,
    [[table.name, asset, version, JSON.stringify(files), simulated, new Date(atMs)]],
  );
}

const quoted = (name: string): string => `\`${checkedName(name)}\``;
