import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTapelineError, TapelineError } from '../../core/errors.ts';
import { redactor } from '../../core/secret.ts';
import { type LogFiles, type LogLine, type LogOptions, openLogFiles } from './log.ts';

const root = mkdtempSync(join(tmpdir(), 'tapeline 日志 '));
after(() => rmSync(root, { recursive: true }));

let count = 0;
function newLog(change: Partial<LogOptions> = {}): { readonly files: LogFiles; readonly folder: string } {
  count += 1;
  const folder = join(root, String(count));
  return { folder, files: openLogFiles({ folder, level: 'info', redact: (text) => text, ...change }) };
}

const line = (message: string, change: Partial<LogLine> = {}): LogLine => ({
  level: 'info',
  message,
  fields: {},
  ...change,
});

type Written = Readonly<Record<string, unknown>> & {
  readonly level: string;
  readonly time: string;
  readonly message: string;
};
const linesOf = (path: string): readonly Written[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text));

describe('a log line', () => {
  test('is one JSON object with level, time and message', async () => {
    const { files, folder } = newLog();
    files.write(line('three rows\nof 价格', { level: 'warn', fields: { step: 'sync', rows: 3 } }), null);
    await files[Symbol.asyncDispose]();
    const [written, ...others] = linesOf(join(folder, 'tapeline.log'));
    const { time, ...rest } = written!;
    assert.deepEqual([rest, others], [{ level: 'warn', step: 'sync', rows: 3, message: 'three rows\nof 价格' }, []]);
    assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000, time);
  });

  test('of a run stands in the run’s own file as well', async () => {
    const { files, folder } = newLog();
    files.write(line('engine'), null);
    files.write(line('run'), 'r1');
    await files[Symbol.asyncDispose]();
    assert.deepEqual(
      linesOf(join(folder, 'tapeline.log')).map(({ message, runId }) => [message, runId]),
      [
        ['engine', undefined],
        ['run', 'r1'],
      ],
    );
    assert.equal(files.runFile('r1'), join(folder, 'runs', 'r1.log'));
    assert.deepEqual(
      linesOf(files.runFile('r1')).map(({ message }) => message),
      ['run'],
    );
  });

  test('below the level is left out', async () => {
    for (const [level, expected] of [
      ['debug', 4],
      ['info', 3],
      ['warn', 2],
      ['error', 1],
    ] as const) {
      const { files, folder } = newLog({ level });
      for (const each of ['debug', 'info', 'warn', 'error'] as const) files.write(line(each, { level: each }), 'r');
      await files[Symbol.asyncDispose]();
      assert.equal(linesOf(join(folder, 'tapeline.log')).length, expected, level);
    }
  });

  test('holds an error whole: sentence, stack, and all causes with theirs', async () => {
    const { files, folder } = newLog();
    const error = new TapelineError('source.transient', {
      facts: { source: 'x', detail: 'down' },
      cause: new Error('socket closed', { cause: new Error('ECONNRESET') }),
    });
    files.write(line('failed', { error }), null);
    await files[Symbol.asyncDispose]();
    type Shown = { code: string; message: string; stack: string; cause: Shown | null };
    const shown = linesOf(join(folder, 'tapeline.log'))[0]!.error as Shown;
    assert.deepEqual(
      [shown.code, shown.cause!.message, shown.cause!.cause!.message],
      ['source.transient', 'Error: socket closed', 'Error: ECONNRESET'],
    );
    for (const each of [shown, shown.cause!, shown.cause!.cause!]) assert.match(each.stack, /log\.test\.ts/);
  });

  test('with fields that are no JSON is still a line', async () => {
    const { files, folder } = newLog();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    files.write(line('odd', { fields: { big: 10n, loop, gone: undefined } }), null);
    await files[Symbol.asyncDispose]();
    assert.equal(linesOf(join(folder, 'tapeline.log'))[0]!.message, 'odd');
  });
});

test('a secret is in no file, whatever its form', async () => {
  const secret = 'p@ss "w+rd"/密';
  const { files, folder } = newLog({ redact: redactor([secret]) });
  const error = new Error(`GET https://x/?key=${encodeURIComponent(secret)}`, { cause: new Error(secret) });
  const header = `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`;
  files.write(
    line(`with ${secret}`, { fields: { header, nested: { list: [secret] }, body: JSON.stringify({ secret }) }, error }),
    'r1',
  );
  await files[Symbol.asyncDispose]();
  for (const path of [join(folder, 'tapeline.log'), files.runFile('r1')]) {
    const text = readFileSync(path, 'utf8');
    linesOf(path);
    for (const piece of [
      'p@ss',
      'w+rd',
      'p%40ss',
      Buffer.from('p@ss "w').toString('base64').slice(0, 8),
      header.slice(12, 24),
    ])
      assert.ok(!text.includes(piece), `${piece} in ${text}`);
    assert.ok(text.includes('[secret]'));
  }
});

describe('rotation', () => {
  test('moves the file on, newest first, keeps so many, and loses no line of those', async () => {
    const { files, folder } = newLog({ fileBytesMax: 1000, filesMax: 2 });
    for (let number = 0; number < 60; number += 1) {
      files.write(line(`line ${number} ${'x'.repeat(100)}`), null);
      if (number % 5 === 0) await sleep(2);
    }
    await files[Symbol.asyncDispose]();
    const names = readdirSync(folder)
      .filter((name) => name !== 'runs')
      .sort();
    assert.deepEqual(names, ['tapeline.1.log', 'tapeline.2.log', 'tapeline.log'], 'the name that is followed stays');
    const order = ['tapeline.2.log', 'tapeline.1.log', 'tapeline.log'].flatMap((name) => linesOf(join(folder, name)));
    const numbers = order.map(({ message }) => Number(message.split(' ')[1]));
    assert.equal(numbers.at(-1), 59);
    assert.deepEqual(
      numbers,
      Array.from({ length: numbers.length }, (_, index) => numbers[0]! + index),
    );
    for (const name of names) assert.ok(statSync(join(folder, name)).size < 1300, name);
  });

  test('does not begin anew when the program does', async () => {
    const { files, folder } = newLog();
    files.write(line('before'), 'r1');
    await files[Symbol.asyncDispose]();
    const again = openLogFiles({ folder, level: 'info', redact: (text) => text });
    again.write(line('after'), 'r1');
    await again[Symbol.asyncDispose]();
    for (const path of [join(folder, 'tapeline.log'), again.runFile('r1')])
      assert.deepEqual(
        linesOf(path).map(({ message }) => message),
        ['before', 'after'],
      );
  });
});

test('thousands of runs do not keep thousands of files open', async () => {
  const open = (): number => readdirSync('/dev/fd').length;
  const { files } = newLog();
  const before = open();
  for (let number = 0; number < 200; number += 1) {
    files.write(line('begins'), `run-${number}`);
    if (number % 20 === 0) await sleep(10);
  }
  files.write(line('ends'), 'run-0');
  for (let tries = 0; tries < 6000 && open() - before >= 30; tries += 1) await sleep(10);
  assert.ok(open() - before < 30, `${open() - before} files`);
  await files[Symbol.asyncDispose]();
  assert.deepEqual(
    linesOf(files.runFile('run-0')).map(({ message }) => message),
    ['begins', 'ends'],
  );
  assert.equal(linesOf(files.runFile('run-150')).length, 1);
});

describe('a folder that cannot be written', () => {
  const refused = (error: unknown): boolean =>
    isTapelineError(error) &&
    error.code === 'io.failed' &&
    /LOG_DIR/.test(error.message) &&
    error.message.includes(root);

  test('because a file stands there is refused at once, naming it', () => {
    const folder = join(root, 'a-file');
    writeFileSync(folder, '');
    assert.throws(() => openLogFiles({ folder, level: 'info', redact: (text) => text }), refused);
  });

  test('because the log is a folder, or runs a file, is refused at once', () => {
    mkdirSync(join(root, 'odd', 'tapeline.log'), { recursive: true });
    assert.throws(() => openLogFiles({ folder: join(root, 'odd'), level: 'info', redact: (text) => text }), refused);
    mkdirSync(join(root, 'odder'));
    writeFileSync(join(root, 'odder', 'runs'), '');
    assert.throws(() => openLogFiles({ folder: join(root, 'odder'), level: 'info', redact: (text) => text }), refused);
  });

  test('for a while loses lines, says how many, and goes on', async () => {
    const { files } = newLog({ reopenAfterMs: 50 });
    const path = files.runFile('r1');
    mkdirSync(path);
    for (const message of ['one', 'two', 'three']) {
      files.write(line(message), 'r1');
      await sleep(10);
    }
    rmSync(path, { recursive: true });
    await sleep(60);
    files.write(line('four'), 'r1');
    await files[Symbol.asyncDispose]();
    const messages = linesOf(path).map(({ message }) => message);
    assert.equal(messages.at(-1), 'four');
    assert.match(messages[0]!, /^[1-3] lines or more could not be written/, 'as many as the stream had told of');
  });
});
