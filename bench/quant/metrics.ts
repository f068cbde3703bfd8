/**
 * The full metric set of 20 000 funds with 756 values each, beside one benchmark, on one core: returns from NAV, every
 * metric, the drawdown episodes. Prints the time, that of the processor, and the peak memory, and the slowest metrics by themselves.
 * Run: node bench/quant/metrics.ts [funds]
 */
import { metrics } from '../../src/quant/index.ts';

const FUNDS = Number(process.argv[2] ?? 20_000);
const POINTS = 756;
const WARM_UP = 200;
const SLOWEST = 12;
const PROBES = 400;
const ROUNDS = 3;

const settings: metrics.Settings = {
  convention: 'performanceanalytics',
  periodsPerYear: 242,
  riskFree: 0.02,
  pointsMin: 60,
};
const benchmark = metrics.navReturns({ nav: navOf(0) });
const measureFund = metrics.prepareAll({ ...settings, benchmark });

for (let fund = 0; fund < WARM_UP; fund += 1) measureFund(metrics.navReturns({ nav: navOf(fund) }));
const navs = Array.from({ length: FUNDS }, (_, fund) => navOf(fund));

const beganMs = performance.now();
const cpuBefore = process.cpuUsage();
let values = 0;
let episodes = 0;
for (const nav of navs) {
  for (const { value } of measureFund(metrics.navReturns({ nav }))) if (value !== null) values += 1;
  episodes += metrics.drawdownEpisodesOfValues(nav).length;
}
const tookMs = performance.now() - beganMs;
const cpu = process.cpuUsage(cpuBefore);
const cpuMs = (cpu.user + cpu.system) / 1000;

process.stdout.write(`${FUNDS} funds x ${POINTS} values, Node ${process.version}, one core\n`);
console.table({
  seconds: round(tookMs / 1000),
  'seconds of processor': round(cpuMs / 1000),
  'microseconds of processor per fund': round((cpuMs * 1000) / FUNDS),
  'metrics with a value, per fund': round(values / FUNDS),
  'drawdown episodes, per fund': round(episodes / FUNDS),
  'peak memory, MB': round(process.resourceUsage().maxRSS / 1024),
});
process.stdout.write(`By itself, nothing shared, microseconds (best of ${ROUNDS}; the ${SLOWEST} slowest):\n`);
console.table(slowest());

function slowest() {
  const returns = Array.from({ length: PROBES }, (_, k) => metrics.navReturns({ nav: navOf(k) }));
  const sessions = Int32Array.from({ length: POINTS }, (_, k) => 18_000 + k);
  const rows = metrics.list().map(({ name, conventions }) => {
    const convention = conventions.includes('performanceanalytics') ? 'performanceanalytics' : 'standard';
    const measure = metrics.metricNamed(name);
    const tookMs = Array.from({ length: ROUNDS }, () => {
      const began = performance.now();
      for (const each of returns) measure(each, { ...settings, convention, benchmark, sessions });
      return performance.now() - began;
    });
    return { metric: name, microseconds: round((Math.min(...tookMs) * 1000) / PROBES) };
  });
  return rows.sort((a, b) => b.microseconds - a.microseconds).slice(0, SLOWEST);
}

/** A random walk of 4 decimals, the same for the same fund. */
function navOf(fund: number): Float64Array {
  let state = fund * 2_654_435_761 + 1;
  let value = 1;
  return Float64Array.from({ length: POINTS }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    value *= 1.0003 + (state / 2 ** 32 - 0.5) * 0.03;
    return Math.round(value * 1e4) / 1e4;
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
