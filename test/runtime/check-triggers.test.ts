import assert from 'node:assert/strict';
import { test } from 'node:test';
import { job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { schedule } from '../../src/control/definition/schedule.ts';
import { checksOfTriggers } from '../../src/runtime/check-triggers.ts';

test('a schedule whose calendar has ended is told of before it stands still, and until when it is known', async () => {
  const one = job(pipeline('one', (p) => p.add(op({ name: 'one', run: () => null }))));
  const evening = schedule(one, { name: 'evening', calendar: 'XSHG', at: 'close+90m', jitter: '10m' });
  const project = defineProject({ jobs: [one], schedules: [evening] });
  const check = (nowMs: number) => checksOfTriggers({ project, settings: { configLayers: [] } }, nowMs)[0]!.check();
  assert.match(await check(Date.UTC(2026, 8, 30)), /^next 2026-09-30T16:30:00\+08:00, known until 20\d\d-/);
  await assert.rejects(check(Date.UTC(2099, 0, 1)), { code: 'calendar.beyond_horizon' });
});
