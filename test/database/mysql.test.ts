import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { databaseAddress } from '../../src/adapters/database/address.ts';
import { createMysqlPublisher } from '../../src/adapters/database/mysql.ts';
import { type PublisherWorld, tablePublisherKit } from '../../src/data/table-publisher-kit.ts';

const url = process.env.TAPELINE_TEST_MYSQL_URL;
const why =
  url === undefined
    ? 'TAPELINE_TEST_MYSQL_URL names no MySQL or MariaDB whose databases may be made and dropped'
    : false;

describe('tables in MySQL and MariaDB', { skip: why }, () => {
  let databases = 0;

  async function open(): Promise<PublisherWorld> {
    databases += 1;
    const name = `tapeline_test_${process.pid}_${databases}`;
    const address = { ...addressOf(), database: name };
    const { host, port, user, password } = address;
    const client = await createConnection({ host, port, user, password, charset: 'utf8mb4' });
    await client.query(`create database ${name} character set utf8mb4`);
    await client.query(`use ${name}`);
    const another = () => createMysqlPublisher(address);
    const publisher = another();
    return {
      publisher,
      another,
      async select(sql) {
        const [rows] = await client.query({ sql, rowsAsArray: true });
        return (rows as unknown[][]).map((row) => row.map((cell) => (cell === null ? null : String(cell))));
      },
      async execute(sql) {
        await client.query(sql);
      },
      async [Symbol.asyncDispose]() {
        await publisher[Symbol.asyncDispose]();
        await client.query(`drop database ${name}`);
        await client.end();
      },
    };
  }

  for (const { name, run } of tablePublisherKit(open)) it(name, run);

  it('says who refused, and that nobody is there', async () => {
    const signal = new AbortController().signal;
    await using stranger = createMysqlPublisher({ ...addressOf(), user: 'nobody_here', password: 'wrong' });
    await assert.rejects(stranger.watermark('x', signal), { code: 'database.refused', retry: 'never' });
    await using silent = createMysqlPublisher({ ...addressOf(), host: '127.0.0.1', port: 1 });
    await assert.rejects(silent.watermark('x', signal), { code: 'database.unreachable', retry: 'later' });
  });
});

function addressOf() {
  const nothing = { kind: undefined, host: undefined, port: undefined, user: undefined, password: undefined };
  return databaseAddress({ url, ...nothing, name: undefined });
}
