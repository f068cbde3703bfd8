import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { changeOf, lakeFile, newRun, publishBy, RUN_A, RUN_B, succeeded } from '../../control/state/kit/fixtures.ts';
import { isTapelineError } from '../../core/errors.ts';
import { failingConnection } from './failing-connection-for-tests.ts';
import { type TestFolder, testEngine, testFolder } from './folder-for-tests.ts';
import { openStateReader, openStateStore } from './state-store.ts';

const CHILD = fileURLToPath(new URL('process-for-tests.ts', import.meta.url));

describe('several processes over one state', () => {
  test('an engine works while another process submits and a third one reads', async () => {
    using place = testFolder();
    await using store = await openStateStore(place);
    const lease = await store.acquireEngine({ pid: process.pid, host: 'desk-1', sinceMs: 1, what: 'the test' });
    await store.createRun(lease, newRun(RUN_A, ['a']));
    assert.deepEqual(await said(place, 'read'), { runs: [RUN_A], holder: process.pid });
    assert.deepEqual(await said(place, 'submit'), { id: 1, holder: process.pid });
    assert.deepEqual(
      (await store.openRequests()).map(({ id }) => id),
      [1],
    );
    await store.createRun(lease, { ...newRun(RUN_B, ['a']), requestId: 1 });
    assert.deepEqual(await said(place, 'read'), { runs: [RUN_B, RUN_A], holder: process.pid });
  });

  test('the kill of an engine frees its right, keeps what it resolved, and fences what it held', async () => {
    using place = testFolder();
    await using child = engineChild(place);
    const { epoch, token } = (await child.line) as { epoch: number; token: number };
    await using store = await openStateStore(place);
    await using reader = (await openStateReader(place))!;
    assert.equal((await reader.engineHolder())?.pid, child.process.pid);
    const refused = await store
      .acquireEngine({ pid: 1, host: 'x', sinceMs: 1, what: 'second' })
      .catch((error) => error);
    assert.ok(isTapelineError(refused) && refused.code === 'engine.held');
    assert.equal((refused.facts as { pid: number }).pid, child.process.pid, 'the refusal names the living engine');

    child.process.kill('SIGKILL');
    await once(child.process, 'exit');
    assert.equal(await reader.engineHolder(), null, 'a dead engine holds nothing');
    assert.equal((await reader.steps(RUN_A))[0]?.state, 'running', 'its last resolved move is there');
    const lease = await store.acquireEngine({ pid: process.pid, host: 'desk-1', sinceMs: 2, what: 'takeover' });
    assert.equal(lease.epoch, epoch + 1);
    const move = { runId: RUN_A, atMs: 2, end: [succeeded('a', token)] };
    await assert.rejects(store.advance({ epoch }, move), { code: 'engine.fenced' });
    const lost = [{ stepKey: 'a', token, outcome: 'lost', reason: 'killed' } as const];
    const { started } = await store.advance(lease, { ...move, end: lost, start: [{ stepKey: 'a', isolated: false }] });
    assert.equal(started[0]?.attempt, 2);
  });

  test('a reader opened after a kill sees the log of the dead engine', async () => {
    using place = testFolder();
    await using child = engineChild(place);
    await child.line;
    child.process.kill('SIGKILL');
    await once(child.process, 'exit');
    await using reader = (await openStateReader(place))!;
    const kinds = (await reader.events({})).map((event) => event.kind);
    assert.deepEqual(kinds, ['run_created', 'run_started', 'step_started']);
    assert.equal(await reader.engineHolder(), null);
  });

  test('an engine whose lock file was deleted is fenced by the next one', async () => {
    using place = testFolder();
    await using first = await testEngine(place);
    rmSync(place.lockPath);
    await using second = await testEngine(place);
    const late = first.store.createRun(first.lease, newRun(RUN_A, ['a']));
    await assert.rejects(late, { code: 'engine.fenced' });
    await second.store.createRun(second.lease, newRun(RUN_A, ['a']));
  });

  test('what a reader reads in one call is of one moment', async () => {
    using place = testFolder();
    await using engine = await testEngine(place);
    await engine.store.createRun(engine.lease, newRun(RUN_A, ['a']));
    await publishBy(engine, RUN_A, 'a', [changeOf('prices', [], [lakeFile('p/1', 'all')])]);
    using writer = new DatabaseSync(place.statePath);
    const failing = failingConnection(place.statePath);
    await using reader = (await openStateReader({ ...place, connect: failing.connect }))!;
    // Between the reader's look at the version and its look at the files, another process replaces them.
    failing.before('SELECT * FROM lake_file', () => {
      writer.exec(
        "UPDATE lake_file SET removed_in = 2; UPDATE snapshot SET version = 2, rows = 0 WHERE asset = 'prices'",
      );
    });
    const { version, files } = await reader.snapshot('prices');
    assert.deepEqual([version, files.length], [1, 1]);
    assert.equal((await reader.snapshot('prices')).version, 2, 'the next call sees the other process');
  });

  test('a reader creates nothing where no state is', async () => {
    using place = testFolder();
    assert.equal(await openStateReader(place), null);
    assert.deepEqual(readdirSync(place.folder), []);
  });

  test('a reader neither takes the right nor hides it', async () => {
    using place = testFolder();
    await (await openStateStore(place))[Symbol.asyncDispose]();
    await using reader = (await openStateReader(place))!;
    assert.equal(await reader.engineHolder(), null);
    assert.ok(!existsSync(place.lockPath), 'looking for the holder makes no lock file');
    await using engine = await testEngine(place);
    assert.equal((await reader.engineHolder())?.pid, process.pid);
    await engine.store.releaseEngine(engine.lease);
    assert.equal(await reader.engineHolder(), null);
  });
});

/** What a child says; it ends by itself. */
async function said({ folder }: TestFolder, action: string): Promise<unknown> {
  const child = spawn(process.execPath, [CHILD, action, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  return firstLine(child);
}

function engineChild({ folder }: TestFolder): AsyncDisposable & { process: ChildProcess; line: Promise<unknown> } {
  const child = spawn(process.execPath, [CHILD, 'engine', folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { process: child, line: firstLine(child), [Symbol.asyncDispose]: end };
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line);
  throw new Error('the child said nothing');
}
