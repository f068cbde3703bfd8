/**
 * How late ticks are, beside a bare timer set for the same instants in the same process; then a thousand schedules due
 * in one second. Run: npm run bench -- bench/schedule/lateness.ts [seconds]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { schedule } from '../../src/control/definition/schedule.ts';
import { readTicks } from '../../src/control/state/schedule/read.ts';
import { costMeter, costText } from '../cost.ts';
import { goLive, idleJob } from './live.ts';

const SECONDS = Number(process.argv[2] ?? 30);
const MANY = 1000;

function told(name: string, late: readonly number[]): void {
  const sorted = late.toSorted((left, right) => left - right);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  process.stdout.write(`${name.padEnd(44)} p50 ${at(0.5)}  p99 ${at(0.99)}  most ${at(1)} ms (${sorted.length})\n`);
}

/** A timer for each whole second, as exact as timers are. */
async function bareTimers(seconds: number): Promise<readonly number[]> {
  const late: number[] = [];
  const first = Math.ceil(Date.now() / 1000) * 1000;
  for (let second = 0; second < seconds; second += 1) {
    const dueMs = first + second * 1000;
    await sleep(Math.max(dueMs - Date.now(), 0));
    late.push(Date.now() - dueMs);
  }
  return late;
}

const one = idleJob('one');
const live = await goLive([one], [schedule(one, { name: 's', every: '1s', anchor: '2026-01-01T00:00:00Z' })]);
const bare = await bareTimers(SECONDS);
const rows = await readTicks(live.store, 's');
const runs = await live.store.runs({ limit: SECONDS });
told('bare timer, one a second', bare);
told(
  'tick decided after it was due',
  rows.map(({ atMs, decidedAtMs }) => decidedAtMs - atMs),
);
told(
  'run started after its tick',
  runs.flatMap(({ startedAtMs, trigger }) => (startedAtMs === null ? [] : [startedAtMs - trigger.tick!.atMs])),
);
await live.stop();

const jobs = Array.from({ length: MANY }, (_job, index) => idleJob(`job_${index}`));
const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5000).toISOString();
const many = await goLive(
  jobs,
  jobs.map((each) => schedule(each, { once: at })),
);
await sleep(Date.parse(at) - Date.now() - 500);
const meter = costMeter();
for (;;) {
  await sleep(1000);
  const over = await many.store.runs({ states: ['succeeded'] });
  if (over.length < MANY) continue;
  told(
    `${MANY} due in one second: decided`,
    over.map(({ createdAtMs }) => createdAtMs - Date.parse(at)),
  );
  told(
    `${MANY} due in one second: started`,
    over.map(({ startedAtMs }) => startedAtMs! - Date.parse(at)),
  );
  told(
    `${MANY} due in one second: over`,
    over.map(({ endedAtMs }) => endedAtMs! - Date.parse(at)),
  );
  process.stdout.write(`all of them, from half a second before: ${costText(meter())}\n`);
  break;
}
await many.stop();
