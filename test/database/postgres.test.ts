import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { createPostgresPublisher } from '../../src/adapters/database/postgres.ts';
import type { Frame } from '../../src/core/frame.ts';
import { writePartition } from '../../src/data/lake/upsert.ts';
import { lakeForTests } from '../../src/data/lake-for-tests.ts';
import { publishAsset } from '../../src/data/reported/publish-asset.ts';
import { frameOf, type RowLiteral } from '../../src/data/rows-kit.ts';
import type { AssetSchema } from '../../src/data/stored/assets.ts';
import { type PublisherWorld, tablePublisherKit } from '../../src/data/table-publisher-kit.ts';
import { type PostgresServer, startPostgres, whyNoPostgres } from './postgres-for-tests.ts';

const why = whyNoPostgres();

describe('tables in PostgreSQL', { skip: why ?? false }, () => {
  let starting: Promise<PostgresServer> | null = null;
  let databases = 0;
  after(async () => {
    await (await starting)?.[Symbol.asyncDispose]();
  });

  async function clientOf(database: string): Promise<pg.Client> {
    starting ??= startPostgres();
    const { socketFolder, port } = await starting;
    for (;;) {
      const client = new pg.Client({ host: socketFolder, port, user: 'desk', database });
      try {
        await client.connect();
        return client;
      } catch (error) {
        // It takes connections a moment after its socket is there.
        if ((error as { code?: string }).code !== '57P03') throw error;
      }
    }
  }

  async function open(): Promise<PublisherWorld> {
    databases += 1;
    const name = `desk_${databases}`;
    const maker = await clientOf('postgres');
    await maker.query(`create database ${name}`);
    await maker.end();
    const { socketFolder, port } = await starting!;
    const address = { kind: 'postgres', host: socketFolder, port, user: 'desk', password: '', database: name } as const;
    const another = () => createPostgresPublisher({ ...address, connectTimeoutMs: 5000 });
    const publisher = another();
    const client = await clientOf(name);
    return {
      publisher,
      another,
      async select(sql) {
        const { rows } = await client.query({ text: sql, rowMode: 'array' });
        return rows.map((row) => row.map((cell: unknown) => (cell === null ? null : String(cell))));
      },
      async execute(sql) {
        await client.query(sql);
      },
      async [Symbol.asyncDispose]() {
        await publisher[Symbol.asyncDispose]();
        await client.end();
      },
    };
  }

  for (const { name, run } of tablePublisherKit(open)) it(name, run);

  it('leaves nothing behind when the server drops the connection in mid-transaction, and comes back', async () => {
    await using world = await open();
    const { publisher, execute, select } = world;
    const table = { name: 'kept', columns: [{ name: 'id', type: 'text' } as const], key: ['id'] };
    const signal = new AbortController().signal;
    await publisher.prepare(table, signal);
    const frame: Frame = { rows: 1, columns: { id: { type: 'text', codes: Int32Array.of(0), dictionary: ['A'] } } };
    async function* rows(): AsyncIterable<Frame> {
      yield frame;
      await execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tapeline'");
      yield frame;
    }
    const watermark = { asset: 'kept', version: 1, files: [], simulated: false, atMs: 0 };
    const cut = publisher.publish({ table, rows: rows(), replace: false, watermark }, signal);
    await assert.rejects(cut, { code: 'database.unreachable', retry: 'later' });
    assert.deepEqual(await select('select * from kept'), []);
    await using again = world.another();
    async function* one(): AsyncIterable<Frame> {
      yield frame;
    }
    assert.deepEqual(await again.publish({ table, rows: one(), replace: false, watermark }, signal), {
      sent: 1,
      changed: 1,
    });
  });

  it('sends only what the table does not have, and all of it again when the asset is to be the table', async () => {
    await using world = await open();
    const lake = lakeForTests();
    const asset: AssetSchema = { name: 'closes', about: '', schema: { id: 'text', close: 'double' }, key: ['id'] };
    const author = {
      asset: 'closes',
      runId: 'r',
      stepKey: 's',
      codeVersion: 'v',
      providers: [],
      simulated: false,
      inputs: [],
    };
    const store = (partition: string, rows: readonly RowLiteral[]) =>
      lake.step((draft) =>
        writePartition(draft, { asset, partition, rows: frameOf(asset.schema, rows), provenance: author }),
      );
    const publish = (
      more: { readonly replace?: boolean; readonly simulated?: boolean; readonly allowSimulated?: boolean } = {},
    ) =>
      lake.step((draft) => {
        const { version } = lake.snapshot('closes');
        const request = { asset, version, simulated: false, allowSimulated: false, batchRows: 2, atMs: 0, ...more };
        return publishAsset(draft, world.publisher, request, new AbortController().signal);
      });
    await store('y=2023', [
      { id: 'A', close: 1 },
      { id: 'B', close: 2 },
      { id: 'C', close: 3 },
    ]);
    assert.deepEqual(await publish(), { table: 'closes', state: 'published', sent: 3, changed: 3 });
    assert.equal((await publish()).state, 'unchanged');
    await store('y=2024', [{ id: 'D', close: 4 }]);
    assert.deepEqual(await publish(), { table: 'closes', state: 'published', sent: 1, changed: 1 }, 'one file is new');
    await store('y=2023', [
      { id: 'A', close: 1 },
      { id: 'B', close: 5 },
    ]);
    assert.deepEqual(await publish(), { table: 'closes', state: 'published', sent: 2, changed: 1 });
    const ids = async () => (await world.select('select id from closes order by id')).flat().join('');
    assert.equal(await ids(), 'ABCD', 'a table that is not replaced keeps what the asset has lost');
    await store('y=2024', []);
    assert.equal((await publish({ replace: true })).sent, 2);
    assert.equal(await ids(), 'AB');
    await assert.rejects(publish({ simulated: true }), { code: 'usage.invalid', message: /simulated/ });
    const mixed = publish({ simulated: true, allowSimulated: true });
    await assert.rejects(mixed, { code: 'usage.invalid', message: /holds real rows/ });
  });

  it('says who refused, and that nobody is there', async () => {
    await using _ = await open();
    const { socketFolder, port } = await starting!;
    const address = {
      kind: 'postgres',
      host: socketFolder,
      port,
      user: 'desk',
      password: '',
      connectTimeoutMs: 2000,
    } as const;
    const signal = new AbortController().signal;
    await using nowhere = createPostgresPublisher({ ...address, database: 'no_such_database' });
    await assert.rejects(nowhere.watermark('x', signal), { code: 'database.refused', retry: 'never' });
    await using silent = createPostgresPublisher({ ...address, database: 'x', host: '127.0.0.1', port: 1 });
    await assert.rejects(silent.watermark('x', signal), { code: 'database.unreachable', retry: 'later' });
  });
});
