import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { ProcessHost, ProcessHostOptions } from '../../src/adapters/system/process-host.ts';
import { provoke, RUDE, rudeHost } from './rude.ts';

const hosts: ProcessHost[] = [];
after(() => Promise.all(hosts.map((host) => host[Symbol.asyncDispose]())));
const newHost = (change: Partial<ProcessHostOptions> = {}): ProcessHost => {
  hosts.push(rudeHost(change));
  return hosts.at(-1)!;
};
const skip = process.platform === 'linux' ? false : 'only Linux shows whose mark a process carries';
const textOf = (lines: readonly { readonly message: string }[]): readonly string[] =>
  lines.map(({ message }) => message).filter((message) => message !== 'ready');

describe('a step that does not cooperate', () => {
  for (const [does, code] of Object.entries(RUDE)) {
    test(`(${does}) ends as ${code}, leaves nobody behind, and the next step works`, async () => {
      const host = newHost();
      const { result, survivors } = await provoke(host, does);
      assert.ok(result.outcome === 'failed', JSON.stringify(result));
      assert.deepEqual([result.error.code, survivors], [code, []]);
      assert.equal((await provoke(host, 'answer')).result.outcome, 'succeeded');
    });
  }

  test('cannot hide a process by a double fork and a session of its own', { skip }, async () => {
    assert.deepEqual((await provoke(newHost(), 'double fork')).survivors, []);
  });

  test('that succeeds and leaves a process running is told of, and its child is not used again', async () => {
    const host = newHost();
    const { result, survivors, lines } = await provoke(host, 'leaves a grandchild');
    assert.deepEqual([result.outcome, survivors], ['succeeded', []]);
    assert.match(textOf(lines).join(), /What the step left running is ended \(processes: \d\)/);
  });

  test('and is stopped by the system is lost after a while without a beat, and may be tried again', async () => {
    const { result, survivors } = await provoke(newHost({ silentMaxMs: 2500 }), 'SIGSTOP unasked');
    assert.ok(result.outcome === 'failed');
    assert.deepEqual([result.error.code, result.error.retry, survivors], ['step.lost', 'later', []]);
  });

  test('but only keeps its own loop busy for longer than that is left to work', async () => {
    assert.equal((await provoke(newHost({ silentMaxMs: 2500 }), 'busy')).result.outcome, 'succeeded');
  });
});

describe('the memory of a step', () => {
  test('has a limit over which it ends, with limit and peak, and is not tried again', async () => {
    const host = newHost();
    const limit = 256 * 1024 * 1024;
    const { result, survivors } = await provoke(host, 'too much memory', { memoryBytes: limit });
    assert.ok(result.outcome === 'failed');
    const { code, retry, facts } = result.error;
    assert.deepEqual([code, retry, facts.limitBytes, survivors], ['step.out_of_memory', 'never', limit, []]);
    assert.ok(Number(facts.peakBytes) > limit);
    assert.ok(result.metrics.peakRssBytes! > limit && result.metrics.cpuMs! >= 0);
  });

  test('is its own: the peak of the step before it in the same child is forgotten', { skip }, async () => {
    const host = newHost();
    const [much, little] = [await provoke(host, 'much, then little'), await provoke(host, 'answer')];
    assert.ok(much.result.metrics.peakRssBytes! > 300 * 1024 * 1024);
    assert.ok(little.result.metrics.peakRssBytes! < 250 * 1024 * 1024, `${little.result.metrics.peakRssBytes}`);
  });

  test('that fills the JavaScript heap is told as that', { timeout: 600_000 }, async () => {
    const { execArgv } = process;
    process.execArgv = [...execArgv, '--max-old-space-size=64'];
    const host = newHost();
    host.warm();
    process.execArgv = execArgv;
    const { result } = await provoke(host, 'fill the heap');
    assert.ok(result.outcome === 'failed');
    assert.deepEqual([result.error.code, result.error.facts.limitBytes], ['step.out_of_memory', null]);
  });
});

describe('what a step writes', () => {
  test('is in its log by line and stream, harmless, also what has no end or is no text', async () => {
    const { lines } = await provoke(newHost(), 'talk');
    const told = lines.map(({ message, fields }) => `${fields.stream}: ${message}`).sort();
    const binary = 'stdout: \ufffd\ufffd\\u{0}\\u{7}';
    assert.deepEqual(told, ['stderr: to stderr', 'stdout: one', binary, 'stdout: two', 'stdout: unended'].sort());
  });

  test('late never lands under the next step', async () => {
    for (const does of ['talk late', 'talk late by a timer']) {
      const host = newHost();
      const [first, next] = [await provoke(host, does), await provoke(host, 'wait and talk')];
      assert.equal(textOf(first.lines)[0], 'in time');
      assert.deepEqual(textOf(next.lines), ['the next one'], does);
    }
  });

  test('is kept from both ends, however much it is', async () => {
    const { result, lines } = await provoke(newHost(), 'flood');
    assert.equal(result.outcome, 'succeeded');
    const kept = lines.reduce((sum, { message }) => sum + message.length, 0);
    assert.ok(kept > 5_000_000 && kept < 12.1 * 1024 * 1024, `${kept} characters`);
    assert.equal(lines.at(-1)!.message, 'the last line');
    const [gap] = lines.filter(({ fields }) => fields.lines !== undefined);
    const whole = lines.filter(({ message }) => message.startsWith('x')).length + Number(gap!.fields.lines);
    assert.equal(whole, 480_000, 'every line is kept or counted');
  });

  test('in one line without end is one bounded line', async () => {
    const { lines } = await provoke(newHost(), 'one huge line');
    assert.deepEqual(textOf(lines), ['[48000000 characters more]']);
  });
});
