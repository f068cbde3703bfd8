import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type JobSpec, job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { openDesk, type Report, statesOf } from './desk.ts';

const saying = (name: string, text = name) => op({ name, run: () => text });
const echo = op({ name: 'echo', run: ({ what }: { readonly what: string | number | null }) => what });

describe('a condition with a label', () => {
  test('is told by it', async () => {
    const labelled = job(
      pipeline('labelled', (p) => {
        const gaps = p.add(op({ name: 'gaps', run: () => 0 }));
        p.when(gaps, { label: 'there are gaps', holds: (count) => count > 0 }, (inner) => inner.add(saying('fill')));
      }),
    );
    const report = await (await openDesk({ jobs: [labelled] })).run('labelled');
    assert.deepEqual(report.steps.fill!.skip, { because: 'condition', condition: 'there are gaps' });
  });
});

describe('branches', () => {
  const size = (count: number) => op({ name: 'size', run: () => count });
  const branching = (count: number, choose = (n: number): 'small' | 'large' => (n < 10 ? 'small' : 'large')) =>
    job(
      pipeline('branching', (p) => {
        const what = p.branch(p.add(size(count)), choose, {
          small: (inner) => inner.add(saying('at_once')),
          large: (inner) => {
            const cut = inner.add(saying('cut'));
            return inner.add(op({ name: 'in_parts', run: (_: { readonly cut: string }) => 2 }), { cut });
          },
        });
        p.add(echo, { what });
      }),
    );
  const run = async (count: number, choose?: (n: number) => 'small' | 'large'): Promise<Report> =>
    (await openDesk({ jobs: [branching(count, choose)] })).run('branching');

  test('of which exactly one runs, and whatever takes them gets its output', async () => {
    const small = await run(3);
    const [done, left] = ['succeeded', 'skipped'];
    assert.deepEqual(statesOf(small), { size: done, at_once: done, cut: left, in_parts: left, echo: done });
    assert.equal(small.steps.echo!.output, '"at_once"');
    const large = await run(30);
    assert.deepEqual(statesOf(large), { size: done, at_once: left, cut: done, in_parts: done, echo: done });
    assert.equal(large.steps.echo!.output, '2');
  });

  test('of which none is the one chosen fail, and name those there are', async () => {
    const report = await run(3, () => 'smal' as 'small');
    assert.equal(report.run.state, 'failed');
    assert.match(report.run.error!.message, /it chose "smal", which is no branch, did you mean "small"/);
    assert.equal(report.steps.echo!.state, 'skipped');
  });

  test('that fail skip what takes them', async () => {
    const broken = job(
      pipeline('broken', (p) => {
        const fails = op({
          name: 'fails',
          run: (): string => {
            throw new Error('no');
          },
        });
        const what = p.branch(p.add(size(1)), () => 'one', {
          one: (a) => a.add(fails),
          two: (b) => b.add(saying('b')),
        });
        p.add(echo, { what });
      }),
    );
    const report = await (await openDesk({ jobs: [broken] })).run('broken');
    assert.equal(report.steps.echo!.state, 'skipped');
  });
});

describe('an order of the job', () => {
  const names = ['a', 'b', 'c', 'd'];
  const ordered = (spec: JobSpec) =>
    job(
      pipeline('ordered', (p) =>
        names.map((name) => p.add(saying(name), {}, { tags: { size: `${name.charCodeAt(0)}` } })),
      ),
      { concurrency: 1, ...spec },
    );
  const started = ({ events }: Report): readonly (string | null)[] =>
    events.filter(({ kind }) => kind === 'step_started').map(({ stepKey }) => stepKey);

  test('decides what starts first', async () => {
    const largest = ordered({ order: (left, right) => Number(right.tags.size) - Number(left.tags.size) });
    assert.deepEqual(started(await (await openDesk({ jobs: [largest] })).run('ordered')), ['d', 'c', 'b', 'a']);
  });

  test('may look at the run, and leaves ties to the usual order', async () => {
    const cLast = ordered({
      order: (left, right, board) =>
        board.stateOf('b') === 'succeeded' ? 0 : Number(left.key === 'a') - Number(right.key === 'a'),
    });
    assert.deepEqual(started(await (await openDesk({ jobs: [cLast] })).run('ordered')), ['b', 'a', 'c', 'd']);
  });

  for (const [what, order] of [
    [
      'throws',
      () => {
        throw new Error('which?');
      },
    ],
    ['gives no number', () => Number.NaN],
  ] as const) {
    test(`that ${what} fails the run and says so`, async () => {
      const report = await (await openDesk({ jobs: [ordered({ order })] })).run('ordered');
      assert.equal(report.run.state, 'failed');
      assert.match(report.run.error!.message, /Job "ordered": its order threw: (Error: which|TypeError: it said NaN)/);
      assert.equal(report.steps.a!.skip!.because, 'run_failed');
    });
  }
});
