import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../core/bytes.ts';
import { planSteps } from '../plan/make-plan.ts';
import { op } from './op.ts';
import { pipeline } from './pipeline.ts';

const planned = (memory?: Bytes) => {
  const limited = op({
    name: 'limited',
    isolate: 'process',
    ...(memory === undefined ? {} : { memory }),
    run: () => 1,
  });
  return planSteps(pipeline('p', (p) => p.add(limited)))[0]!;
};

test('a memory limit stands in the plan in bytes', () => {
  assert.equal(planned('2GB').memoryBytes, 2 * 1024 ** 3);
});

test('a plan without a limit says nothing of memory, so that its hash stays', () => {
  assert.ok(!('memoryBytes' in planned()));
});

test('a memory limit that cannot be, or cannot be kept, is refused with the op', () => {
  assert.throws(() => planned('2 gigs' as Bytes), { code: 'definition.invalid', message: /"limited".*512MB/ });
  const inLoop = () => op({ name: 'loop', memory: '1GB', run: () => 1 });
  assert.throws(inLoop, { code: 'definition.invalid', message: /"loop".*isolate: 'process'/ });
});
