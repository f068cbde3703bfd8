import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { killLeftChildren, recordChild } from './child-records.ts';
import { type ProcessRow, processRow, processTable, tableOfPs } from './process-table.ts';
import { MARK_VARIABLE, membersOf, sampleTree, signalTree, type Tree } from './process-tree.ts';

const skip = process.platform === 'linux' ? false : 'only Linux shows whose mark a process carries';
const folder = mkdtempSync(join(tmpdir(), 'children-'));
const started: ChildProcess[] = [];
after(() => {
  for (const { pid } of started) {
    try {
      process.kill(-pid!, 'SIGKILL');
    } catch {
      // Its test has ended it.
    }
  }
  rmSync(folder, { recursive: true });
});

/** A shell, the leader of its own group, with a mark. */
function start(script: string): Tree {
  const mark = randomUUID();
  const env = { PATH: process.env.PATH ?? '', [MARK_VARIABLE]: mark };
  const child = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore', env });
  started.push(child);
  return { pid: child.pid!, mark, seen: new Map() };
}

const lives = (pid: number): boolean => processRow(pid)?.isZombie === false;

async function until(holds: () => boolean, text: string): Promise<void> {
  for (let tries = 0; tries < 4000 && !holds(); tries += 1) await sleep(25);
  assert.ok(holds(), text);
}

describe('the table of processes', () => {
  test('has this one, with its parent, its group and its memory', () => {
    const row = processTable().find(({ pid }) => pid === process.pid)!;
    assert.equal(row.parentPid, process.ppid);
    const rss = process.memoryUsage.rss();
    assert.ok(row.rssBytes > rss / 2 && row.rssBytes < rss * 2, `${row.rssBytes} and ${rss}`);
    assert.ok(row.cpuMs > 0 && !row.isZombie && row.startMark !== '');
    assert.deepEqual(processRow(process.pid)?.startMark, row.startMark);
  });

  test('of ps says the same', (context) => {
    const own = tableOfPs().find(({ pid }) => pid === process.pid);
    if (own === undefined) return context.skip('there is no ps here');
    const row = processRow(process.pid)!;
    assert.deepEqual([own.parentPid, own.groupId, own.isZombie], [row.parentPid, row.groupId, false]);
    assert.ok(own.rssBytes > row.rssBytes / 2 && own.rssBytes < row.rssBytes * 2);
    assert.ok(Math.abs(own.cpuMs - row.cpuMs) < 5000);
  });
});

describe('a tree', () => {
  const row = (pid: number, parentPid: number, groupId: number, change: Partial<ProcessRow> = {}): ProcessRow => ({
    pid,
    parentPid,
    groupId,
    startMark: String(pid),
    isZombie: false,
    rssBytes: 0,
    cpuMs: 0,
    ...change,
  });

  test('is the group and all below the child, without those that are over and those of others', () => {
    const base = 3_000_000;
    const table = [
      row(base + 9, base + 4, base + 9),
      row(base + 4, base + 3, base + 4),
      row(base, 2, base),
      row(base + 1, base, base),
      row(base + 2, 1, base),
      row(base + 3, base + 1, base + 3),
      row(base + 5, base, base, { isZombie: true }),
      row(base + 6, 1, base + 6),
      row(1, 0, 1),
    ];
    const pids = membersOf({ pid: base, mark: 'none', seen: new Map() }, table).map(({ pid }) => pid - base);
    assert.deepEqual(pids.sort(), [0, 1, 2, 3, 4, 9]);
  });

  test('is found by its mark when every other thread is cut', { skip }, async () => {
    const tree = start('(setsid sleep 1000 &) ; sleep 0.1');
    const members = (): readonly ProcessRow[] => membersOf(tree, processTable());
    await until(() => !lives(tree.pid) && members().length === 1, 'the leader is gone, one is left');
    assert.equal(members()[0]!.parentPid !== tree.pid && members()[0]!.groupId !== tree.pid, true);
    signalTree(tree, 'SIGKILL');
    await until(() => members().length === 0, 'nobody is left');
  });

  test('is remembered: who cleared its environment is found when its parent is gone', async () => {
    const tree = start('env -i setsid sh -c "trap \'\' TERM; sleep 1000 & wait" & wait');
    await until(() => sampleTree(tree)?.others === 2, 'both are seen below the child');
    const strangers = [...tree.seen.keys()];
    signalTree(tree, 'SIGTERM');
    await until(() => !lives(tree.pid), 'the child heeds the word');
    assert.ok(strangers.some(lives), 'who is deaf does not');
    signalTree(tree, 'SIGKILL');
    await until(() => !strangers.some(lives), 'nobody is left');
  });

  test('of which a pid was given to somebody else has nothing to do with that one', () => {
    const [tree, stranger] = [start('sleep 1000'), start('sleep 1000')];
    tree.seen.set(stranger.pid, 'another time');
    assert.deepEqual([sampleTree(tree)?.others, tree.seen.has(stranger.pid)], [sampleTree(tree)?.others, false]);
    tree.seen.set(stranger.pid, 'another time');
    signalTree(tree, 'SIGKILL');
    assert.ok(lives(stranger.pid));
  });

  test('that starts processes faster than one can look is outrun', { skip }, async () => {
    const tree = start('spawn() { (setsid sh -c "sleep 1000" &) ; } ; while :; do spawn; sleep 0.01; done');
    await until(() => membersOf(tree, processTable()).length > 10, 'it multiplies');
    signalTree(tree, 'SIGKILL');
    await until(() => membersOf(tree, processTable()).length === 0, 'nobody is left');
  });

  test('has the memory of all its processes', async () => {
    const tree = start('sleep 1000 & sleep 1000 & wait');
    const rss = (): number => processRow(tree.pid)?.rssBytes ?? 0;
    // A child that is just forked or about to become `sleep` has hardly any memory of its own.
    await until(() => {
      const sample = sampleTree(tree);
      return sample?.others === 2 && sample.rssBytes > rss();
    }, 'both run, and count');
    signalTree(tree, 'SIGKILL');
    await until(() => sampleTree(tree) === null, 'a child that is gone has none');
  });
});

describe('children that an engine left behind', () => {
  /** As if another engine had noted it, one that is gone. */
  function noteOfTheDead(tree: Tree, change: object = {}): string {
    recordChild(folder, tree);
    const path = join(folder, `${tree.mark}.json`);
    const record = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...record, owner: { pid: 2 ** 22 + 1, startMark: 'gone' }, ...change }));
    return path;
  }

  test('are ended by the next one, and forgotten', async () => {
    const tree = start("trap '' TERM; sleep 1000 & wait");
    noteOfTheDead(tree);
    assert.deepEqual(killLeftChildren(folder), [tree.pid]);
    await until(() => !lives(tree.pid) && membersOf(tree, processTable()).length === 0, 'all of it is gone');
    assert.deepEqual(readdirSync(folder), []);
  });

  test('are left alone while their engine lives', () => {
    const tree = start('sleep 1000');
    const forget = recordChild(folder, tree);
    assert.deepEqual(killLeftChildren(folder), []);
    assert.ok(lives(tree.pid));
    assert.equal(readdirSync(folder).length, 1);
    forget();
    assert.deepEqual(readdirSync(folder), []);
  });

  test('are not mistaken for whoever has their pid now', () => {
    const [theirs, stranger] = ['of a child long gone', start('sleep 1000')];
    noteOfTheDead(stranger, { mark: theirs, startMark: 'another time' });
    assert.deepEqual(killLeftChildren(folder), []);
    assert.ok(lives(stranger.pid), 'a pid alone says nothing');
    assert.deepEqual(readdirSync(folder), []);
  });

  test('are gone, but what they started is found by its mark', { skip }, async () => {
    const tree = start('(setsid sleep 1000 &) ; sleep 0.2');
    noteOfTheDead(tree);
    await until(() => !lives(tree.pid), 'the child itself is gone');
    assert.equal(killLeftChildren(folder).length, 1);
    await until(() => membersOf(tree, processTable()).length === 0, 'nobody is left');
  });

  test('with a note that a crash cut short are nobody’s business', () => {
    for (const text of ['', '{"pid":', '{"pid":1,"mark":"x"}', '{"pid":"-1"}', 'null'])
      writeFileSync(join(folder, `${text.length}.json`), text);
    assert.deepEqual([killLeftChildren(folder), readdirSync(folder)], [[], []]);
    assert.deepEqual(killLeftChildren(join(folder, 'never made')), []);
  });
});
