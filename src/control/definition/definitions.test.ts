import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { asset } from './asset.ts';
import { isBranded } from './brand.ts';
import { type JobSpec, job } from './job.ts';
import { op } from './op.ts';
import { type Pipeline, pipeline, type Ref } from './pipeline.ts';
import { defineProject, findJob, opsOf } from './project.ts';
import { port, provide, resource } from './resource.ts';

const invalid = (text: RegExp) => (error: unknown) =>
  isTapelineError(error) && error.code === 'definition.invalid' && error.exit === 3 && text.test(error.message);

const one = op({ name: 'one', run: () => 1 });
const plusOne = op({ name: 'plus_one', run: ({ n }: { n: number }) => n + 1 });
const single = (name: string): Pipeline => pipeline(name, (p) => p.add(one));

describe('an op', () => {
  test('has safe defaults: one attempt, no timeout, in this process, not critical', () => {
    assert.deepEqual(
      [one.retry.max, one.timeoutMs, one.isolate, one.critical, one.reads, one.writes],
      [0, null, 'none', false, [], []],
    );
  });

  test('is refused with its name when its timeout is none', () => {
    assert.throws(
      () => op({ name: 'slow', timeout: '10 minutes' as '10m', run: () => 1 }),
      invalid(/op "slow": timeout is "10 minutes"/),
    );
    assert.throws(() => op({ name: 'slow', timeout: 0, run: () => 1 }), invalid(/op "slow": timeout is 0/));
    assert.equal(op({ name: 'slow', timeout: '10m', run: () => 1 }).timeoutMs, 600_000);
  });

  test('is refused when its name or retry policy cannot be', () => {
    assert.throws(() => op({ name: 'Two words', run: () => 1 }), invalid(/op "Two words"/));
    assert.throws(() => op({ name: 'x', retry: { max: -1 }, run: () => 1 }), invalid(/op "x": retry\.max/));
  });
});

describe('a pipeline', () => {
  test('keeps steps, wiring and conditions as they were added', () => {
    const wired = pipeline('p', (p) => {
      const a = p.add(one, {}, { as: 'a', priority: 3 });
      const b = p.when(
        a,
        (n) => n > 0,
        (q) => q.add(plusOne, { n: a }, { as: 'b' }),
      );
      p.add(op({ name: 'end', run: ({ n }: { n: number | null }) => n }), { n: b });
    });
    assert.deepEqual(
      wired.steps.map(({ key }) => key),
      ['a', 'b', 'end'],
    );
    const [, b, end] = wired.steps;
    assert.deepEqual(
      b!.conditions.map(({ on, isOptional }) => [on, isOptional]),
      [['a', false]],
    );
    assert.deepEqual([b!.inputs.n!.isOptional, end!.inputs.n!.isOptional], [false, true]);
  });

  test('is refused when a step stands twice, or there is none', () => {
    assert.throws(() => pipeline('p', (p) => [p.add(one), p.add(one)]), invalid(/step "one" stands twice.*as:/));
    assert.throws(() => pipeline('p', () => {}), invalid(/has no steps/));
  });

  test('is refused when a reference comes from another pipeline, wherever it stands', () => {
    let foreign: Ref<number> | undefined;
    pipeline('other', (p) => {
      foreign = p.add(one);
    });
    const build: readonly ((p: Parameters<Parameters<typeof pipeline>[1]>[0]) => unknown)[] = [
      (p) => p.add(plusOne, { n: foreign! }),
      (p) => p.add(one, {}, { after: [foreign!] }),
      (p) =>
        p.when(
          foreign!,
          () => true,
          (q) => q.add(one),
        ),
      (p) =>
        p.when(
          p.add(one),
          () => true,
          () => foreign!,
        ),
    ];
    for (const each of build) assert.throws(() => pipeline('p', each), invalid(/another pipeline \("one"\)/));
  });

  test('is refused when an input is no reference', () => {
    assert.throws(
      () => pipeline('p', (p) => p.add(plusOne, { n: 5 as never })),
      invalid(/input "n" of step "plus_one" is not a reference/),
    );
    assert.throws(() => pipeline('p', (p) => p.add(plusOne, { n: undefined as never })), invalid(/is not a reference/));
  });
});

describe('a job', () => {
  test('is named after its pipeline unless it has a name', () => {
    assert.deepEqual(
      [job(single('daily')).name, job(single('daily'), { name: 'stocks.daily' }).name],
      ['daily', 'stocks.daily'],
    );
  });

  test('is refused when its concurrency lets nothing run', () => {
    for (const concurrency of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => job(single('p'), { concurrency } as JobSpec), invalid(/concurrency/), String(concurrency));
  });

  test('is refused when a name or alias could not be a folder', () => {
    assert.throws(() => job(single('p'), { name: 'a/b' }), invalid(/job "a\/b"/));
    assert.throws(() => job(single('p'), { aliases: ['A'] }), invalid(/alias "A"/));
  });
});

describe('a project', () => {
  const daily = job(single('daily'), { name: 'stocks.daily_sync', aliases: ['sync'] });
  const funds = job(single('nav'), { name: 'funds.report' });
  const stocks = job(single('rep'), { name: 'stocks.report' });
  const project = defineProject({ jobs: [daily, funds, stocks] });
  const unknown = (text: RegExp) => (error: unknown) =>
    isTapelineError(error) && error.exit === 2 && text.test(error.message);

  test('finds a job by name, alias and the last part of its name', () => {
    for (const name of ['stocks.daily_sync', 'sync', 'daily_sync']) assert.equal(findJob(project, name), daily);
  });

  test('says which jobs share a short name', () => {
    assert.throws(() => findJob(project, 'report'), unknown(/Several jobs.*funds\.report or stocks\.report/));
    assert.equal(findJob(project, 'funds.report'), funds);
  });

  test('names the nearest job for one nobody knows', () => {
    assert.throws(() => findJob(project, 'snyc'), unknown(/Did you mean "sync"/));
    assert.throws(() => findJob(project, 'daily_snyc'), unknown(/Did you mean "daily_sync"/));
  });

  test('is refused when one name stands for two things', () => {
    const again = job(single('x'), { name: 'other', aliases: ['sync'] });
    assert.throws(() => defineProject({ jobs: [daily, again] }), invalid(/job name or alias "sync" stands twice/));
    assert.throws(
      () => defineProject({ jobs: [daily], assets: [asset({ name: 'a' }), asset({ name: 'a' })] }),
      invalid(/asset "a"/),
    );
    assert.throws(() => defineProject({ jobs: [{} as never] }), invalid(/not a job/));
    assert.throws(() => defineProject({} as never), invalid(/no list of jobs/));
    assert.throws(() => defineProject(undefined as never), invalid(/no list of jobs/));
  });

  test('knows its ops by name', () => {
    assert.deepEqual([...opsOf(project).keys()], ['one']);
  });
});

test('definitions of another copy of the package are known by their brand', () => {
  const brandKey = Symbol.for('tapeline.definition');
  assert.ok(isBranded({ [brandKey]: 'job' }, 'job'));
  assert.ok(!isBranded({ [brandKey]: 'job' }, 'op'));
  assert.ok(!isBranded(null, 'job'));
  assert.ok(isBranded(one, 'op'));
});

test('definitions cannot be edited', () => {
  assert.throws(() => Object.assign(one, { name: 'two' }), TypeError);
  const { steps } = single('p');
  assert.throws(() => (steps as unknown[]).push(1), TypeError);
});

test('resources, ports and providers carry what opens and closes them', () => {
  const db = resource({ name: 'db', open: () => 1, close: () => {} });
  const source = port<number>('source', 'Where prices come from');
  assert.deepEqual([db.open === null, source.open, source.close], [false, null, null]);
  assert.equal(provide(source, () => 5).resource, 'source');
});
