/**
 * Two years of every shipped schedule and sensor.
 * Run: npm run bench -- bench/schedule/simulate.ts [rounds]
 */
import { onProfileCalendar } from '../../src/runtime/profile-calendar.ts';
import { shippedProject } from '../../src/runtime/shipped.ts';
import { simulate } from '../../src/runtime/simulation/simulate.ts';
import { costMeter, costText } from '../cost.ts';

const shipped = await shippedProject();
const project = onProfileCalendar(shipped, shipped.profiles.demo!);
for (let round = 0; round < Number(process.argv[2] ?? 3); round += 1) {
  const meter = costMeter();
  const model = await simulate({ project, fromMs: Date.UTC(2025, 0, 1), toMs: Date.UTC(2027, 0, 1) });
  const cost = meter();
  const runs = model.jobs.reduce((sum, job) => sum + job.runs, 0);
  const ticks = model.schedules.reduce((sum, { ticks: own }) => sum + own.length, 0);
  process.stdout.write(`${ticks} ticks, ${model.sensors.length} sensors, ${runs} runs: ${costText(cost)}\n`);
}
