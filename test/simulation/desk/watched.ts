import { type Job, job } from '../../../src/control/definition/job.ts';
import { op } from '../../../src/control/definition/op.ts';
import { pipeline } from '../../../src/control/definition/pipeline.ts';
import { runRequest, type Sensor } from '../../../src/control/definition/sensor.ts';
import {
  assetSensor,
  fileSensor,
  freshnessSensor,
  readinessSensor,
} from '../../../src/control/definition/sensor-kinds.ts';
import type { Readiness } from '../../../src/control/definition/watch.ts';
import type { SeenFile, SensorFiles } from '../../../src/control/sensor/look/look.ts';
import type { VirtualClock } from '../../../src/testing/virtual-clock.ts';
import { drawOf } from '../draw.ts';
import type { DeskPlan, Features } from './plan.ts';
import type { Perform } from './project.ts';

/** What follows on what is seen: nothing that could be seen in turn. */
export function answeringJob(perform: Perform): Job {
  const answer = op({
    name: 'answer',
    timeout: 20_000,
    run: async (inputs: object, context) => (await perform(inputs, context, { writes: [], uses: [] })).value,
  });
  return job(pipeline('answer', (p) => p.add(answer)));
}

/** Sensors that watch an asset, files, and moments at which something must be there. */
export function watchingSensors({ seed, features, faults }: DeskPlan, target: Job): readonly Sensor[] {
  const coalesce = newestOf(seed);
  const sensors: Record<keyof Features & ('updates' | 'files' | 'ready' | 'late'), Sensor> = {
    updates: assetSensor('prices', target, { name: 'updated', coalesce }),
    files: fileSensor(target, { name: 'files', glob: 'inbox/*.csv', every: '3s', stableFor: FILE_STABLE_MS }),
    ready: readinessSensor(target, {
      name: 'ready',
      trigger: { every: MOMENT_EVERY_MS, anchor: ANCHOR },
      giveUpAfter: GIVE_UP_AFTER_MS,
      every: '5s',
      isReady: ({ dueAtMs, nowMs }) => {
        if (drawOf(seed, `asking ${dueAtMs} ${nowMs}`).chance(0.1)) throw new Error('nobody answers');
        return readinessAt(seed, dueAtMs, nowMs);
      },
    }),
    late: freshnessSensor('prices', () => runRequest(target), {
      name: 'late',
      deadline: { every: deadlineEveryMs(faults.jumps.length), anchor: ANCHOR },
      maxAge: LATE_AFTER_MS,
      every: '4s',
    }),
  };
  return (['updates', 'files', 'ready', 'late'] as const).filter((each) => features[each]).map((each) => sensors[each]);
}

export const newestOf = (seed: number): 'latest' | 'none' => (drawOf(seed, 'updates').chance(0.5) ? 'latest' : 'none');

const ANCHOR = '2026-01-01T00:00:11Z';
export const ANCHOR_MS = Date.parse(ANCHOR);
export const FILE_STABLE_MS = 8000;
export const MOMENT_EVERY_MS = 60_000;
export const GIVE_UP_AFTER_MS = 40_000;
export const LATE_AFTER_MS = 20_000;

/** A clock that jumps by days passes thousands of deadlines: each of them is judged. */
export const deadlineEveryMs = (jumps: number): number => (jumps === 0 ? 30_000 : 21_600_000);

/** When what a moment waits for comes: soon, late, after it was given up, or never. */
export function readinessAt(seed: number, dueAtMs: number, nowMs: number): Readiness {
  const draw = drawOf(seed, `moment ${dueAtMs}`);
  if (draw.chance(0.1)) return { ready: false, because: 'a holiday', never: true };
  return nowMs >= dueAtMs + draw.int(0, 60_000) ? { ready: true } : { ready: false, because: 'not yet' };
}

/** A file as it was from a moment on. */
export type FileStay = SeenFile & { readonly sinceMs: number };

/** A folder into which somebody writes, now and then, while the desk works. */
export class Inbox {
  readonly #files = new Map<string, SeenFile>();
  /** Everything that ever stood there, in order. */
  readonly stays: FileStay[] = [];

  begin(plan: DeskPlan, clock: VirtualClock): void {
    for (const { atMs, path, bytes } of plan.files)
      void clock.sleep(atMs).then(() => {
        const file = { path, bytes, modifiedAtMs: clock.nowMs() };
        this.#files.set(path, file);
        this.stays.push({ ...file, sinceMs: clock.monotonicMs() });
      });
  }

  readonly files: SensorFiles = { list: async () => [...this.#files.values()] };
}
