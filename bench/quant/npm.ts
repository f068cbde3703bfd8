/**
 * SMA, EMA, RSI and MACD beside the npm packages people use, on the same closes: a million of them, as plain arrays where a
 * peer wants those. The best of some rounds, in turns. The first run installs the peers.
 *
 *     node bench/quant/npm.ts [bars]
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ema, macd, rsi, sma } from '../../src/quant/index.ts';
import { npmFolderWith } from './peers.ts';

const BARS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 5;
const PEERS = ['technicalindicators@3.1.0', 'indicatorts@2.2.2', 'trading-signals@7.4.3', '@ixjb94/indicators@1.2.4'];

type Task = 'SMA(20)' | 'EMA(20)' | 'RSI(14)' | 'MACD(12,26,9)';
type Runs = Readonly<Record<Task, () => unknown>>;

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
  const runs = {
    ours: ours[task],
    ...Object.fromEntries(Object.entries(peers).map(([name, each]) => [name, each[task]])),
  };
  const best = Object.fromEntries(Object.keys(runs).map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(runs)) best[name] = Math.min(best[name]!, nsPerClose(run));
  }
  const own = best['ours']!;
  const others = Object.entries(best).map(([name, ns]) => `${name} ${ns.toFixed(1)} (${(ns / own).toFixed(1)} x)`);
  console.log(`${task.padEnd(14)} ${others.join(', ')}`);
}
console.log(`peak memory of all of them: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);

async function peerRuns(): Promise<Record<string, Runs>> {
  const folder = npmFolderWith('npm', PEERS);
  const load = createRequire(join(folder, 'package.json'));
  const technical = load('technicalindicators');
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
  const began = performance.now();
  run();
  return ((performance.now() - began) * 1e6) / BARS;
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
