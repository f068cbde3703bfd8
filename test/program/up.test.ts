import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { tapeline } from '../crash/program.ts';
import { openProgramDesk, PROFILES, type ProgramDesk } from './desk.ts';
import { start } from './started.ts';

/** A job of one step that says when it works, and works until a file is there. */
const WAITING = `
import { existsSync } from 'node:fs';
async function untilThere(_, { clock, signal }) {
  console.log('at work');
  while (!existsSync('go')) await clock.sleep(20, signal);
  return 'there';
}
const slow = job(pipeline('slow', (p) => p.add(op({ name: 'wait', run: untilThere }))));
export default defineProject({ jobs: [slow], ${PROFILES} });
`;

function waitingDesk(): ProgramDesk {
  const desk = openProgramDesk();
  desk.config(WAITING);
  return desk;
}

const letGo = ({ folder }: ProgramDesk): void => writeFileSync(join(folder, 'go'), '');

type Shown = {
  readonly state: string;
  readonly steps: readonly { readonly attempt: number; readonly state: string }[];
};

async function lastRun({ folder }: ProgramDesk): Promise<Shown> {
  const { code, stdout, stderr } = await tapeline(folder, ['runs', 'show', 'last', '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

const attempts = ({ state, steps }: Shown) => [state, ...steps.map((step) => `${step.state} ${step.attempt}`)];

describe('tapeline up', () => {
  test('lets what works end when SIGTERM comes, starts nothing more, and exits 0', async () => {
    using desk = waitingDesk();
    using engine = start(desk.folder, ['up']);
    await engine.says(/Up with 0 schedules, pid \d+/);
    using asked = start(desk.folder, ['run', 'slow']);
    await engine.says(/at work/);
    engine.kill('SIGTERM');
    await engine.says(/Stops: starts nothing more, waits for 1 run\./);
    letGo(desk);
    assert.deepEqual(await engine.ended, { code: 0, signal: null }, engine.printed());
    assert.match(engine.printed(), /slow succeeded after .*\nDown\.\n$/);
    assert.deepEqual(await asked.ended, { code: 0, signal: null }, asked.printed());
    assert.deepEqual(attempts(await lastRun(desk)), ['succeeded', 'succeeded 1']);
  });

  test('ends at once when a second signal comes, and whoever waits for the run does the step again', async () => {
    using desk = waitingDesk();
    using engine = start(desk.folder, ['up']);
    await engine.says(/Up with/);
    using asked = start(desk.folder, ['run', 'slow']);
    await engine.says(/at work/);
    engine.kill('SIGTERM');
    await engine.says(/waits for 1 run/);
    engine.kill('SIGTERM');
    assert.deepEqual(await engine.ended, { code: 143, signal: null }, engine.printed());
    letGo(desk);
    assert.deepEqual(await asked.ended, { code: 0, signal: null }, asked.printed());
    assert.deepEqual(attempts(await lastRun(desk)), ['succeeded', 'succeeded 2']);
  });

  test('stops a step that takes longer than the drain grace, without using up a retry', async () => {
    using desk = waitingDesk();
    using engine = start(desk.folder, ['up'], { TAPELINE_DRAIN_SECONDS: '1' });
    await engine.says(/Up with/);
    using asked = start(desk.folder, ['run', 'slow']);
    await engine.says(/at work/);
    engine.kill('SIGTERM');
    assert.deepEqual(await engine.ended, { code: 0, signal: null }, engine.printed());
    assert.equal((await lastRun(desk)).state, 'running', 'it is left to the next engine');
    letGo(desk);
    assert.deepEqual(await asked.ended, { code: 0, signal: null }, asked.printed());
    assert.deepEqual(attempts(await lastRun(desk)), ['succeeded', 'succeeded 2']);
  });

  test('refuses to be the second on a folder, or stands by, takes over, and goes when it is asked', async () => {
    using desk = waitingDesk();
    using first = start(desk.folder, ['up']);
    await first.says(/Up with/);
    const second = await tapeline(desk.folder, ['up', '--json']);
    assert.equal(second.code, 75);
    const { error } = JSON.parse(second.stdout);
    assert.deepEqual([error.code, error.facts.pid], ['engine.held', first.pid]);
    assert.match(error.message, /pid \d+ on .+, since \d{4}-\d\d-\d\dT/);
    using standby = start(desk.folder, ['up', '--standby']);
    await standby.says(new RegExp(`Engine ${first.pid} on .* has this folder; taking over when it is gone`));
    first.kill('SIGKILL');
    await standby.says(new RegExp(`Up with 0 schedules, pid ${standby.pid}`));
    const down = await tapeline(desk.folder, ['down', '--json']);
    assert.deepEqual([down.code, JSON.parse(down.stdout).result], [0, 'down']);
    assert.deepEqual(await standby.ended, { code: 0, signal: null });
    assert.equal(JSON.parse((await tapeline(desk.folder, ['down', '--json'])).stdout).result, 'none');
  });

  test('detached goes on by itself, writes a log, and comes down in order', async () => {
    using desk = waitingDesk();
    const detached = await tapeline(desk.folder, ['up', '--detach', '--json']);
    assert.equal(detached.code, 0, detached.stderr);
    const { pid, log } = JSON.parse(detached.stdout);
    try {
      assert.ok(existsSync(log));
      assert.notEqual(pid, 0);
      const again = await tapeline(desk.folder, ['up', '--detach']);
      assert.equal(again.code, 75);
      assert.match(again.stderr, new RegExp(`pid ${pid} on `));
      letGo(desk);
      assert.equal((await tapeline(desk.folder, ['run', 'slow'])).code, 0);
    } finally {
      const down = await tapeline(desk.folder, ['down', '--json']);
      assert.equal(JSON.parse(down.stdout).holder.pid, pid);
    }
    assert.equal(JSON.parse((await tapeline(desk.folder, ['down', '--json'])).stdout).result, 'none');
  });
});

test('why-not says that nobody is up, and what runs', async () => {
  using desk = waitingDesk();
  const codes = async () => {
    const { stdout } = await tapeline(desk.folder, ['why-not', 'slow', '--json']);
    return (JSON.parse(stdout).reasons as readonly { readonly code: string }[]).map(({ code }) => code);
  };
  assert.deepEqual(await codes(), ['engine_down', 'no_schedule']);
  using engine = start(desk.folder, ['up']);
  await engine.says(/Up with/);
  using asked = start(desk.folder, ['run', 'slow']);
  await engine.says(/at work/);
  assert.deepEqual(await codes(), ['runs_now', 'no_schedule']);
  letGo(desk);
  assert.equal((await asked.ended).code, 0);
  engine.kill('SIGTERM');
  await engine.ended;
});
