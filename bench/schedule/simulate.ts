/**
 * Two years of every shipped schedule, in processor and wall time.
 * Run: npm run bench -- bench/schedule/simulate.ts [rounds]
 */
import { shippedProject } from '../../src/runtime/shipped.ts';
import { simulate } from '../../src/runtime/simulation/simulate.ts';

const project = await shippedProject();
for (let round = 0; round < Number(process.argv[2] ?? 3); round += 1) {
  const [beganMs, before] = [performance.now(), process.cpuUsage()];
  const model = await simulate({ project, fromMs: Date.UTC(2025, 0, 1), toMs: Date.UTC(2027, 0, 1) });
  const { user, system } = process.cpuUsage(before);
  const wall = ((performance.now() - beganMs) / 1000).toFixed(2);
  const runs = model.jobs.reduce((sum, job) => sum + job.runs, 0);
  const ticks = model.schedules.reduce((sum, { ticks: own }) => sum + own.length, 0);
  process.stdout.write(
    `${ticks} ticks, ${runs} runs: ${wall} s, ${((user + system) / 1e6).toFixed(2)} s of processor\n`,
  );
}
