/**
 * What ten thousand registered schedules cost while none is due: processor time of a whole minute.
 * Run: npm run bench -- bench/schedule/idle.ts [schedules] [seconds]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { schedule } from '../../src/control/definition/schedule.ts';
import { goLive, idleJob } from './live.ts';

const [SCHEDULES, SECONDS] = [Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 30)];

const one = idleJob('one');
const far = Array.from({ length: SCHEDULES }, (_schedule, index) =>
  schedule(one, { name: `s_${index}`, cron: `${index % 60} ${index % 24} 1 1 *`, zone: 'Asia/Shanghai' }),
);
const began = performance.now();
const live = await goLive([one], far);
while ((await live.store.range({ table: 'schedule', prefix: [] })).length < SCHEDULES) await sleep(50);
process.stdout.write(`${SCHEDULES} registered in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
await sleep(2000);
const before = process.cpuUsage();
await sleep(SECONDS * 1000);
const { user, system } = process.cpuUsage(before);
const share = (user + system) / 1e6 / SECONDS;
process.stdout.write(`idle for ${SECONDS} s: ${(share * 100).toFixed(2)} % of a core\n`);
await live.stop();
