/**
 * SMA, EMA, RSI and MACD beside the npm packages people use, on the same closes, as plain arrays where a peer wants those.
 * Every function is warmed up, then all of them run in turns; garbage is collected before each run, so that nobody pays for
 * another's. Figures are processor time, that of the collector among it: the median over the rounds, and the median of the
 * ratios within a round. Everybody allocates its outputs. The first run installs the peers.
 *
 *     node bench/quant/npm.ts [bars] [rounds]
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ema, macd, rsi, sma } from '../../src/quant/index.ts';
import { npmFolderWith } from './peers.ts';

const BARS = Number(process.argv[2] ?? 100_000);
const ROUNDS = Number(process.argv[3] ?? 31);
const WARM_UP_MS = 400;
const PEERS = [
  ...['technicalindicators@3.1.0', 'fast-technical-indicators@1.1.4', 'indicatorts@2.2.2'],
  ...['trading-signals@8.3.0', '@ixjb94/indicators@1.2.4'],
];

type Task = 'SMA(20)' | 'EMA(20)' | 'RSI(14)' | 'MACD(12,26,9)';
type Runs = Readonly<Record<Task, () => unknown>>;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const closes = walk(BARS);
const list = Array.from(closes);
const peers: Readonly<Record<string, Runs>> = await peerRuns();
const ours: Runs = {
  'SMA(20)': () => sma(closes, 20),
  'EMA(20)': () => ema(closes, 20),
  'RSI(14)': () => rsi(closes, 14),
  'MACD(12,26,9)': () => macd(closes),
};

console.log(`${BARS} closes, Node ${process.version}; ns per close, and times ours`);
for (const task of Object.keys(ours) as Task[]) {
  const runs = [
    ['ours', ours[task]] as const,
    ...Object.entries(peers).map(([name, each]) => [name, each[task]] as const),
  ];
  for (const [, run] of runs) warmUp(run);
  const rounds = Array.from({ length: ROUNDS }, () => runs.map(([, run]) => nsPerClose(run)));
  const figures = runs.map(([name], place) => {
    const ns = median(rounds.map((round) => round[place]!));
    const ratio = median(rounds.map((round) => round[place]! / round[0]!));
    return `${name} ${ns.toFixed(1)} (${ratio.toFixed(1)} x)`;
  });
  console.log(`${task.padEnd(14)} ${figures.join(', ')}`);
}
console.log(`peak memory of all of them: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);

async function peerRuns(): Promise<Record<string, Runs>> {
  const folder = npmFolderWith('npm', PEERS);
  const load = createRequire(join(folder, 'package.json'));
  const technical = load('technicalindicators');
  const fast = load('fast-technical-indicators');
  const typed = load('indicatorts');
  const signals = load('trading-signals');
  const { IndicatorsSync } = load('@ixjb94/indicators');
  const fastest = new IndicatorsSync();
  const stream = (indicator: { update: (value: number, replace: false) => unknown }) => {
    for (const close of list) indicator.update(close, false);
  };
  const macdOptions = { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 };
  return {
    technicalindicators: {
      'SMA(20)': () => technical.SMA.calculate({ period: 20, values: list }),
      'EMA(20)': () => technical.EMA.calculate({ period: 20, values: list }),
      'RSI(14)': () => technical.RSI.calculate({ period: 14, values: list }),
      'MACD(12,26,9)': () => technical.MACD.calculate({ ...macdOptions, values: list, SimpleMAOscillator: false }),
    },
    'fast-technical-indicators': {
      'SMA(20)': () => fast.sma({ period: 20, values: list }),
      'EMA(20)': () => fast.ema({ period: 20, values: list }),
      'RSI(14)': () => fast.rsi({ period: 14, values: list }),
      'MACD(12,26,9)': () => fast.macd({ ...macdOptions, values: list, SimpleMAOscillator: false }),
    },
    indicatorts: {
      'SMA(20)': () => typed.sma(list, { period: 20 }),
      'EMA(20)': () => typed.ema(list, { period: 20 }),
      'RSI(14)': () => typed.rsi(list, { period: 14 }),
      'MACD(12,26,9)': () => typed.macd(list, { fast: 12, slow: 26, signal: 9 }),
    },
    'trading-signals': {
      'SMA(20)': () => stream(new signals.SMA(20)),
      'EMA(20)': () => stream(new signals.EMA(20)),
      'RSI(14)': () => stream(new signals.RSI(14)),
      'MACD(12,26,9)': () => stream(new signals.MACD(new signals.EMA(12), new signals.EMA(26), new signals.EMA(9))),
    },
    '@ixjb94/indicators': {
      'SMA(20)': () => fastest.sma(list, 20),
      'EMA(20)': () => fastest.ema(list, 20),
      'RSI(14)': () => fastest.rsi(list, 14),
      'MACD(12,26,9)': () => fastest.macd(list, 12, 26, 9),
    },
  };
}

function nsPerClose(run: () => unknown): number {
  collectGarbage();
  const began = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(began);
  return ((user + system) * 1000) / BARS;
}

function warmUp(run: () => unknown): void {
  const began = performance.now();
  for (let k = 0; k < 5 || performance.now() - began < WARM_UP_MS; k += 1) run();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function walk(length: number): Float64Array {
  let seed = 20_261_121;
  let last = 100;
  return Float64Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    last = Math.max(5, last * (1 + (seed / 2 ** 32 - 0.5) * 0.04) + (100 - last) * 0.001);
    return Math.round(last * 100) / 100;
  });
}
