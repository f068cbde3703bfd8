import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { auditState, eventsOf } from '../../src/control/audit/audit-state.ts';
import { planPrune } from '../../src/control/retention/plan-prune.ts';
import { simulate } from '../simulation/simulate.ts';

const SEEDS = 40;
const HOLDER = { pid: 1, host: 'test', sinceMs: 0, what: 'prune' };

test('cut off at any third of its time, a log still tells everything about what is left', async () => {
  let [pruned, checkpoints] = [0, 0];
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const { state, events } = await simulate(seed, { jumps: [] });
    await using store = openMemoryStateStore(state);
    const lease = await store.acquireEngine(HOLDER);
    const [first, last] = [events[0]!.atMs, events.at(-1)!.atMs];
    for (const third of [1, 2, 3]) {
      const beforeMs = first + ((last - first) * third) / 3 + 1;
      const stored = await store.dump();
      const plan = await planPrune(() => eventsOf(store), stored, beforeMs);
      if (plan === null) continue;
      await store.checkpoint(lease, { ...plan, atMs: last });
      checkpoints += 1;
      pruned += plan.runIds.length;
      const { violations } = await auditState(store);
      assert.deepEqual(violations, [], `seed ${seed}, third ${third}`);
      const left = stored.run.filter(({ run_id }) => !plan.runIds.includes(run_id as string));
      assert.deepEqual((await store.dump()).run, left, `seed ${seed}: the other runs are as they were`);
    }
  }
  assert.ok(checkpoints > SEEDS && pruned > SEEDS / 2, `${checkpoints} checkpoints, ${pruned} runs`);
});
