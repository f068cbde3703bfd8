import { assert } from '../core/errors.ts';
import type { Frame, Schema } from '../core/frame.ts';
import type { KitCase } from './kit-case.ts';
import type { PublishedTable, TablePublisher, Watermark } from './reported/table-publisher.ts';
import { frameOf, type RowLiteral } from './rows-kit.ts';

/** An empty database behind a publisher, and a way to look into it past the publisher. */
export type PublisherWorld = AsyncDisposable & {
  readonly publisher: TablePublisher;
  /** Another connection to the same database. */
  readonly another: () => TablePublisher;
  /** Rows of a statement, every cell as text; null stays null. */
  readonly select: (sql: string) => Promise<readonly (readonly (string | null)[])[]>;
  readonly execute: (sql: string) => Promise<void>;
};

const SCHEMA = {
  instrument: 'text',
  session: 'day',
  close: 'double',
  volume: 'int',
  known_at: 'instant',
  suspended: 'flag',
} as const satisfies Schema;

const TABLE: PublishedTable = {
  name: 'bars',
  columns: Object.entries(SCHEMA).map(([name, type]) => ({ name, type })),
  key: ['instrument', 'session'],
};

const NEVER = new AbortController().signal;
const ALL = 'select instrument, close, volume from bars order by instrument';

const row = (instrument: string, close: number | null, more: RowLiteral = {}): RowLiteral => {
  return {
    instrument,
    session: '2024-02-29',
    close,
    volume: 7,
    known_at: '2024-02-29T07:00:00.123Z',
    suspended: 0,
    ...more,
  };
};

function mark(version: number, files: readonly string[] = [], simulated = false): Watermark {
  return { asset: 'bars', version, files, simulated, atMs: Date.UTC(2024, 1, 29, 8) };
}

async function* batches(...frames: readonly Frame[]): AsyncIterable<Frame> {
  yield* frames;
}

type Sending = { readonly version?: number; readonly replace?: boolean; readonly table?: PublishedTable };

async function send(publisher: TablePublisher, rows: readonly RowLiteral[], sending: Sending = {}) {
  const { version = 1, replace = false, table = TABLE } = sending;
  await publisher.prepare(table, NEVER);
  const frames = batches(frameOf(SCHEMA, rows));
  return publisher.publish({ table, rows: frames, replace, watermark: mark(version, [`f${version}`]) }, NEVER);
}

function same(found: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  assert(left === right, `${what}: ${left}, expected ${right}`);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was thrown',
    (error: { readonly code?: string }) => String(error.code),
  );
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was thrown',
    (error: Error) => error.message,
  );
}

/** What every database behind the port has to do. */
export function tablePublisherKit(open: () => Promise<PublisherWorld>): readonly KitCase[] {
  const within = (name: string, run: (world: PublisherWorld) => Promise<void>): KitCase => ({
    name,
    async run() {
      await using world = await open();
      await run(world);
    },
  });
  return [...ROWS, ...TRANSACTIONS, ...TABLES].map(([name, run]) => within(name, run));
}

type Case = readonly [name: string, run: (world: PublisherWorld) => Promise<void>];

const ROWS: readonly Case[] = [
  [
    'keeps every kind of cell, and none as NULL',
    async ({ publisher, select }) => {
      await send(publisher, [
        row('平安 "A"', 12.345678901234567, { suspended: 1 }),
        { instrument: "O'Hara; drop table bars", session: '1990-12-19' },
      ]);
      const found = await select('select instrument, close, volume from bars order by session');
      same(found[0]?.slice(1), [null, null], 'missing cells');
      same(found[0]?.[0], "O'Hara; drop table bars", 'a text that looks like SQL');
      same([found[1]?.[0], Number(found[1]?.[1])], ['平安 "A"', 12.345678901234567], 'text and number');
      same((await select('select count(*) from bars where suspended'))[0]?.[0], '1', 'flags');
    },
  ],
  [
    'changes what has changed and nothing else, and says how much that was',
    async ({ publisher, select }) => {
      same(await send(publisher, [row('A', 1), row('B', 2)]), { sent: 2, changed: 2 }, 'new rows');
      same(await send(publisher, [row('A', 1), row('B', 2)], { version: 2 }), { sent: 2, changed: 0 }, 'the same rows');
      const third = await send(publisher, [row('A', 1), row('B', 3), row('C', null)], { version: 3 });
      same(third, { sent: 3, changed: 2 }, 'one changed, one new');
      same(
        await send(publisher, [row('C', null)], { version: 4 }),
        { sent: 1, changed: 0 },
        'nothing is equal to nothing',
      );
      same(
        (await select(ALL)).map(([name]) => name),
        ['A', 'B', 'C'],
        'rows that were not sent stay',
      );
      same(
        await send(publisher, [row('a', 9)], { version: 5 }),
        { sent: 1, changed: 1 },
        'another case is another key',
      );
    },
  ],
  [
    'replaces the whole table when it is told to',
    async ({ publisher, select }) => {
      await send(publisher, [row('A', 1), row('B', 2)]);
      await send(publisher, [row('B', 2), row('C', 3)], { version: 2, replace: true });
      same(
        (await select(ALL)).map(([name]) => name),
        ['B', 'C'],
        'rows that were not sent go',
      );
      await send(publisher, [], { version: 3, replace: true });
      same(await select(ALL), [], 'nothing is a content too');
    },
  ],
];

const TRANSACTIONS: readonly Case[] = [
  [
    'moves rows and watermark together',
    async ({ publisher, another }) => {
      await publisher.prepare(TABLE, NEVER);
      same(await publisher.watermark('bars', NEVER), null, 'before');
      await send(publisher, [row('A', 1)], { version: 7 });
      await using other = another();
      same(await other.watermark('bars', NEVER), mark(7, ['f7']), 'after, seen from elsewhere');
    },
  ],
  [
    'leaves everything as it was when the rows end in an error, or somebody stops it',
    async ({ publisher, select }) => {
      await send(publisher, [row('A', 1)]);
      const stop = new AbortController();
      async function* breaking(error: Error | null): AsyncIterable<Frame> {
        yield frameOf(SCHEMA, [row('A', 2), row('B', 2)]);
        if (error !== null) throw error;
        stop.abort(new Error('stopped'));
        yield frameOf(SCHEMA, [row('C', 2)]);
      }
      const publication = { table: TABLE, replace: true, watermark: mark(2) };
      const broken = publisher.publish({ ...publication, rows: breaking(new Error('the lake is gone')) }, NEVER);
      assert((await messageOf(broken)) === 'the lake is gone', 'what the rows ended in is told as it is');
      const stopped = publisher.publish({ ...publication, rows: breaking(null) }, stop.signal);
      assert((await codeOf(stopped)) !== 'nothing was thrown', 'stopping ends it');
      same(
        (await select(ALL)).map(([name, close]) => [name, Number(close)]),
        [['A', 1]],
        'rows',
      );
      same((await publisher.watermark('bars', NEVER))?.version, 1, 'watermark');
      same(await send(publisher, [row('A', 3)], { version: 3 }), { sent: 1, changed: 1 }, 'the connection can go on');
    },
  ],
  [
    'lets two publish one after the other',
    async ({ publisher, another, select }) => {
      await publisher.prepare(TABLE, NEVER);
      await using other = another();
      const rows = Array.from({ length: 50 }, (_, k) => row(`S${k}`, k));
      await Promise.all([send(publisher, rows), send(other, rows.toReversed(), { version: 2 })]);
      same((await select('select count(*) from bars'))[0]?.[0], '50', 'no row twice, nobody deadlocked');
    },
  ],
];

const TABLES: readonly Case[] = [
  [
    'takes a table that is there, with more columns than it knows',
    async ({ publisher, execute, select }) => {
      await execute(
        'create table bars (instrument varchar(40) not null, session date not null, close numeric(30, 15), volume bigint, known_at timestamp null, suspended boolean, remark varchar(20), primary key (session, instrument))',
      ).catch(() => {});
      const problem = await publisher
        .prepare({ ...TABLE, columns: TABLE.columns.filter(({ name }) => name !== 'known_at') }, NEVER)
        .then(
          () => null,
          (error: Error) => error.message,
        );
      same(problem, null, 'it fits');
      same(await select(ALL), [], 'and was not touched');
    },
  ],
  [
    'refuses a table that cannot take the rows, and names everything that does not fit',
    async ({ publisher, execute }) => {
      await execute('create table bars (instrument varchar(40), session date, close date, owner varchar(9) not null)');
      const error = await publisher.prepare(TABLE, NEVER).then(
        () => null,
        (thrown: { readonly code: string; readonly facts: { readonly problems: readonly string[] } }) => thrown,
      );
      same(error?.code, 'database.schema', 'the code');
      const told = error?.facts.problems.join(' / ') ?? '';
      for (const part of ['close', 'volume', 'unique', 'owner']) assert(told.includes(part), `${part} in "${told}"`);
    },
  ],
  [
    'refuses names that are none',
    async ({ publisher }) => {
      const named = publisher.prepare({ ...TABLE, name: 'bars"; drop table x' }, NEVER);
      assert((await codeOf(named)) !== 'nothing was thrown', 'a name with SQL in it');
    },
  ],
];
