import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRqdataSandbox, type ServeOptions } from './serve.ts';
import { connect, logIn } from './test-client.ts';

const SMALL: ServeOptions = { symbols: 20, from: '2025-06-02', to: '2025-06-30' };

/** Serves until `use` is done, and returns the lines written. */
async function served(options: ServeOptions, use: (url: string) => Promise<void>): Promise<readonly string[]> {
  const stop = new AbortController();
  const lines: string[] = [];
  const { promise: started, resolve } = Promise.withResolvers<string>();
  const write = (line: string): void => {
    lines.push(line);
    const url = /RQDATAC_BASE_URL=(\S+)/.exec(line)?.[1];
    if (url !== undefined) resolve(url);
  };
  const running = runRqdataSandbox(options, { line: write }, stop.signal);
  await use(await started);
  stop.abort();
  await running;
  return lines;
}

test('the lines say that it is simulated and how to reach it; stopping closes the port', async () => {
  let address = '';
  const lines = await served({ ...SMALL, faults: 'html@9', seed: 42 }, async (url) => {
    address = url;
    await (await connect(url)).call('user.get_quota');
  });
  const text = lines.join('\n');
  assert.match(lines[0]!, /^SIMULATED RQData at http:\/\/127\.0\.0\.1:\d+: 20 invented stocks.*seed 42\.$/);
  assert.match(text, /Faults: html@9/);
  assert.match(text, /RQDATA_USERNAME=sandbox\n {2}export RQDATA_PASSWORD=sandbox-password/);
  assert.match(lines.at(-1)!, /^Stopped after 1 calls, 1 log-ins/);
  await assert.rejects(logIn(address), TypeError);
});

test('the lines come in Chinese too', async () => {
  const lines = await served({ ...SMALL, language: 'zh' }, async () => undefined);
  assert.match(lines[0]!, /^模拟 RQData 已启动：http/);
  assert.match(lines.at(-1)!, /^已停止/);
});

test('a signal that is aborted before the start stops at once', async () => {
  const lines: string[] = [];
  await runRqdataSandbox(SMALL, { line: (line) => lines.push(line) }, AbortSignal.abort());
  assert.match(lines.at(-1)!, /^Stopped after 0 calls/);
});

test('a program gets one document with the settings that lead there', async () => {
  const documents: unknown[] = [];
  const output = { line: () => {}, document: (value: unknown) => documents.push(value) };
  await runRqdataSandbox(SMALL, output, AbortSignal.abort());
  const [{ url, simulated, settings }] = documents as [{ url: string; simulated: boolean; settings: object }];
  assert.deepEqual([documents.length, simulated], [1, true]);
  const expected = { RQDATAC_BASE_URL: url, RQDATA_USERNAME: 'sandbox', RQDATA_PASSWORD: 'sandbox-password' };
  assert.deepEqual(settings, expected);
});

test('a market without a day, and a port that is none, are refused', async () => {
  const refused = (options: ServeOptions) => runRqdataSandbox(options, { line: () => {} }, AbortSignal.abort());
  await assert.rejects(refused({ ...SMALL, from: '2025-07-01' }), { code: 'usage.invalid' });
  await assert.rejects(refused({ ...SMALL, port: 99_999 }), { code: 'usage.invalid', message: /99999/ });
});
