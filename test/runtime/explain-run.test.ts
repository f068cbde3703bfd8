import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, pipeline } from '../../src/control/definition/index.ts';
import { explainRun } from '../../src/runtime/explain-run.ts';
import { runInMemory } from '../../src/testing/run-in-memory.ts';

const symbols = op({ name: 'symbols', run: () => ['a', 'b'] });
const fetchOne = op({
  name: 'fetch',
  retry: { max: 1, delay: '1m', jitter: 0 },
  run: ({ symbol }: { readonly symbol: string }, { attempt }) => {
    if (symbol === 'b' && attempt === 1) throw new Error('busy');
    return symbol;
  },
});
const never = op({ name: 'never', run: () => 1 });
const wide = pipeline('wide', (p) => {
  const list = p.add(symbols);
  p.map(fetchOne, { over: { symbol: list } });
  p.when(list, { label: 'nothing came', holds: (all) => all.length === 0 }, (inner) => inner.add(never));
});

test('tells why each step of a run ran, was tried again, or was skipped', async () => {
  const { events } = await runInMemory(wide);
  const told = Object.fromEntries(explainRun(events, null).map(({ stepKey, explanations }) => [stepKey, explanations]));
  assert.deepEqual(Object.keys(told), ['symbols', 'fetch', 'never']);
  assert.deepEqual(
    told.fetch!.map(({ what }) => what),
    ['mapped', 'joined'],
  );
  assert.deepEqual(
    told.never!.map((each) => each.what === 'skipped' && each.reason),
    [{ because: 'condition', condition: 'nothing came' }],
  );
  const items = explainRun(events, 'fetch[b]');
  assert.deepEqual(
    items[0]!.explanations.map((each) => [each.what, 'waitedMs' in each ? each.waitedMs : null]),
    [
      ['started', 0],
      ['failed', null],
      ['retried', 0],
      ['succeeded', null],
    ],
    'a retry that starts when it is due has not waited',
  );
});

test('knows no other steps than the run has', async () => {
  const { events } = await runInMemory(wide);
  assert.throws(() => explainRun(events, 'fetsh'), /Unknown step "fetsh".*Did you mean "fetch"/);
});
