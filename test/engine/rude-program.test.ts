import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tapeline } from '../crash/program.ts';

/** The whole program, as users start it, with ops that do not cooperate. */
const folder = mkdtempSync(join(tmpdir(), 'rude-'));
after(() => rmSync(folder, { recursive: true }));

before(() => {
  const index = new URL('../../src/index.ts', import.meta.url).href;
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(
    join(folder, 'tapeline.config.ts'),
    `
import { existsSync, writeFileSync } from 'node:fs';
import { defineProject, job, op, pipeline } from '${index}';

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const talk = op({ name: 'talk', isolate: 'process', run: () => { console.log('key', process.env.MY_API_KEY); } });
const stray = op({ name: 'stray', run: async () => { setTimeout(() => { throw new Error('aside'); }, 5); await later(500); } });
const greedy = op({ name: 'greedy', isolate: 'process', memory: '200MB', async run() {
  for (const held: Buffer[] = []; ; await later(20)) held.push(Buffer.alloc(20e6, 1));
} });
// Blocks the loop the first time only.
const block = op({ name: 'block', async run() {
  if (existsSync('was-here')) return 'done';
  writeFileSync('was-here', '');
  await later(100);
  for (;;);
} });
export default defineProject({ jobs: [talk, stray, greedy, block].map((each) => job(pipeline(each.name, (p) => p.add(each)))) });
`,
  );
});

const run = (name: string, env: Readonly<Record<string, string>> = {}) =>
  tapeline(folder, ['run', name, '--profile', 'demo'], { MY_API_KEY: 'correct-horse', ...env });
const log = (): string => readFileSync(join(folder, 'logs', 'tapeline.log'), 'utf8');

describe('the program', { timeout: 600_000 }, () => {
  test('has what a step prints in its log, without secrets', async () => {
    assert.equal((await run('talk')).code, 0);
    assert.match(log(), /"step":"talk","stream":"stdout","message":"key \[secret\]"/);
    assert.doesNotMatch(log(), /correct-horse/);
  });

  test('fails a step for what it threw aside, and ends as always', async () => {
    const { code, stdout, stderr } = await run('stray');
    assert.equal(code, 1);
    assert.match(stdout + stderr, /stray\s+Error: aside \(nobody caught it\)/);
    assert.match(log(), /An error was thrown where nobody catches it, by step stray/);
  });

  test('fails a step for its memory, and names limit and peak', async () => {
    const { code, stdout, stderr } = await run('greedy');
    assert.equal(code, 1);
    assert.match(stdout + stderr, /"greedy" used 2\d\d MB of memory, its limit is 200 MB|used 3\d\d MB/);
  });

  test('ends rather than hang when a step blocks its loop, and the next one goes on', async () => {
    const { signal, stderr } = await run('block', { TAPELINE_BLOCKED_SECONDS: '2' });
    assert.equal(signal, 'SIGKILL');
    assert.match(stderr, /ended by its watchdog: step block of run/);
    const word = join(folder, '.tapeline', 'demo', 'blocked.json');
    assert.ok(existsSync(word));
    const next = await run('talk');
    assert.equal(next.code, 0, next.stderr);
    assert.match(log(), /The engine before this one was ended by its watchdog/);
    assert.match(log(), /Step block succeeded/);
    assert.ok(!existsSync(word));
  });
});
