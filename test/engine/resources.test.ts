import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { port, provide, type Resource, type Resources, resource } from '../../src/control/definition/resource.ts';
import { openDesk } from './desk.ts';

/** A resource that writes down when it is opened and closed. */
function told(
  seen: string[],
  name: string,
  change: { open?: () => never; close?: () => never } = {},
): Resource<string> {
  return resource({
    name,
    open: () => {
      seen.push(`open ${name}`);
      change.open?.();
      return name;
    },
    close: (value) => {
      seen.push(`close ${value}`);
      change.close?.();
    },
  });
}

async function runWith(
  resources: Resources,
  run: (_: object, context: OpServices & { a: string }) => unknown,
  seen: string[],
  providers = [] as ReturnType<typeof provide>[],
) {
  const using = op({
    name: 'using',
    resources,
    timeout: '5s',
    run: async (_: object, context) => {
      seen.push('run');
      return run(_, context as never);
    },
  });
  const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(using)))], providers });
  const report = await desk.run('p');
  return { report, desk, step: report.steps.using! };
}

const boom = (): never => {
  throw new Error('boom');
};

describe('resources', () => {
  test('are open while the op runs and closed after it, last opened first', async () => {
    const seen: string[] = [];
    const { step } = await runWith({ a: told(seen, 'a'), b: told(seen, 'b') }, (_, { a }) => a, seen);
    assert.deepEqual([step.output, seen], ['"a"', ['open a', 'open b', 'run', 'close b', 'close a']]);
  });

  test('are closed when the op throws', async () => {
    const seen: string[] = [];
    const { step } = await runWith({ a: told(seen, 'a') }, boom, seen);
    assert.deepEqual([step.state, seen], ['failed', ['open a', 'run', 'close a']]);
  });

  test('are closed when one of them does not open, and the op never runs', async () => {
    const seen: string[] = [];
    const { step } = await runWith(
      { a: told(seen, 'a'), b: told(seen, 'b', { open: boom }), c: told(seen, 'c') },
      () => 1,
      seen,
    );
    assert.deepEqual(seen, ['open a', 'open b', 'close a']);
    assert.equal(step.error?.message, 'Error: boom');
  });

  test('are all closed when one does not close; the step keeps its result and says so', async () => {
    const seen: string[] = [];
    const { step, desk } = await runWith(
      { a: told(seen, 'a'), b: told(seen, 'b', { close: boom }) },
      () => 'fine',
      seen,
    );
    assert.deepEqual([step.state, seen], ['succeeded', ['open a', 'open b', 'run', 'close b', 'close a']]);
    const line = desk.seen.map(({ observation }) => observation).find((each) => each.kind === 'step_logged');
    assert.ok(line?.kind === 'step_logged');
    assert.deepEqual(
      [line.line.level, line.line.fields.resource, line.line.error?.message],
      ['error', 'b', 'Error: boom'],
    );
  });

  test('are closed after a timeout', async () => {
    const seen: string[] = [];
    const { step } = await runWith({ a: told(seen, 'a') }, (_, { clock, signal }) => clock.sleep(60_000, signal), seen);
    assert.deepEqual([step.error?.code, seen.at(-1)], ['timeout.step', 'close a']);
  });

  test('are closed, and the op does not run, when the time is up while they open', async () => {
    const seen: string[] = [];
    const slow = resource({
      name: 'slow',
      open: ({ clock }) => clock.sleep(6000).then(() => seen.push('opened')),
      close: () => void seen.push('closed'),
    });
    const { step } = await runWith({ a: slow }, () => 1, seen);
    assert.deepEqual([step.error?.code, seen], ['timeout.step', ['opened', 'closed']]);
  });

  test('close themselves when they can and nobody says how', async () => {
    const seen: string[] = [];
    const own = resource({ name: 'own', open: () => ({ [Symbol.dispose]: () => void seen.push('disposed') }) });
    const later = resource({
      name: 'later',
      open: () => ({ [Symbol.asyncDispose]: async () => void seen.push('disposed later') }),
    });
    await runWith({ a: own, b: later }, () => 1, seen);
    assert.deepEqual(seen, ['run', 'disposed later', 'disposed']);
  });

  test('under two names are opened once', async () => {
    const seen: string[] = [];
    const a = told(seen, 'a');
    await runWith({ a, again: a }, () => 1, seen);
    assert.deepEqual(seen, ['open a', 'run', 'close a']);
  });

  test('come from the provider that is bound to their name', async () => {
    const source = port<string>('source', 'Where prices come from');
    const seen: string[] = [];
    const bound = provide(
      source,
      () => 'bound',
      (value) => void seen.push(`close ${value}`),
    );
    const { step } = await runWith({ a: source }, (_, { a }) => a, seen, [bound]);
    assert.deepEqual([step.output, seen], ['"bound"', ['run', 'close bound']]);
    const own = await runWith({ a: told(seen, 'source') }, (_, { a }) => a, [], [bound]);
    assert.equal(own.step.output, '"bound"', 'also when the resource could open itself');
  });

  test('that nothing is bound to fail the step, saying what to write', async () => {
    const { step } = await runWith({ a: port('source', 'x') }, () => 1, []);
    assert.match(
      step.error!.message,
      /Resource "source": nothing is bound to it \(bound here: nothing\)\. Add provide\(source/,
    );
  });
});
