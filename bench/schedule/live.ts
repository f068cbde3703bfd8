import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { dayInZone } from '../../src/calendar/zone.ts';
import { type Job, job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject, findJob } from '../../src/control/definition/project.ts';
import type { Schedule } from '../../src/control/definition/schedule.ts';
import { opOfStep } from '../../src/control/run/code-of-job.ts';
import { Engine } from '../../src/control/run/engine.ts';
import { Scheduler } from '../../src/control/schedule/scheduler.ts';
import type { StateStore } from '../../src/control/state/store.ts';
import { localHost } from '../../src/control/step/local-host.ts';
import { offsetMinutesOf, ticksOf } from '../../src/runtime/schedules.ts';

/** An engine that is up in this process, over a real state file and the machine's clock. */
export type Live = { readonly store: StateStore; readonly stop: () => Promise<void> };

export const idleJob = (name: string): Job => job(pipeline(name, (p) => p.add(op({ name: 'nothing', run: () => 1 }))));

export async function goLive(jobs: readonly Job[], schedules: readonly Schedule[]): Promise<Live> {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-'));
  const store = await openStateStore({ folder });
  const lease = await store.acquireEngine({ pid: process.pid, host: 'bench', sinceMs: Date.now(), what: 'up' });
  const project = defineProject({ jobs, schedules });
  const context = { definition: { url: 'bench:', version: 'bench' }, profile: null, layers: [] };
  const shared = { store, lease, clock: systemClock, project, context };
  const setting = (): undefined => undefined;
  const around = { clock: systemClock, random: systemRandom, providers: [], projectDir: folder, setting };
  const host = localHost(
    (of, step) => opOfStep(findJob(project, of), step),
    () => around,
    systemClock,
  );
  const engine = new Engine({
    ...shared,
    random: systemRandom,
    hosts: { none: host, process: host },
    settings: {},
    asOfMs: null,
    observe: () => {},
    isWaiting: () => true,
    dayOf: dayInZone,
  });
  const drain = new AbortController();
  const deciders = [new Scheduler({ ...shared, ticksOf, offsetMinutesOf })];
  const served = engine.serve({ drain: drain.signal, deciders, drainGraceMs: 60_000 });
  return {
    store,
    async stop() {
      drain.abort(new Error('done'));
      await served;
      await store[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
