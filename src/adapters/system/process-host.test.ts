import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { taskFor } from '../../../test/fixtures/step-task.ts';
import type { StepListener, StepLogLine, StepResult, StepTask } from '../../control/step/task.ts';
import { TapelineError } from '../../core/errors.ts';
import { systemClock } from './clock.ts';
import { ProcessHost, type ProcessHostOptions } from './process-host.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url));
const hosts: ProcessHost[] = [];
after(() => Promise.all(hosts.map((host) => host[Symbol.asyncDispose]())));

function newHost(change: Partial<ProcessHostOptions> = {}): ProcessHost {
  const host = new ProcessHost({
    entry: fixture('step-child.ts'),
    args: [],
    env: {},
    cwd: process.cwd(),
    size: 1,
    clock: systemClock,
    graceMs: 600,
    ...change,
  });
  hosts.push(host);
  return host;
}

type Heard = StepListener & {
  readonly lines: StepLogLine[];
  readonly told: string[];
  readonly heard: (text: string) => Promise<string>;
};

function newListener(): Heard {
  const lines: StepLogLine[] = [];
  const told: string[] = [];
  const waiting: { text: string; resolve: (message: string) => void }[] = [];
  return {
    lines,
    told,
    onLog: (line) => {
      lines.push(line);
      for (const each of waiting) if (line.message.includes(each.text)) each.resolve(line.message);
    },
    onProgress: ({ done, total, what }) => void told.push(`${done}/${total} ${what}`),
    onWaiting: () => void told.push('waiting'),
    onBegun: () => void told.push('begun'),
    heard: (text) =>
      new Promise((resolve) => {
        const known = lines.find(({ message }) => message.includes(text));
        if (known === undefined) waiting.push({ text, resolve });
        else resolve(known.message);
      }),
  };
}

const NEVER = new AbortController().signal;
const run = (
  host: ProcessHost,
  task: StepTask,
  signal = NEVER,
  listener: StepListener = newListener(),
): Promise<StepResult> => host.run(task, listener, signal);

const outputOf = (result: StepResult): { pid: number; stepKey: string; inputs: object; env: string[] } => {
  assert.ok(result.outcome === 'succeeded', JSON.stringify(result));
  return JSON.parse(result.output);
};
const errorOf = (result: StepResult) => {
  assert.ok(result.outcome === 'failed', JSON.stringify(result));
  return result.error;
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function assertDies(pid: number, withinMs = 60_000): Promise<void> {
  for (let waitedMs = 0; waitedMs < withinMs && isAlive(pid); waitedMs += 50) await sleep(50);
  assert.ok(!isAlive(pid), `process ${pid} still lives after ${withinMs} ms`);
}

const timedOut = (): TapelineError =>
  new TapelineError('timeout.step', { facts: { step: 'step', timeoutMs: 5 }, retry: 'later' });

describe('a child', () => {
  test('gets the task and gives the result', async () => {
    const { stepKey, inputs } = outputOf(
      await run(newHost(), taskFor('answer', { stepKey: 'tech', inputs: { bars: '[1]', extra: null } })),
    );
    assert.deepEqual([stepKey, inputs], ['tech', { bars: '[1]', extra: null }]);
  });

  test('tells its log and progress in order', async () => {
    const listener = newListener();
    await run(newHost(), taskFor('tell'), NEVER, listener);
    assert.deepEqual(
      [listener.lines.map(({ message }) => message), listener.told],
      [['first', 'second'], ['1/2 symbols']],
    );
  });

  test('stays warm for the next step', async () => {
    const host = newHost();
    const pids = [outputOf(await run(host, taskFor('answer'))).pid, outputOf(await run(host, taskFor('answer'))).pid];
    assert.equal(pids[0], pids[1]);
    assert.notEqual(pids[0], process.pid);
  });

  test('sees only the environment it is given, and the mark it is found by', async () => {
    const { env } = outputOf(await run(newHost({ env: { ONLY: 'this' } }), taskFor('answer')));
    assert.deepEqual(env.sort(), ['ONLY', 'TAPELINE_CHILD']);
  });

  test('whose result came before it ended has succeeded', async () => {
    for (let count = 0; count < 5; count += 1)
      assert.equal((await run(newHost(), taskFor('answer and die'))).outcome, 'succeeded');
  });

  test('that talks nonsense is heard only where it makes sense', async () => {
    const result = await run(newHost(), taskFor('talk nonsense'));
    assert.ok(result.outcome === 'succeeded' && result.output === '"sense"');
  });
});

describe('a child that ends without a result', () => {
  const endings: readonly [string, RegExp][] = [
    ['exit well', /exit code 0/],
    ['exit badly', /exit code 3/],
    ['throw outside', /exit code 1/],
    ['kill itself', /signal SIGKILL/],
  ];
  for (const [does, how] of endings) {
    test(`(${does}) fails its step, which may be tried again in another child`, async () => {
      const host = newHost();
      const before = outputOf(await run(host, taskFor('answer'))).pid;
      const error = errorOf(await run(host, taskFor(does)));
      assert.deepEqual([error.code, error.retry], ['step.crashed', 'later']);
      assert.match(error.message, how);
      assert.notEqual(outputOf(await run(host, taskFor('answer'))).pid, before);
    });
  }

  test('leaves its last lines as the cause, of this step and not of the one before', async () => {
    const host = newHost();
    assert.match(errorOf(await run(host, taskFor('throw outside'))).cause!.message, /nobody catches this/);
    const { cause } = errorOf(await run(host, taskFor('exit badly')));
    assert.match(cause!.message, /the library printed this/);
    assert.doesNotMatch(cause!.message, /nobody catches/);
  });

  test('after writing very much is still bounded, and escapes are gone', async () => {
    const { cause } = errorOf(await run(newHost(), taskFor('write very much')));
    assert.ok(cause!.message.length < 5000, `${cause!.message.length} characters`);
    assert.match(cause!.message, /characters before\]/);
    assert.match(cause!.message, /x\nthe last line\n$/);
  });

  test('after one line without end keeps none of it', async () => {
    const { cause } = errorOf(await run(newHost(), taskFor('write one long line')));
    assert.match(cause!.message, /^Error: \[\d+ characters before\]\n$|^Error: \[3000000 characters more\]\n$/);
  });

  test('takes what it started with it', async () => {
    const listener = newListener();
    const ended = run(newHost(), taskFor('leave a grandchild and die'), NEVER, listener);
    const pid = Number((await listener.heard('grandchild')).split(' ')[1]);
    await ended;
    await assertDies(pid);
  });

  test('but hangs up is ended', async () => {
    const host = newHost();
    const error = errorOf(await run(host, taskFor('hang up')));
    assert.equal(error.code, 'step.crashed');
    outputOf(await run(host, taskFor('answer')));
  });

  test('because it cannot start fails the step and says so, every time', async () => {
    const entry = newHost({ entry: fixture('no-such-file.ts') });
    assert.equal(errorOf(await run(entry, taskFor('answer'))).code, 'step.crashed');
    const folder = newHost({ cwd: '/no/such/folder' });
    for (let count = 0; count < 2; count += 1)
      assert.match(errorOf(await run(folder, taskFor('answer'))).message, /could not be started.*ENOENT/);
  });
});

describe('a step that has to stop', () => {
  const stopAfter = async (does: string, word: string, change: Partial<ProcessHostOptions> = {}) => {
    const host = newHost(change);
    const listener = newListener();
    const abort = new AbortController();
    const ended = run(host, taskFor(does), abort.signal, listener);
    const message = await listener.heard(word);
    const beganMs = performance.now();
    abort.abort(timedOut());
    const result = await ended;
    return { host, result, message, tookMs: performance.now() - beganMs };
  };

  test('and heeds its signal answers, and its child is replaced', async () => {
    const { host, result } = await stopAfter('heed', 'working', { graceMs: 3_600_000 });
    assert.equal(errorOf(result).code, 'timeout.step');
    outputOf(await run(host, taskFor('answer')));
  });

  test('and ignores it and SIGTERM is killed after its grace, for the signal’s reason', async () => {
    const { host, result, tookMs } = await stopAfter('ignore', 'deaf');
    assert.equal(errorOf(result).code, 'timeout.step');
    assert.ok(tookMs >= 550, `${tookMs} ms`);
    outputOf(await run(host, taskFor('answer')));
  });

  test('and spins is killed', async () => {
    const { result } = await stopAfter('spin', 'spinning');
    assert.equal(errorOf(result).code, 'timeout.step');
  });

  test('takes its whole group with it, also who ignores SIGTERM', async () => {
    const { result, message } = await stopAfter('start a grandchild', 'grandchild');
    assert.equal(errorOf(result).code, 'timeout.step');
    await assertDies(Number(message.split(' ')[1]));
  });

  test('before it began does not begin', async () => {
    const host = newHost();
    assert.equal(errorOf(await run(host, taskFor('answer'), AbortSignal.abort(timedOut()))).code, 'timeout.step');
  });
});

describe('when all children are busy', () => {
  test('a step waits, says so, and then has its turn', async () => {
    const host = newHost();
    const second = newListener();
    const [first, next] = await Promise.all([
      run(host, taskFor('answer', {}, 200)),
      run(host, taskFor('answer'), NEVER, second),
    ]);
    assert.equal(outputOf(first).pid, outputOf(next).pid);
    assert.deepEqual(second.told, ['waiting', 'begun']);
  });

  test('as many work at once as there are children', async () => {
    const host = newHost({ size: 2 });
    host.warm();
    const pids = await Promise.all(
      [1, 2, 3, 4].map(async () => outputOf(await run(host, taskFor('answer', {}, 100))).pid),
    );
    assert.equal(new Set(pids).size, 2);
  });

  test('a waiting step that has to stop stops at once', async () => {
    const host = newHost();
    const busy = run(host, taskFor('answer', {}, 800));
    const abort = new AbortController();
    const waiting = run(host, taskFor('answer'), abort.signal);
    abort.abort(timedOut());
    assert.equal(errorOf(await Promise.race([waiting, busy])).code, 'timeout.step');
    assert.equal((await busy).outcome, 'succeeded');
    outputOf(await run(host, taskFor('answer')));
  });

  test('a child that crashed is replaced for whoever waits', async () => {
    const host = newHost();
    const [crash, next] = await Promise.all([run(host, taskFor('exit well', {}, 100)), run(host, taskFor('answer'))]);
    assert.equal(crash.outcome, 'failed');
    outputOf(next);
  });
});

describe('a host that is closed', () => {
  test('ends its children, and steps that wait are told', async () => {
    const host = newHost();
    const { pid } = outputOf(await run(host, taskFor('answer')));
    const listener = newListener();
    const working = run(host, taskFor('heed'), NEVER, listener);
    const waiting = run(host, taskFor('answer'));
    await listener.heard('working');
    await host[Symbol.asyncDispose]();
    assert.equal(errorOf(await waiting).code, 'step.cancelled');
    assert.equal(errorOf(await working).code, 'step.crashed');
    await assertDies(pid);
    assert.equal(errorOf(await run(host, taskFor('answer'))).code, 'step.cancelled', 'nothing begins after it');
  });
});

test('children end when their parent is killed', async () => {
  const parent = spawn(process.execPath, [fixture('step-parent.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
  const pid = Number(line);
  assert.ok(isAlive(pid));
  parent.kill('SIGKILL');
  await assertDies(pid);
});

test('children that are too busy to see it end, too, when their parent is killed', async () => {
  const parent = spawn(process.execPath, [fixture('step-parent.ts'), 'spin'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of parent.stdout.setEncoding('utf8')) {
    said.push(line);
    if (said.join('').includes('spinning')) break;
  }
  parent.kill('SIGKILL');
  await assertDies(Number.parseInt(said.join(''), 10));
});

test('a parent that leaves at once takes a child along that is too busy to see it go', async () => {
  const parent = spawn(process.execPath, [fixture('step-parent.ts'), 'leave'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
  await once(parent, 'exit');
  await assertDies(Number(line));
});
