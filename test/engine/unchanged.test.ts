import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { asset } from '../../src/control/definition/asset.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline, type Ref } from '../../src/control/definition/pipeline.ts';
import { changeOf, lakeFile, newRun, runIdAt, succeeded } from '../../src/control/state/kit/fixtures.ts';
import { openDesk } from './desk.ts';

/** Publishes a file that holds just this content; the same content is the same file, and no new version. */
function publishContent({ publish, snapshot }: OpServices, name: string, content: string): void {
  const before = snapshot(name).files;
  if (before.some(({ sha256 }) => sha256 === content)) return;
  const file = { path: `lake/${name}/${content}`, partition: 'all', rows: 1, bytes: 1, sha256: content };
  publish({ asset: name, removed: before.map(({ path }) => path), added: [file] });
}

const contentOf = ({ snapshot }: OpServices, name: string): string => snapshot(name).files[0]?.sha256 ?? '-';

/**
 * A chain and a side branch: `raw` comes from outside, `clean` is made of it, `ratio` and `trend` of that, `score` of
 * both. What each makes is a text of what it reads; `clean` forgets all but the first letter.
 */
async function openChain(options: { readonly codeVersion?: string; readonly fails?: () => boolean } = {}) {
  const { codeVersion = '1', fails = () => false } = options;
  const world = { raw: 'a1' };
  const done: string[] = [];
  const made = (name: string, reads: readonly string[], make: (content: readonly string[]) => string) =>
    op({
      name,
      reads,
      writes: [name],
      // What the op before it returned says when it was done: that decides nothing.
      skipUnchanged: { codeVersion: name === 'trend' ? codeVersion : '1', makes: [name], inputs: () => null },
      run(_inputs: { after?: string }, context) {
        done.push(name);
        if (name === 'trend' && fails()) throw new Error('no trend today');
        const contents = reads.map((each) => contentOf(context, each));
        publishContent(context, name, make(contents));
        return `${name} of ${contents.join()} at ${context.clock.nowMs()}`;
      },
    });
  const fetch = op({
    name: 'raw',
    writes: ['raw'],
    run: (_, context) => {
      done.push('raw');
      publishContent(context, 'raw', world.raw);
      return 'raw';
    },
  });
  const clean = made('clean', ['raw'], ([raw]) => `clean-${raw![0]}`);
  const ratio = made('ratio', ['clean'], ([text]) => `ratio-${text}`);
  const trend = made('trend', ['clean'], ([text]) => `trend-${text}-${codeVersion}`);
  const score = made('score', ['ratio', 'trend'], (texts) => texts.join('+'));
  const daily = pipeline('daily', (p) => {
    const first: Ref<string> = p.add(clean, { after: p.add(fetch) });
    const sides = [p.add(ratio, { after: first }), p.add(trend, { after: first })];
    p.add(score, {}, { after: sides });
  });
  const assets = ['raw', 'clean', 'ratio', 'trend', 'score'].map((name) => asset({ name }));
  const desk = await openDesk({ jobs: [job(daily)], assets });
  const run = async (more: Parameters<typeof desk.run>[1] = {}) => {
    done.length = 0;
    const report = await desk.run('daily', more);
    return { ...report, done: done.toSorted() };
  };
  /** A run of something else that publishes the asset. */
  const publishBeside = async (name: string) => {
    const { store, lease } = desk;
    const runId = runIdAt(7);
    await store.createRun(lease, newRun(runId, ['a']));
    const { started } = await store.advance(lease, { runId, atMs: 1, start: [{ stepKey: 'a', isolated: false }] });
    const removed = (await store.snapshot(name)).files.map(({ path }) => path);
    const changes = [changeOf(name, removed, [lakeFile(`lake/${name}/other`, 'all')])];
    const end = [succeeded('a', started[0]!.token, { changes })];
    await store.advance(lease, { runId, atMs: 1, end, endRun: { outcome: 'succeeded', error: null } });
  };
  return { ...desk, world, run, publishBeside };
}

describe('a step whose inputs and code are unchanged', () => {
  test('is not done again, says since when, and its successors take what it returned then', async () => {
    const desk = await openChain();
    const first = await desk.run();
    assert.deepEqual(first.done, ['clean', 'ratio', 'raw', 'score', 'trend']);
    await desk.clock.advance(60_000);
    const second = await desk.run();
    assert.deepEqual(second.done, ['raw'], 'only what looks outside');
    const { state, skip, output } = second.steps.score!;
    assert.deepEqual([state, skip?.because], ['succeeded', 'unchanged']);
    assert.equal(skip?.because === 'unchanged' && skip.runId, first.run.runId);
    assert.equal(output, first.steps.score!.output);
    assert.equal(second.run.state, 'succeeded');
  });

  test('is done where something it depends on has changed, and no further than the change reaches', async () => {
    const desk = await openChain();
    await desk.run();
    desk.world.raw = 'a2';
    assert.deepEqual((await desk.run()).done, ['clean', 'raw'], 'the same first letter: nothing after it changes');
    desk.world.raw = 'b1';
    assert.deepEqual((await desk.run()).done, ['clean', 'ratio', 'raw', 'score', 'trend']);
  });

  test('is done when it is forced, and when somebody else has replaced what it made', async () => {
    const desk = await openChain();
    await desk.run();
    assert.deepEqual((await desk.run({ isForced: true })).done.length, 5);
    assert.deepEqual((await desk.run()).done, ['raw']);
    await desk.publishBeside('trend');
    assert.deepEqual((await desk.run()).done, ['raw', 'trend'], 'score then reads what it read before');
  });

  test('that failed is done again, also by a retry, which leaves the others alone', async () => {
    let isBroken = true;
    const desk = await openChain({ fails: () => isBroken });
    const failed = await desk.run();
    assert.equal(failed.run.state, 'failed');
    isBroken = false;
    const id = await desk.submit({
      kind: 'retry',
      data: { runId: failed.run.runId, mode: { kind: 'failed' }, asker: null },
    });
    await desk.serve();
    const retried = await desk.reportOf(id);
    assert.deepEqual(
      [retried.run.state, retried.steps.trend!.skip, retried.steps.score!.skip],
      ['succeeded', null, null],
    );
    const again = await desk.submit({
      kind: 'retry',
      data: { runId: retried.run.runId, mode: { kind: 'from', step: 'ratio' }, asker: null },
    });
    await desk.serve();
    assert.equal((await desk.reportOf(again)).steps.ratio!.skip, null, 'whoever names a step wants it done');
  });

  test('is told by folding the log again as well', async () => {
    const desk = await openChain();
    await desk.run();
    await desk.run();
    const before = await desk.store.dump();
    assert.equal(before.memo.length, 4);
    await desk.store.rebuild(desk.lease);
    assert.deepEqual(await desk.store.dump(), before);
  });

  test('is exactly one that reads, through whatever lies between, nothing that came out otherwise', async () => {
    const edits = fc.array(fc.constantFrom('a1', 'a2', 'b1', 'b2', 'c1'), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(edits, async (raws) => {
        const desk = await openChain();
        await desk.run();
        let before = desk.world.raw;
        for (const raw of raws) {
          desk.world.raw = raw;
          const { done } = await desk.run();
          const hasRaw = raw !== before;
          const hasClean = raw[0] !== before[0];
          const expected = ['raw', ...(hasRaw ? ['clean'] : []), ...(hasClean ? ['ratio', 'trend', 'score'] : [])];
          assert.deepEqual(done, expected.sort(), `${before} → ${raw}`);
          before = raw;
        }
      }),
      { numRuns: 25 },
    );
  });
});

test('a step that is not done may say so in what it hands on', async () => {
  const make = op({
    name: 'make',
    writes: ['thing'],
    skipUnchanged: { codeVersion: '1', makes: ['thing'], output: () => 'nothing done' },
    run: () => 'done',
  });
  const desk = await openDesk({
    jobs: [job(pipeline('make', (p) => p.add(make)))],
    assets: [asset({ name: 'thing' })],
  });
  assert.equal((await desk.run('make')).steps.make!.output, '"done"');
  assert.equal((await desk.run('make')).steps.make!.output, '"nothing done"');
  assert.equal((await desk.run('make', { isForced: true })).steps.make!.output, '"done"');
});

test('an op that may be skipped names its code and what it makes', () => {
  const spec = { name: 'x', writes: ['a'], run: () => null };
  const refused =
    (codeVersion: string, ...makes: string[]) =>
    () =>
      op({ ...spec, skipUnchanged: { codeVersion, makes } });
  assert.throws(refused('', 'a'), /skipUnchanged has no codeVersion/);
  assert.throws(refused('1'), /names no asset/);
  assert.throws(refused('1', 'b'), /"b", which is not in its writes/);
});
